/**
 * What v2 says on the wire, as types: the room, its ballots, the results [P2.4, P2.8]. Times are
 * milliseconds since 1970 by the server's clock. It must never hold code: it is for whoever writes clients.
 */
import type { Summary } from "../room/summary.ts";
import type {
  EndReason,
  MemberId,
  Participant,
  Role,
  Settings,
  Ticket,
  Vote,
} from "../room/state.ts";
import type { Deck } from "../room/deck.ts";

export type { CardCount, Summary } from "../room/summary.ts";
export type { Deck } from "../room/deck.ts";
export type {
  EndReason,
  MemberId,
  Participant,
  Role,
  Settings,
  Ticket,
  Vote,
} from "../room/state.ts";

/** The whole room as every member sees it [P2.4]. */
export interface RoomState {
  /** What others join with. */
  readonly room_id: string;
  /** Grows with every change [P2.3]. */
  readonly version: number;
  readonly created_at: number;
  /** Voters at most; observers at most as many again. */
  readonly capacity: number;
  readonly deck: Deck;
  readonly settings: Settings;
  readonly admin_id: MemberId;
  /** In the order they came. */
  readonly members: readonly Member[];
  /** The ballot that is open or was just revealed; null before the first. */
  readonly ballot: OpenBallot | ShownBallot | null;
  /** Tickets to come, next first. */
  readonly queue: readonly Ticket[];
  readonly timer: { readonly ends_at: number } | null;
  /** Ballots revealed so far: what `results()` brings. */
  readonly results_count: number;
}

export interface Member {
  readonly member_id: MemberId;
  /** Unlike every other name in the room. */
  readonly name: string;
  readonly role: Role;
  /** `away`: the connection is lost, the seat is kept for a while [P2.7]. */
  readonly presence: "online" | "away";
  /** Whether a vote is in; which one, nobody is told before the reveal [R7]. */
  readonly voted: boolean;
}

/** A ballot whose cards are secret. `complete`: everybody who is waited for has voted [R8]. */
export interface OpenBallot extends Ticket {
  readonly phase: "voting" | "complete";
  /** From 1; the same ticket voted on again is a new attempt [R12]. */
  readonly attempt: number;
  readonly opened_at: number;
}

/** A ballot that everyone has seen, as the results list it. */
export interface RevealedBallot extends Ticket {
  readonly attempt: number;
  readonly opened_at: number;
  readonly revealed_at: number;
  /** Left out where the session was too long to keep them all [R12]. */
  readonly votes?: readonly Vote[];
  readonly summary: Summary;
  /** What the team settled on, if the admin has said so. */
  readonly estimate?: string;
}

/** The ballot that was revealed last, as the room shows it. */
export interface ShownBallot extends RevealedBallot {
  readonly phase: "revealed";
}

/** A session's outcome [P2.8]. */
export interface Results {
  readonly room_id: string;
  readonly created_at: number;
  readonly ended_at: number;
  readonly participants: readonly Participant[];
  readonly ballots: readonly RevealedBallot[];
}

/** What a member alone is told of itself [P2.2]. */
export interface You {
  readonly member_id: MemberId;
  /** A secret: whoever has it is this member. */
  readonly resume_token: string;
  /** The own card on the open ballot. */
  readonly vote?: string;
}

export interface ServerInfo {
  readonly name: string;
  readonly version: string;
}

/** Data of `OK`; a pong has none, a page of results has all but perhaps `next` [P2.5]. */
export interface OkData {
  /** The first version of the room that shows the command's effect. */
  readonly version?: number;
  readonly ballots?: readonly RevealedBallot[];
  /** What to ask for next; the last page has none. */
  readonly next?: number;
}

/** Everything a server says, by its type on the wire. */
export type ServerMessage =
  | {
    readonly type: "WELCOME";
    readonly data: {
      readonly room: RoomState;
      readonly you: You;
      readonly server: ServerInfo;
      /** The server's clock as it said so. */
      readonly now: number;
    };
  }
  | { readonly type: "ROOM_STATE"; readonly data: { readonly room: RoomState } }
  | { readonly type: "OK"; readonly re: string; readonly data: OkData }
  | {
    readonly type: "ERROR";
    /** The command it answers; without, it concerns the connection. */
    readonly re?: string;
    readonly data: { readonly code: string; readonly message: string; readonly field?: string };
  }
  | {
    readonly type: "SESSION_ENDED";
    readonly data: { readonly reason: EndReason; readonly results: Results };
  };
