/**
 * A room's state, as plain readonly data. It holds the cards of an open ballot, so it never leaves the
 * worker that is home to the room: what others may see is built in view.ts alone [R7].
 */
import type { Deck } from "./deck.ts";
import type { Summary } from "./summary.ts";

export type RoomId = string;
export type MemberId = string;
export type Role = "voter" | "observer";
/** Which protocol a member's client speaks; v1 members are never observers or promoted [P1.4]. */
export type Protocol = "v1" | "v2";

/**
 * Whether a member's connection is open [P2.7]. While `waited_for`, an open ballot waits for an away
 * voter's vote, until `wait_until`; at `gone_at` its seat is given up. Both in milliseconds since 1970.
 */
export type Presence =
  | { readonly state: "online" }
  | {
    readonly state: "away";
    readonly waited_for: boolean;
    readonly wait_until: number;
    readonly gone_at: number;
  };

export interface Member {
  readonly member_id: MemberId;
  /** As shown: sanitised, and unlike every other name in the room [W5]. */
  readonly name: string;
  readonly role: Role;
  readonly protocol: Protocol;
  readonly seated_at: number;
  /** When the others were told; null while the seat is only reserved [R3]. */
  readonly announced_at: number | null;
  /** A v1 member is always online: its connection's end is its own [P2.7]. */
  readonly presence: Presence;
}

export interface Vote {
  readonly member_id: MemberId;
  readonly name: string;
  readonly card: string;
}

export interface Ticket {
  readonly ticket_id: string;
  readonly title?: string;
}

/** A ballot whose cards are secret. */
export interface OpenBallot {
  readonly phase: "voting" | "complete";
  readonly ticket: Ticket;
  /** From 1; the same ticket voted on again is a new attempt [R12]. */
  readonly attempt: number;
  readonly opened_at: number;
  readonly votes: ReadonlyMap<MemberId, Vote>;
}

/** A ballot that everyone has seen; its votes are fixed [R11]. */
export interface RevealedBallot {
  readonly phase: "revealed";
  readonly ticket: Ticket;
  readonly attempt: number;
  readonly opened_at: number;
  readonly revealed_at: number;
  /** null where the history has dropped them [R12]. */
  readonly votes: readonly Vote[] | null;
  readonly summary: Summary;
  /** What the team settled on, if the admin has said so. */
  readonly estimate: string | null;
}

export type Ballot = OpenBallot | RevealedBallot;

export interface Participant {
  readonly member_id: MemberId;
  readonly name: string;
  readonly joined_at: number;
  readonly left_at: number | null;
}

export interface Settings {
  /** Reveal as soon as the ballot is complete. */
  readonly auto_reveal: boolean;
  readonly on_admin_leave: "close" | "promote";
}

export interface Room {
  readonly room_id: RoomId;
  /** Grows with every change that members can see [P2.3]. */
  readonly version: number;
  readonly created_at: number;
  /** When something last happened here [R17]. */
  readonly active_at: number;
  /** Voters at most; observers at most as many again [R2]. */
  readonly capacity: number;
  readonly deck: Deck;
  readonly admin_id: MemberId;
  readonly settings: Settings;
  /** Tickets to come, next first. */
  readonly queue: readonly Ticket[];
  /** When the timer that the admin started runs out; it informs, and ends at the reveal. */
  readonly timer_ends_at: number | null;
  /** How long the room waits for an admin who is away, in milliseconds since 1970 [R14]. */
  readonly admin_awaited_until: number | null;
  /** In the order they came; reserved seats included. */
  readonly members: ReadonlyMap<MemberId, Member>;
  readonly ballot: Ballot | null;
  /** Revealed ballots, oldest first. */
  readonly history: readonly RevealedBallot[];
  readonly participants: readonly Participant[];
  /** Whether announced voters fill the room, and whether they ever did: they are told once per filling [R4]. */
  readonly filled: "never" | "once" | "now";
}

/** Why a room ended [R14, R17, S6]. */
export type EndReason = "admin_left" | "ended_by_admin" | "idle" | "server_stopping";

/** A session's outcome [R16]. */
export interface Results {
  readonly room_id: RoomId;
  readonly created_at: number;
  readonly ended_at: number;
  readonly participants: readonly Participant[];
  readonly ballots: readonly RevealedBallot[];
}

/** Makes a `switch` that forgets a case a compile error. */
export function assertNever(value: never): never {
  throw new Error(`not a case: ${JSON.stringify(value)}`);
}
