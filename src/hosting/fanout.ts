/**
 * What members are sent: replies, events rendered once for all v1 members, prompts, the end; one message for each
 * worker that has some of them. What v2 members see of the room is room_states.ts's, what waits for v1 members of large
 * rooms room_news.ts's. It decides nothing, and keeps the order [P1.2].
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
import type { Cause, ToEdge } from "../bus/envelopes.ts";
import type { ServerInfo } from "../protocol/v2_frames.ts";
import { REFUSED } from "./refusals.ts";
import { RoomNews } from "./room_news.ts";
import { RoomStates, type StatesOptions } from "./room_states.ts";
import { byEdge, isThere, type LiveRoom, type Session, sessionsOf } from "./sessions.ts";

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

  /** `cause`: the message that this follows from, here and below. */
  send(sessions: readonly Session[], frame: string, cause: Cause): void {
    this.#send(sessions, { frame, cause });
  }

  /** Answers the command that these have called so; null: it has no name. */
  reply(
    sessions: readonly Session[],
    { re, frame, cause }: {
      readonly re: string | null;
      readonly frame: string;
      readonly cause: Cause;
    },
  ): void {
    this.#send(sessions, re === null ? { frame, cause } : { frame, cause, notes: { re } });
  }

  close(sessions: readonly Session[], close: CloseName, message: string | null): void {
    this.payAll(sessions, null);
    const roomId = roomOf(sessions);
    for (const { edge, conns } of byEdge(sessions)) {
      this.#options.toEdge(edge, { kind: "close", conns, close, message }, roomId);
    }
  }

  /** [C19] Their room goes on elsewhere, and they are answered. */
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
   * Whoever is owed replies gets them now, before anything else, each as a frame of its own; and whoever news waits for
   * gets that [P1.2].
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

  /** Sends an event to the v1 members who are there. v2 members see it in the next state, but for a nudge. */
  event(live: LiveRoom, event: RoomEvent, cause: Cause): void {
    if (event.type === "nudged") {
      const nudged = sessionsBy(live, event.members).filter((session) => isThere(session, "v2"));
      this.send(nudged, encodeNudged(event.by, event.ticket.ticket_id), cause);
    }
    if (event.type === "voted" && !event.first) return; // news to nobody [R6]
    const sessions: Session[] = [];
    for (const session of live.sessions.values()) {
      if (session.protocol !== "v1" || session.connection === null) continue;
      if (announced(live.room, session.member_id) !== null) sessions.push(session);
    }
    // a room of v2 members alone needs no frame of v1 rendered
    if (sessions.length > 0) this.#eventTo(sessions, { live, event, cause });
  }

  /** [C19] To a v1 member who has not seen the last reveal, if it has come into the room. */
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
    const notes = event.type === "revealed" ? { notes: { reveals: live.view.results_count } } : {};
    for (const { to, frame, news } of renderV1(event, live.view, audience)) {
      const isForAll = to === audience;
      if (news !== undefined && isForAll && sessions.length > APART_MEMBERS_MAX) {
        this.#news.soon(live, news);
      } else this.#send(isForAll ? sessions : sessionsBy(live, to), { frame, cause, ...notes });
    }
  }

  /** [P2.8] Sends the end to whoever is there; returns those who have some of the results still to fetch. */
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
   * The last of a room: everybody but its readers is closed, those who were never announced with a line that
   * says why.
   */
  closeAll(
    live: LiveRoom,
    event: Extract<RoomEvent, { type: "ended" }>,
    readers: ReadonlySet<Session>,
  ): void {
    live.cancelSending();
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

  /** [P1.5] Puts the prompt that the state calls for before each v1 member of `whom` that has none. */
  prompt(live: LiveRoom, cause: Cause, whom: Iterable<Session> = live.sessions.values()): void {
    const asked: { readonly prompt: Prompt; readonly sessions: Session[] }[] = [];
    for (const session of whom) {
      if (!isThere(session, "v1") || session.unanswered !== null) continue;
      const prompt = duePrompt(live.view, session.member_id);
      if (prompt === null) continue;
      session.unanswered = prompt;
      // at one moment all prompts of a room with the same question are the same
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

  /** [P2.2] The whole room to one v2 member, and what it alone may know. */
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
    this.send([session], encodeWelcome(encoded, you, { server, now }), null);
  }

  #send(sessions: readonly Session[], what: Omit<Frame, "kind" | "conns">): void {
    this.payAll(sessions, what.cause);
    const roomId = roomOf(sessions);
    for (const { edge, conns } of byEdge(sessions)) {
      this.#options.toEdge(edge, { kind: "frame", ...what, conns }, roomId);
    }
  }
}

type Frame = Extract<ToEdge, { readonly kind: "frame" }>;

/** The room that all of these are in; null: there are none. */
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
