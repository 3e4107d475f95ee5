/**
 * Sends members replies, events (rendered once for all v1 members), prompts and the end, and newcomers refusals: one
 * message to each worker that has connections of theirs. room_states.ts sends v2 members the room, and room_news.ts
 * sends v1 members of large rooms what can wait. It decides nothing, and keeps the order [P1.2].
 */
import type { CloseName } from "../protocol/close_codes.ts";
import { duePrompt, type Prompt, renderPrompt } from "../protocol/prompts.ts";
import { sentence } from "../protocol/results_table.ts";
import { APART_MEMBERS_MAX, renderV1 } from "../protocol/v1_encode.ts";
import { encodeEnded } from "../protocol/results_pages.ts";
import { encodeNudged, encodeOk, encodeWelcome } from "../protocol/v2_encode.ts";
import type { RoomEvent } from "../room/events.ts";
import { announced } from "../room/permissions.ts";
import { type MemberId, openBallot, type RoomId } from "../room/state.ts";
import type { Cause, JoinRefusal, ToEdge } from "../bus/envelopes.ts";
import type { ServerInfo } from "../protocol/v2_frames.ts";
import { REFUSED } from "./refusals.ts";
import { RoomNews } from "./room_news.ts";
import { RoomStates, type StatesOptions } from "./room_states.ts";
import {
  byEdge,
  type ConnectionId,
  isThere,
  type LiveRoom,
  type Session,
  sessionsOf,
} from "./sessions.ts";

export interface FanoutOptions extends StatesOptions {
  /** What is sent about the server with each welcome. */
  readonly server: ServerInfo;
}

export class Fanout {
  readonly #options: FanoutOptions;
  readonly #news: RoomNews;
  /** What v2 members see of their rooms. */
  readonly states: RoomStates;

  constructor(options: FanoutOptions) {
    this.#options = options;
    this.states = new RoomStates(options);
    this.#news = new RoomNews(options, this.states);
  }

  /** `cause`, here and below: the message that led to this frame. */
  send(sessions: readonly Session[], frame: string, cause: Cause): void {
    this.#send(sessions, { frame, cause });
  }

  /** Answers a command. `re`: the id that its client gave it; null: none. */
  reply(
    sessions: readonly Session[],
    { re, frame, cause }: {
      readonly re: string | null;
      readonly frame: string;
      readonly cause: Cause;
    },
  ): void {
    this.#send(sessions, { frame, cause, notes: re === null ? undefined : { re } });
  }

  /**
   * Refuses a connection a seat, or a program's request. `roomId`: the room whose state is the reason, so that its
   * unsaved changes are saved first; null: no room's.
   */
  refuse({ edge, conn }: ConnectionId, refusal: JoinRefusal, roomId: RoomId | null): void {
    this.#options.toEdge(edge, { kind: "refused", conn, refusal }, roomId);
  }

  close(sessions: readonly Session[], close: CloseName, message: string | null): void {
    this.payAll(sessions, null);
    const roomId = roomOf(sessions);
    for (const { edge, conns } of byEdge(sessions)) {
      this.#options.toEdge(edge, { kind: "close", conns, close, message }, roomId);
    }
  }

  /** Closes connections whose room has moved to another home, and sends each edge which messages were taken [C19]. */
  moved(sessions: readonly Session[]): void {
    this.payAll(sessions, null);
    const roomId = roomOf(sessions);
    const { close, message } = REFUSED.moved;
    for (const [edge, ofEdge] of Map.groupBy(sessions, ({ connection }) => connection?.edge)) {
      if (edge === undefined) continue;
      const conns = ofEdge.map(({ connection }) => connection?.conn ?? 0);
      const moved = ofEdge.map(({ taken }) => taken);
      this.#options.toEdge(edge, { kind: "close", conns, close, message, moved }, roomId);
    }
  }

  /**
   * Sends the news and the replies that still wait for these sessions, each reply as a frame of its own: called before
   * anything else is sent to them, to keep the order [P1.2].
   */
  payAll(sessions: readonly Session[], cause: Cause): void {
    const live = sessions[0]?.live;
    if (live !== undefined && !live.news.isEmpty) this.#news.send(sessions, live);
    for (const session of sessions) {
      if (session.owed.length === 0) continue;
      const owed = session.owed;
      session.owed = [];
      for (const { re, version } of owed) {
        this.reply([session], { re, frame: encodeOk(re, version), cause });
      }
    }
  }

  /** Sends an event to the connected v1 members. v2 members see it in the next state, except for a nudge. */
  event(live: LiveRoom, event: RoomEvent, cause: Cause): void {
    if (event.type === "nudged") {
      const nudged = sessionsBy(live, event.members).filter((session) => isThere(session, "v2"));
      this.send(nudged, encodeNudged(event.by, event.ticket.ticket_id), cause);
    }
    if (event.type === "voted" && !event.first) return; // a changed vote is sent to nobody [R6]
    const sessions: Session[] = [];
    for (const session of live.sessions.values()) {
      if (session.protocol !== "v1" || session.connection === null) continue;
      if (announced(live.room, session.member_id) !== null) sessions.push(session);
    }
    // in a room with only v2 members, nothing is rendered for v1
    if (sessions.length > 0) this.#eventTo(sessions, { live, event, cause });
  }

  /** Sends a v1 member the last reveal, which it has not seen, if the member has been announced [C19]. */
  missedReveal(session: Session): void {
    const { live, member_id } = session;
    const { revealed } = live.view;
    if (revealed === null || announced(live.room, member_id) === null) return;
    const event = { type: "revealed", ballot: revealed } as const;
    this.#eventTo([session], { live, event, cause: null });
  }

  #eventTo(
    sessions: readonly Session[],
    { live, event, cause }: {
      readonly live: LiveRoom;
      readonly event: RoomEvent;
      readonly cause: Cause;
    },
  ): void {
    const audience = sessions.map(({ member_id }) => member_id);
    if (event.type === "joined") live.news.skip(event.member.member_id);
    const notes = event.type === "revealed" ? { reveals: live.view.results_count } : undefined;
    for (const { to, frame, news } of renderV1(event, live.view, audience)) {
      const isForAll = to === audience;
      if (news !== undefined && isForAll && sessions.length > APART_MEMBERS_MAX) {
        this.#news.soon(live, news);
      } else this.#send(isForAll ? sessions : sessionsBy(live, to), { frame, cause, notes });
    }
  }

  /** Sends the end to all who are connected, and returns the sessions that have results left to fetch [P2.8]. */
  ended(
    live: LiveRoom,
    event: Extract<RoomEvent, { type: "ended" }>,
    cause: Cause,
  ): ReadonlySet<Session> {
    this.event(live, event, cause);
    const v2 = sessionsOf(live, "v2");
    if (v2.length === 0) return new Set();
    const { frame, earlier_ballots } = encodeEnded(event.reason, event.results);
    this.send(v2, frame, cause);
    return new Set(earlier_ballots > 0 ? v2 : []);
  }

  /**
   * Closes all connections of a room that has ended, except its readers'. Members who were never announced were sent
   * no end, so their close says why.
   */
  closeAll(
    live: LiveRoom,
    event: Extract<RoomEvent, { type: "ended" }>,
    readers: ReadonlySet<Session>,
  ): void {
    const [announced, reserved]: [Session[], Session[]] = [[], []];
    for (const session of live.sessions.values()) {
      if (readers.has(session)) continue;
      const isAnnounced = live.view.members.get(session.member_id)?.announced ?? false;
      (isAnnounced ? announced : reserved).push(session);
    }
    this.close(announced, "session_over", null);
    const why = `${sentence(event.reason)} Room ${live.room.room_id} is closed.`;
    this.close(reserved, "session_over", why);
  }

  /** Sends each v1 member of `whom` without an unanswered prompt the prompt that is due, if any [P1.5]. */
  prompt(live: LiveRoom, cause: Cause, whom: Iterable<Session> = live.sessions.values()): void {
    const asked: { readonly prompt: Prompt; readonly sessions: Session[] }[] = [];
    for (const session of whom) {
      if (!isThere(session, "v1") || session.unanswered !== null) continue;
      const prompt = duePrompt(live.view, session.member_id);
      if (prompt === null) continue;
      session.unanswered = prompt;
      // at any moment, a room's prompts with the same question are equal
      const same = asked.find((one) => one.prompt.question === prompt.question);
      if (same === undefined) asked.push({ prompt, sessions: [session] });
      else same.sessions.push(session);
    }
    for (const { prompt, sessions } of asked) {
      for (const frame of renderPrompt(prompt, live.view)) {
        this.#send(sessions, { frame, cause, notes: { prompt } });
      }
    }
  }

  /** Sends one v2 member the whole room, and what only this member may know [P2.2]. */
  welcome(session: Session, resumeToken: string): void {
    const { room, view } = session.live;
    const vote = openBallot(room)?.votes.get(session.member_id)?.card;
    const you = {
      member_id: session.member_id,
      resume_token: resumeToken,
      ...vote !== undefined && { vote },
    };
    session.sentVersion = view.version;
    const { server } = this.#options;
    const { room: encoded, now } = this.states.encoded(session.live);
    this.send([session], encodeWelcome(encoded, you, { server, now: now.wall }), null);
  }

  #send(
    sessions: readonly Session[],
    { frame, cause, notes }: Pick<Frame, "frame" | "cause" | "notes">,
  ): void {
    this.payAll(sessions, cause);
    const roomId = roomOf(sessions);
    for (const { edge, conns } of byEdge(sessions)) {
      this.#options.toEdge(edge, { kind: "frame", conns, frame, cause, notes }, roomId);
    }
  }
}

type Frame = Extract<ToEdge, { readonly kind: "frame" }>;

/** The room of these sessions, which is the same for all; null without sessions. */
function roomOf(sessions: readonly Session[]): RoomId | null {
  return sessions[0]?.live.room.room_id ?? null;
}

function sessionsBy(live: LiveRoom, members: readonly MemberId[]): Session[] {
  const sessions: Session[] = [];
  for (const memberId of members) {
    const session = live.sessions.get(memberId);
    if (session !== undefined) sessions.push(session);
  }
  return sessions;
}
