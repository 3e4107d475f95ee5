/**
 * What the live view stands on: the room as it is known, what the person is doing, and how news changes
 * both. Pure. What comes in has been through clean.ts.
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
import { happenings } from "./happenings.ts";

/** What the person is in the middle of. */
export type Mode =
  | { readonly name: "room" }
  | { readonly name: "help"; readonly top: number }
  /** Types something. */
  | {
    readonly name: "ask";
    readonly question: Question;
    readonly text: string;
    readonly at: number;
  }
  /** Looks over tickets that were pasted. */
  | { readonly name: "tickets"; readonly tickets: readonly Ticket[] }
  /** Picks a member. */
  | { readonly name: "pick"; readonly purpose: "hand_over" | "remove"; readonly index: number }
  | { readonly name: "settings" }
  /** Is asked whether it is meant. */
  | { readonly name: "sure"; readonly about: Doubt };

export type Question = "begin" | "tickets" | "estimate" | "timer";

export type Doubt =
  | { readonly what: "leave" }
  | { readonly what: "end" }
  | { readonly what: "force"; readonly ticket_id: string }
  | { readonly what: "remove"; readonly member_id: MemberId; readonly name: string };

export interface Notice {
  readonly tone: "news" | "trouble";
  readonly text: string;
}

/** How the connection stands; `retry_at` by this machine's clock, in milliseconds since 1970. */
export type Connection =
  | { readonly state: "online" }
  | { readonly state: "connecting" }
  | { readonly state: "offline"; readonly retry_at: number };

export interface Model {
  /** The page of this room, for others to come in by. */
  readonly link: string;
  readonly room: RoomState;
  readonly me: MemberId;
  readonly vote: OwnVote | null;
  readonly connection: Connection;
  /** What to add to this machine's time to get the server's. */
  readonly server_offset_ms: number;
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

export type News =
  | {
    readonly kind: "room";
    readonly room: RoomState;
    readonly me: MemberId;
    readonly server_offset_ms: number;
  }
  | { readonly kind: "vote"; readonly vote: OwnVote | null }
  | { readonly kind: "status"; readonly status: Status; readonly now: number }
  | { readonly kind: "notice"; readonly notice: Notice };

export const IN_ROOM: Mode = { name: "room" };

export function firstModel(
  { link, room, me }: Pick<Model, "link" | "room" | "me">,
): Model {
  return {
    link,
    room,
    me,
    vote: null,
    connection: { state: "online" },
    server_offset_ms: 0,
    mode: IN_ROOM,
    card: null,
    typed: "",
    notice: null,
    seen: withSeen([], room),
    leaving: false,
  };
}

/** The model after some news. */
export function told(model: Model, news: News): Model {
  switch (news.kind) {
    case "room":
      return toldRoom(model, news);
    case "vote":
      return { ...model, vote: news.vote };
    case "notice":
      return { ...model, notice: news.notice };
    case "status":
      return { ...model, connection: connectionOf(news.status, news.now) ?? model.connection };
  }
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

function toldRoom(model: Model, { room, me, server_offset_ms }: News & { kind: "room" }): Model {
  const [before, after] = [model.room.ballot, room.ballot];
  const other = before?.ticket_id !== after?.ticket_id || before?.attempt !== after?.attempt;
  const texts = happenings(model.room, room, me);
  const was_admin = isAdmin(model);
  const next: Model = {
    ...model,
    room,
    me,
    server_offset_ms,
    seen: withSeen(model.seen, room),
    ...other && { card: null, typed: "" },
    ...texts.length > 0 && { notice: { tone: "news", text: texts.join(" ") } },
  };
  return was_admin && !isAdmin(next) ? { ...next, mode: withoutAdmin(model.mode) } : next;
}

/** Whoever is no longer the admin is in the middle of nothing that only the admin does. */
function withoutAdmin(mode: Mode): Mode {
  return mode.name === "help" ? mode : IN_ROOM;
}

function connectionOf(status: Status, now: number): Connection | null {
  switch (status.state) {
    case "online":
    case "connecting":
      return { state: status.state };
    case "offline":
      return { state: "offline", retry_at: now + status.retry_in_ms };
    default:
      return null;
  }
}
