/**
 * Takes each command through its room, always in this order: step, commit, reply, events, state, prompts. It owns the
 * rooms that live here with their sessions, and writes both to the journal; it never decides what a command does.
 */
import { momentOf } from "../base/clock.ts";
import type { Cause, JoinRefusal, ToEdge } from "../bus/envelopes.ts";
import { Outbox } from "../journal/outbox.ts";
import type { RoomOutbox } from "../journal/room_outbox.ts";
import { withFormer } from "../journal/tokens.ts";
import { promptsOthers } from "../protocol/prompts.ts";
import type { Command, RoomEvent, StepResult } from "../room/events.ts";
import type { Moment } from "../room/moment.ts";
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
import { UnclaimedSeats } from "./unclaimed_seats.ts";

export class Pipeline {
  /** With an outbox, its `log` and `toEdge` go through it. */
  readonly options: HomeOptions;
  /** null: rooms are kept in memory only, and no message waits for the journal. */
  readonly outbox: RoomOutbox | null;
  readonly fanout: Fanout;
  readonly rooms: Rooms;
  readonly byConnection = new SessionsByConnection();
  readonly unclaimed: UnclaimedSeats;
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

  /** Runs a command, and sends what follows from it. `sender`: whose command it is; null: the server's own. */
  run(live: LiveRoom, command: Command, sender: Sender | null = null): StepResult {
    const before = live.room;
    const { version } = before;
    const cause = sender?.cause ?? null;

    const now = momentOf(this.options.clock);
    const result = step(live.room, command, now);
    if (result.kind === "done") this.commit(live, result.room);
    if (sender !== null) {
      this.#reply(sender, command, { result, isSeen: live.room.version !== version, now });
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

  /** Replaces the room's state. With an outbox, what is sent from here on waits until the state is saved. */
  commit(live: LiveRoom, room: Room): void {
    if (room === live.room) return;
    live.room = room;
    this.outbox?.changed(live);
  }

  /** Does everything that follows from an event; called in the order of the room's events [P1.2]. */
  follow(live: LiveRoom, event: RoomEvent, cause: Cause = null): void {
    const { room_id } = live.room;
    logEvent(this.options.log, room_id, event);
    this.#notify(live, event);
    if (event.type === "joined") this.unclaimed.release(event.member.member_id);
    if (event.type === "left" || event.type === "removed" || event.type === "gave_way") {
      const session = live.sessions.get(event.member.member_id);
      if (session !== undefined) this.endSession(session, howItEnded(event, room_id));
    }
    if (event.type === "ended") this.#end(live, event, cause);
    else this.fanout.event(live, event, cause);
  }

  /** Ends a member's session: closes its connection, and makes its resume token invalid. */
  endSession(session: Session, { close, message }: Pick<JoinRefusal, "close" | "message">): void {
    const { live } = session;
    this.fanout.close([session], close, message);
    this.byConnection.disconnect(session);
    this.unclaimed.release(session.member_id);
    live.sessions.delete(session.member_id);
    if (session.tokenHash === null) return;
    live.tokens = withFormer(live.tokens, session.tokenHash);
    this.outbox?.changed(live);
  }

  /** Drops a room that has moved to another home; its connections have been notified already. */
  forget(live: LiveRoom): void {
    live.cancelAll();
    this.rooms.forget(live.room.room_id);
    for (const session of live.sessions.values()) {
      this.unclaimed.release(session.member_id);
      this.byConnection.disconnect(session);
    }
    live.sessions.clear();
  }

  /** Sends the event's notice, if it has one, as soon as the room is saved [A4]. */
  #notify({ room }: LiveRoom, event: RoomEvent): void {
    const { notify = null, clock } = this.options;
    const notice = notify === null ? null : noticeOf(room, event, clock.wall());
    if (notify === null || notice === null) return;
    if (this.outbox === null) return notify(notice);
    const deferred = { run: () => notify(notice), bytes: notice.body.length };
    this.outbox.defer(deferred, room.room_id);
  }

  /** Answers the sender. `isSeen`: members can see what the command changed. */
  #reply(
    sender: Sender,
    command: Command,
    { result, isSeen, now }: {
      readonly result: StepResult;
      readonly isSeen: boolean;
      readonly now: Moment;
    },
  ): void {
    const { metrics } = this.options;
    metrics.count("commands", command.type);
    if (result.kind === "refused") metrics.count("refusals", result.refusal.code);
    if (result.kind === "done" && isSeen) {
      if (this.fanout.states.answersIn(sender, result, now)) return;
    }
    const reply = replyTo(sender, result);
    const { session, id: re, cause } = sender;
    if (reply !== null) this.fanout.reply([session], { re, frame: reply, cause });
  }

  /** Sends everybody the end and closes them; members with results left to fetch stay for a moment [P2.8]. */
  #end(live: LiveRoom, event: Extract<RoomEvent, { type: "ended" }>, cause: Cause): void {
    live.cancelAll();
    const readers = this.fanout.ended(live, event, cause);
    this.rooms.end(live.room.room_id); // [R14] nobody can join with this id from now on
    const { reason, results: { ended_at } } = event;
    this.outbox?.ended(live, { reason, ended_at });
    this.fanout.closeAll(live, event, readers);
    for (const session of [...live.sessions.values()]) {
      this.unclaimed.release(session.member_id);
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

/** How the connection of a member who left is closed. */
export const LEFT = { close: "session_over", message: "You left the room." } as const;
function howItEnded(
  event: Extract<RoomEvent, { type: "left" | "removed" | "gave_way" }>,
  roomId: string,
): Pick<JoinRefusal, "close" | "message"> {
  if (event.type === "gave_way") return { close: "room_full", message: gaveWay(roomId) };
  if (event.type === "left") return LEFT;
  return event.barred
    ? { close: "barred", message: "The admin removed you from the room for good." }
    : { close: "removed", message: "The admin removed you from the room." };
}
