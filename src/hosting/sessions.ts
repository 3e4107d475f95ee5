/** Live rooms: a room as it is now, and a session for each member, with or without a connection. */
import type { Prompt } from "../protocol/prompts.ts";
import type { MemberId, Protocol, Room } from "../room/state.ts";
import { type RoomView, viewOf } from "../room/secrecy.ts";
import type { Ending, Saved } from "../journal/journal.ts";
import type { AddressSlot, CreateRequest, Owed } from "../bus/envelopes.ts";
import type { JournaledRoom } from "../journal/room_outbox.ts";
import { hashOf, type Tokens } from "../journal/tokens.ts";
import { GatheredNews } from "./gathered_news.ts";
import type { LastActivity } from "./silent_namesake.ts";
import { MemberTexts } from "./member_texts.ts";
import { WallTimer } from "./wall_timer.ts";

/** A room that lives on this worker. */
export class LiveRoom implements JournaledRoom {
  room: Room;
  #view: RoomView | null = null;
  #viewed: Room | null = null;
  readonly sessions = new Map<MemberId, Session>();
  /** Hashes of the resume tokens of v2 members, and of members who have left. */
  tokens: Tokens;
  /** What the journal last saved of this room; null: nothing yet. */
  saved: Saved | null;
  ending: Ending | null = null;
  /** Slot of the address whose quota this room counts against [W10]; null: it was restored, and counts for none. */
  openedFrom: AddressSlot | null = null;
  /** When the room's state may be sent to v2 members again, on the steady clock, and what cancels the timer [P2.3]. */
  nextStateAt = 0;
  cancelState: (() => void) | null = null;
  /** The same for what v1 members of a large room are sent in batches. */
  readonly news = new GatheredNews();
  nextNewsAt = 0;
  cancelNews: (() => void) | null = null;
  /** Cancels the room's request to a tracker; null: there is none, and there is at most one [A5]. */
  cancelAsking: (() => void) | null = null;
  readonly wallTimer = new WallTimer();
  readonly memberTexts = new MemberTexts();

  /** A room without sessions; `saved` is null if it is new. */
  constructor({ room, tokens }: Saved, saved: Saved | null) {
    this.room = room;
    this.tokens = tokens;
    this.saved = saved;
  }

  /** Cancels the pending states and batches, and the request to a tracker. Idempotent. */
  cancelAll(): void {
    this.cancelState?.();
    this.cancelNews?.();
    this.cancelState = this.cancelNews = null;
    this.cancelAsking?.();
  }

  /** What members may see of the room now; computed on demand. */
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

/** A member's stay in a room, with or without a connection, and what its client has been sent. */
export interface Session {
  readonly member_id: MemberId;
  readonly live: LiveRoom;
  readonly protocol: Protocol;
  /** null: away [P2.7]. */
  connection: ConnectionId | null;
  /** Hash of a v2 member's resume token; null for v1 [P2.2]. */
  readonly tokenHash: string | null;
  /** The prompt that this v1 member has not answered yet [P1.5]. */
  unanswered: Prompt | null;
  /** The version of the room that this v2 member was last sent [P2.3]. */
  sentVersion: number;
  /** Whether its commands may be answered in states [P2.3]. */
  repliesInState: boolean;
  /** Replies that the next state is to carry, in the order of the commands. */
  owed: Owed[];
  /** How many messages of its connection have been processed. */
  taken: number;
  /** Of a v1 member [P1.3a]; null: it speaks v2, opened the room, or has not been back since the room moved. */
  lastActivity: LastActivity | null;
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
    lastActivity: null,
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

/** The connections of these sessions, grouped by worker: each worker is sent one message for all of its own. */
export function byEdge(sessions: readonly Session[]): readonly EdgeConns[] {
  // there are few workers: a list is faster than a map
  const all: EdgeConns[] = [];
  let last: EdgeConns | undefined;
  for (const { connection } of sessions) {
    if (connection === null) continue;
    const { edge, conn } = connection;
    if (last?.edge !== edge) last = ofEdge(all, edge);
    if (last === undefined) all.push(last = { edge, conns: [conn] });
    else last.conns.push(conn);
  }
  return all;
}

/** Apart, because a function within the loop would have its variables made anew for each session. */
function ofEdge(all: readonly EdgeConns[], edge: number): EdgeConns | undefined {
  return all.find((one) => one.edge === edge);
}

/** The session that has this resume token [P2.2]; `former`: its member has left; null: nobody ever had it. */
export function sessionOfToken(live: LiveRoom, token: string): Session | "former" | null {
  const memberId = live.tokens.get(hashOf(token));
  if (memberId === undefined) return null;
  return memberId === null ? "former" : live.sessions.get(memberId) ?? null;
}

/** Whether this member is connected, and speaks this protocol. */
export function isThere({ protocol, connection }: Session, wanted: Protocol): boolean {
  return protocol === wanted && connection !== null;
}

/** The room's sessions that are connected and speak this protocol. */
export function sessionsOf(live: LiveRoom, protocol: Protocol): Session[] {
  const there: Session[] = [];
  for (const session of live.sessions.values()) {
    if (isThere(session, protocol)) there.push(session);
  }
  return there;
}
