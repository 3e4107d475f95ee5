/**
 * The one way of a command through its room: step, commit, reply, events, state, prompts. It owns the rooms that
 * live here with their sessions, and what is kept of both; it never decides what a command does.
 */
import { momentOf } from "../base/clock.ts";
import type { Cause, JoinRefusal, ToEdge } from "../bus/envelopes.ts";
import { Outbox } from "../journal/outbox.ts";
import type { RoomOutbox } from "../journal/room_outbox.ts";
import { withFormer } from "../journal/tokens.ts";
import { promptsOthers } from "../protocol/prompts.ts";
import type { Command, RoomEvent, StepResult } from "../room/events.ts";
import { step } from "../room/room.ts";
import type { Room } from "../room/state.ts";
import { Fanout } from "./fanout.ts";
import { Farewells } from "./farewells.ts";
import type { HomeOptions } from "./home_options.ts";
import { noticeOf } from "./notices.ts";
import { gaveWay } from "./refusals.ts";
import { replyTo, type Sender } from "./reply_to.ts";
import { logEvent } from "./room_log.ts";
import { Rooms } from "./rooms.ts";
import { type LiveRoom, type Session, SessionsByConnection } from "./sessions.ts";
import { LastActivity } from "./silent_namesake.ts";
import { UnclaimedSeats } from "./unclaimed_seats.ts";

export class Pipeline {
  /** Where rooms are kept, log and edges are behind the outbox. */
  readonly options: HomeOptions;
  /** null: rooms are kept nowhere, and nothing is held back. */
  readonly outbox: RoomOutbox | null;
  readonly fanout: Fanout;
  readonly rooms: Rooms;
  readonly byConnection = new SessionsByConnection();
  readonly unclaimed: UnclaimedSeats;
  readonly lastActivity = new LastActivity();
  readonly farewells: Farewells;

  constructor(options: HomeOptions) {
    const { clock, metrics } = options;
    const outbox = this.outbox = outboxOf(options);
    this.options = outbox === null ? options : {
      ...options,
      log: outbox.log,
      toEdge: (edge, message, roomId) => outbox.toEdge(edge, message, roomId),
    };
    this.fanout = new Fanout(this.options);
    this.rooms = new Rooms(this.options);
    this.unclaimed = new UnclaimedSeats(options.seatQuota);
    const { fanout, byConnection } = this;
    this.farewells = new Farewells({ clock, metrics, fanout, byConnection });
  }

  /** One command through its room. `sender`: whose message asks for it; null: the server itself does. */
  run(live: LiveRoom, command: Command, sender: Sender | null = null): StepResult {
    const before = live.room;
    const { version } = before;
    const cause = sender?.cause ?? null;

    const result = step(live.room, command, momentOf(this.options.clock));
    if (result.kind === "done") this.commit(live, result.room);
    if (sender !== null) {
      this.#reply(sender, command, { result, isSeen: live.room.version !== version });
    }
    if (result.kind === "done") {
      for (const event of result.events) this.follow(live, event, cause);
    }
    if (live.room.version !== version && this.rooms.isHere(live)) {
      this.fanout.states.soon(live, cause);
    }
    const isTheirs = sender === null || promptsOthers(before, live.room);
    this.fanout.prompt(live, cause, isTheirs ? undefined : [sender.session]);
    return result;
  }

  /** What the room is from here on; what follows from it is sent when it is saved. */
  commit(live: LiveRoom, room: Room): void {
    if (room === live.room) return;
    live.room = room;
    this.outbox?.changed(live);
  }

  /** Everything that follows from an event, in the room's order [P1.2]. */
  follow(live: LiveRoom, event: RoomEvent, cause: Cause = null): void {
    const { room_id } = live.room;
    logEvent(this.options.log, room_id, event);
    this.#notify(live, event);
    if (event.type === "joined") this.unclaimed.release(event.member.member_id);
    if (event.type === "left" || event.type === "removed" || event.type === "gave_way") {
      const session = live.sessions.get(event.member.member_id);
      if (session !== undefined) this.endSession(session, howItEnded(event.type, room_id));
    }
    if (event.type === "ended") this.#end(live, event, cause);
    else this.fanout.event(live, event, cause);
  }

  /** A member's session is over: its connection is closed, and its token joins nothing any more. */
  endSession(session: Session, { close, message }: Pick<JoinRefusal, "close" | "message">): void {
    const { live } = session;
    this.fanout.close([session], close, message);
    this.byConnection.disconnect(session);
    this.unclaimed.release(session.member_id);
    this.lastActivity.left(session.member_id);
    live.sessions.delete(session.member_id);
    if (session.tokenHash === null) return;
    live.tokens = withFormer(live.tokens, session.tokenHash);
    this.outbox?.changed(live);
  }

  /** The room goes on elsewhere: whoever is connected to it has been sent so. */
  forget(live: LiveRoom): void {
    live.cancelSending();
    live.cancelAsking?.();
    this.rooms.forget(live.room.room_id);
    for (const session of live.sessions.values()) {
      this.unclaimed.release(session.member_id);
      this.lastActivity.left(session.member_id);
      this.byConnection.disconnect(session);
    }
    live.sessions.clear();
  }

  /** [A4] */
  #notify({ room }: LiveRoom, event: RoomEvent): void {
    const { notify = null, clock } = this.options;
    const notice = notify === null ? null : noticeOf(room, event, clock.wall());
    if (notify === null || notice === null) return;
    if (this.outbox === null) return notify(notice);
    const deferred = { run: () => notify(notice), bytes: notice.body.length };
    this.outbox.defer(deferred, room.room_id);
  }

  /** `isSeen`: members can see what has changed. */
  #reply(
    sender: Sender,
    command: Command,
    { result, isSeen }: { readonly result: StepResult; readonly isSeen: boolean },
  ): void {
    const { metrics } = this.options;
    metrics.count("commands", command.type);
    if (result.kind === "refused") metrics.count("refusals", result.refusal.code);
    if (result.kind === "done" && isSeen && this.fanout.states.answersIn(sender, result)) return;
    const reply = replyTo(sender, result);
    const { session, id: re, cause } = sender;
    if (reply !== null) this.fanout.reply([session], { re, frame: reply, cause });
  }

  /** Everybody is sent the end, and closed; only who has results left to fetch stays for a moment [P2.8]. */
  #end(live: LiveRoom, event: Extract<RoomEvent, { type: "ended" }>, cause: Cause): void {
    live.cancelAsking?.();
    const readers = this.fanout.ended(live, event, cause);
    this.rooms.end(live.room.room_id); // [R14] the id no longer joins
    const { reason, results: { ended_at } } = event;
    this.outbox?.ended(live, { reason, ended_at });
    this.fanout.closeAll(live, event, readers);
    for (const session of [...live.sessions.values()]) {
      this.unclaimed.release(session.member_id);
      this.lastActivity.left(session.member_id);
      if (readers.has(session)) continue;
      this.byConnection.disconnect(session);
      live.sessions.delete(session.member_id);
    }
    this.farewells.begin(live);
  }
}

function outboxOf(options: HomeOptions): RoomOutbox | null {
  const { journal = null, outbox = null, clock, log, metrics, toEdge } = options;
  if (outbox !== null) return outbox(toEdge);
  if (journal === null) return null;
  const { onJournalFault: onFault = () => {} } = options;
  const send = (edge: number, message: ToEdge) => toEdge(edge, message, null);
  return new Outbox({ journal, clock, log, metrics, toEdge: send, onFault });
}

/** What a connection is sent whose member left. */
export const LEFT = { close: "session_over", message: "You left the room." } as const;
function howItEnded(
  type: "left" | "removed" | "gave_way",
  roomId: string,
): Pick<JoinRefusal, "close" | "message"> {
  if (type === "gave_way") return { close: "room_full", message: gaveWay(roomId) };
  return type === "left" ? LEFT : REMOVED;
}

const REMOVED = { close: "removed", message: "The admin removed you from the room." } as const;
