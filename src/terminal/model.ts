/**
 * What the live view stands on: the room as it is known, what the person is doing, and the messages that
 * change both. Pure. What comes in has been through clean.ts.
 */
import type {
  Member,
  MemberId,
  OwnVote,
  RevealedBallot,
  RoomState,
  Status,
  Ticket,
} from "../client/mod.ts";
import type { Key } from "./keys.ts";

/** A part of the room that is looked at by itself, with a cursor on one of its rows and keys of its own. */
export interface Panel {
  readonly name: "list" | "people" | "settings";
  /** The chosen row, by the key that no other row has. */
  readonly key: string;
  /** Where that was, should it go. */
  readonly index: number;
}

/** Where somebody is, and comes back to from a question or the help. */
type Base = { readonly name: "room" } | Panel;

/** What the person is in the middle of. */
export type Mode =
  | Base
  | { readonly name: "help"; readonly top: number; readonly from: Base }
  /** Types something. */
  | {
    readonly name: "ask";
    readonly question: Question;
    readonly text: string;
    readonly at: number;
    readonly from: Base;
  }
  /** Looks over tickets that were pasted. */
  | { readonly name: "tickets"; readonly tickets: readonly Ticket[]; readonly from: Base }
  /** Is asked whether it is meant. */
  | { readonly name: "confirm"; readonly about: Confirmation; readonly from: Base };

export type Question =
  | {
    readonly what:
      | "begin"
      | "tickets"
      | "timer"
      | "rename"
      | "name"
      | "capacity"
      | "deck"
      | "passcode";
  }
  | {
    readonly what: "estimate" | "note" | "title" | "url" | "description";
    readonly ticket_id: string;
  };

export type Confirmation =
  | { readonly what: "leave" }
  | { readonly what: "end" }
  /** Newcomers no longer need a passcode. */
  | { readonly what: "no_passcode" }
  | { readonly what: "cancel" | "force" | "restart" | "drop"; readonly ticket_id: string }
  | {
    readonly what: "remove" | "bar" | "hand_over";
    readonly member_id: MemberId;
    readonly name: string;
  };

interface Notice {
  readonly tone: "news" | "trouble";
  readonly text: string;
}

/** How the connection stands; `retryAt` by this machine's steady clock, in milliseconds. */
export type Connection =
  | { readonly state: "online" }
  | { readonly state: "connecting" }
  | { readonly state: "offline"; readonly retryAt: number };

export interface Model {
  /** The page of this room, for others to come in by. */
  readonly link: string;
  readonly room: RoomState;
  readonly me: MemberId;
  readonly vote: OwnVote | null;
  readonly connection: Connection;
  /** What to add to this machine's steady clock to get the server's time. */
  readonly serverOffsetMs: number;
  readonly mode: Mode;
  /** The card under the cursor, as its place in the deck. */
  readonly card: number | null;
  /** What has been typed of a card. */
  readonly typed: string;
  readonly notice: Notice | null;
  /** Ballots seen revealed, oldest first. */
  readonly seen: readonly RevealedBallot[];
  /** `leave` was asked for and is under way. */
  readonly leaving: boolean;
}

/** What came in from the room, or about the way to it. */
export type News =
  | {
    readonly kind: "room";
    readonly room: RoomState;
    readonly me: MemberId;
    readonly serverOffsetMs: number;
  }
  | { readonly kind: "vote"; readonly vote: OwnVote | null }
  | { readonly kind: "status"; readonly status: Status; readonly now: number }
  | { readonly kind: "notice"; readonly notice: Notice }
  /** All ballots revealed so far, oldest first. */
  | { readonly kind: "results"; readonly ballots: readonly RevealedBallot[] };

/** What the model is updated with. */
export type Message = News | { readonly kind: "key"; readonly key: Key };

export const IN_ROOM: Base = { name: "room" };

export function firstModel(
  { link, room, me }: Pick<Model, "link" | "room" | "me">,
): Model {
  return {
    link,
    room,
    me,
    vote: null,
    connection: { state: "online" },
    serverOffsetMs: 0,
    mode: IN_ROOM,
    card: null,
    typed: "",
    notice: null,
    seen: withSeen([], room),
    leaving: false,
  };
}

export function isAdmin({ room, me }: Pick<Model, "room" | "me">): boolean {
  return room.admin_id === me;
}

/** This person as the room lists it; undefined where the server forgot it. */
export function ownMember({ room, me }: Pick<Model, "room" | "me">): Member | undefined {
  return room.members.find((member) => member.member_id === me);
}

export function trouble(text: string): Notice {
  return { tone: "trouble", text };
}

/** What there is to come back to from where the person is. */
export function baseOf(mode: Mode): Base {
  return "from" in mode ? mode.from : mode;
}

/** Ballots that were seen revealed, with the one that the room shows now. */
export function withSeen(
  seen: readonly RevealedBallot[],
  { ballot }: RoomState,
): readonly RevealedBallot[] {
  if (ballot?.phase !== "revealed") return seen;
  const same = (one: RevealedBallot) =>
    one.ticket_id === ballot.ticket_id && one.attempt === ballot.attempt;
  const { phase: _, ...revealed } = ballot;
  return seen.some(same) ? seen.map((one) => same(one) ? revealed : one) : [...seen, revealed];
}
