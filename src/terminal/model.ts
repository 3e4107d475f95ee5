/**
 * The model of the live view: the room, what the person is doing, and the messages that change both. Everything in it
 * that came from a server has been through clean.ts. Pure.
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
import { withSeen } from "../client/with_seen.ts";
import type { Key } from "./keys.ts";

/** An open panel: a list with a cursor, and keys of its own. */
export interface Panel {
  readonly name: "list" | "people" | "settings";
  /** The key of the chosen row, which is unique. */
  readonly key: string;
  /** The row's index, in case the row disappears. */
  readonly index: number;
}

/** Where a person returns to from a question or the help. */
type Base = { readonly name: "room" } | Panel;

/** What the person is doing. */
export type Mode =
  | Base
  | { readonly name: "help"; readonly top: number; readonly from: Base }
  /** Answering a question by typing. */
  | {
    readonly name: "ask";
    readonly question: Question;
    readonly text: string;
    readonly at: number;
    readonly from: Base;
  }
  /** Reviewing tickets that were pasted. */
  | { readonly name: "tickets"; readonly tickets: readonly Ticket[]; readonly from: Base }
  /** Asked for a confirmation. */
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

/** The status of the connection; `retryAt` is on this machine's monotonic clock, in milliseconds. */
export type Connection =
  | { readonly state: "online" }
  | { readonly state: "connecting" }
  | { readonly state: "offline"; readonly retryAt: number };

export interface Model {
  /** The link to this room's page, for inviting others. */
  readonly link: string;
  readonly room: RoomState;
  readonly me: MemberId;
  readonly vote: OwnVote | null;
  readonly connection: Connection;
  /** What to add to this machine's monotonic clock to get the server's time, in milliseconds. */
  readonly serverOffsetMs: number;
  readonly mode: Mode;
  /** The index in the deck of the card under the cursor; null: none. */
  readonly card: number | null;
  /** What has been typed to choose a card. */
  readonly typed: string;
  readonly notice: Notice | null;
  /** Ballots seen revealed, oldest first. */
  readonly seen: readonly RevealedBallot[];
  /** Whether this person is leaving. */
  readonly leaving: boolean;
}

/** News from the room or about the connection. */
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

/** The model before any key and any news. */
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

/** Whether this person is the admin. */
export function isAdmin({ room, me }: Pick<Model, "room" | "me">): boolean {
  return room.admin_id === me;
}

/** This person as a member; undefined if the server does not list them. */
export function ownMember({ room, me }: Pick<Model, "room" | "me">): Member | undefined {
  return room.members.find((member) => member.member_id === me);
}

/** A notice of something that went wrong. */
export function trouble(text: string): Notice {
  return { tone: "trouble", text };
}

/** Where the person returns to from this mode. */
export function baseOf(mode: Mode): Base {
  return "from" in mode ? mode.from : mode;
}
