/** Live rooms: a room as it is now, and a session for each member, with or without a connection. */
import type { Prompt } from "../protocol/prompts.ts";
import type { MemberId, Protocol, Room } from "../room/state.ts";
import { type RoomView, viewOf } from "../room/secrecy.ts";
import type { Ending, Saved } from "../journal/journal.ts";
import type { AddressSlot, CreateRequest, Owed } from "../bus/envelopes.ts";
import type { JournaledRoom } from "../journal/room_outbox.ts";
import { hashOf, type Tokens } from "../journal/tokens.ts";
import { GatheredNews } from "./gathered_news.ts";
import { MemberTexts } from "./member_texts.ts";
import { WallTimer } from "./wall_timer.ts";

/** A room that lives on this worker. */
export class LiveRoom implements JournaledRoom {
  room: Room;
  #view: RoomView | null = null;
  #viewed: Room | null = null;
  readonly sessions = new Map<MemberId, Session>();
  /** What v2 members come back with, and what those who left came back with. */
  tokens: Tokens;
  saved: Saved | null;
  ending: Ending | null = null;
  /** The slot of the address that counts for this room [W10]; null: it was restored, and counts for nobody. */
  openedFrom: AddressSlot | null = null;
  /** From when on v2 members may be sent the room's state again, and the pending sending, if any [P2.3]. */
  nextStateAt = 0;
  cancelState: (() => void) | null = null;
  /** What waits for v1 members of a large room, from when on they may be sent it, and the pending sending, if any. */
  readonly news = new GatheredNews();
  nextNewsAt = 0;
  cancelNews: (() => void) | null = null;
  /** Stops what is just asked of a tracker for this room, one thing at a time; null: nothing is [A5]. */
  cancelAsking: (() => void) | null = null;
  readonly wallTimer = new WallTimer();
  readonly memberTexts = new MemberTexts();

  /** With nobody in it yet; `saved` if it comes out of a journal. */
  constructor({ room, tokens }: Saved, saved: Saved | null) {
    this.room = room;
    this.tokens = tokens;
    this.saved = saved;
  }

  /** Nothing is sent any more that is not sent now. */
  cancelSending(): void {
    this.cancelState?.();
    this.cancelNews?.();
    this.cancelState = this.cancelNews = null;
  }

  /** The room as members may see it now: made when somebody looks. */
  get view(): RoomView {
    if (this.#view === null || this.#viewed !== this.room) {
      this.#viewed = this.room;
      this.#view = viewOf(this.room, this.#view);
    }
    return this.#view;
  }
}

/** A connection: the worker that has it, and its number for it. */
export interface ConnectionId {
  readonly edge: number;
  readonly conn: number;
}

/** A member's stay, with or without a connection, and what is on its screen. */
export interface Session {
  readonly member_id: MemberId;
  readonly live: LiveRoom;
  readonly protocol: Protocol;
  /** null: away [P2.7]. */
  connection: ConnectionId | null;
  /** The hash of what a v2 member comes back with; null for v1 [P2.2]. */
  readonly tokenHash: string | null;
  /** The prompt that this v1 member has not answered yet [P1.5]. */
  unanswered: Prompt | null;
  /** The version of the room that this v2 member was last sent [P2.3]. */
  sentVersion: number;
  /** Whether its commands may be answered in states [P2.3]. */
  repliesInState: boolean;
  /** Commands that the next state answers, in their order. */
  owed: Owed[];
  /** How many messages have come over its connection. */
  taken: number;
}

/** Begins a session without a connection, in its room. `tokenHash`: null for v1. */
export function openSession(
  live: LiveRoom,
  memberId: MemberId,
  tokenHash: string | null,
): Session {
  const session: Session = {
    member_id: memberId,
    live,
    protocol: tokenHash === null ? "v1" : "v2",
    connection: null,
    tokenHash,
    unanswered: null,
    sentVersion: 0,
    repliesInState: false,
    owed: [],
    taken: 0,
  };
  live.sessions.set(memberId, session);
  return session;
}

/** Sessions by their connections. */
export class SessionsByConnection {
  readonly #sessions = new Map<number, Map<number, Session>>();

  at(edge: number, conn: number): Session | undefined {
    return this.#sessions.get(edge)?.get(conn);
  }

  of(edge: number): readonly Session[] {
    return [...this.#sessions.get(edge)?.values() ?? []];
  }

  /** Gives a session its connection. */
  connect(
    session: Session,
    connection: ConnectionId,
    { replies }: { readonly replies?: CreateRequest["replies"] | undefined },
  ): void {
    this.disconnect(session);
    session.connection = connection;
    session.taken = 0;
    session.repliesInState = replies === "in_state";
    const ofEdge = this.#sessions.get(connection.edge) ?? new Map<number, Session>();
    this.#sessions.set(connection.edge, ofEdge.set(connection.conn, session));
  }

  /** Takes a session's connection away, if it has one. */
  disconnect(session: Session): void {
    if (session.connection !== null) {
      this.#sessions.get(session.connection.edge)?.delete(session.connection.conn);
    }
    session.connection = null;
    session.owed = [];
  }

  clear(): void {
    this.#sessions.clear();
  }
}

/** Connections of one worker. */
interface EdgeConns {
  readonly edge: number;
  readonly conns: number[];
}

/** The connections of these sessions by the worker that has them: what goes out as one post each. */
export function byEdge(sessions: readonly Session[]): readonly EdgeConns[] {
  // workers are few: a list is quicker than a map
  const all: EdgeConns[] = [];
  for (const { connection } of sessions) {
    if (connection === null) continue;
    const { edge, conn } = connection;
    const same = all.find((one) => one.edge === edge);
    if (same === undefined) all.push({ edge, conns: [conn] });
    else same.conns.push(conn);
  }
  return all;
}

/** The session whose token this is [P2.2]; `former`: of a member who left; null: of nobody. */
export function sessionOfToken(live: LiveRoom, token: string): Session | "former" | null {
  const memberId = live.tokens.get(hashOf(token));
  if (memberId === undefined) return null;
  return memberId === null ? "former" : live.sessions.get(memberId) ?? null;
}

/** Whether this member is connected, and speaks this protocol. */
export function isThere({ protocol, connection }: Session, wanted: Session["protocol"]): boolean {
  return protocol === wanted && connection !== null;
}

/** Those of a room who are connected, and speak this protocol. */
export function sessionsOf(live: LiveRoom, protocol: Session["protocol"]): Session[] {
  return [...live.sessions.values()].filter((session) => isThere(session, protocol));
}
