/**
 * Sends v2 members the state of their room: the whole room, encoded once for all of them, at most once a tick and
 * within a budget [P2.3].
 */
import { type Clock, momentOf } from "../base/clock.ts";
import type { Cause, ToEdge } from "../bus/envelopes.ts";
import { encodeRoom, encodeState } from "../protocol/v2_encode.ts";
import type { Done } from "../room/events.ts";
import type { Moment } from "../room/moment.ts";
import type { RoomId } from "../room/state.ts";
import type { Sender } from "./reply_to.ts";
import { repliesIn } from "./replies_in_state.ts";
import { byEdge, isThere, type LiveRoom, type Session, sessionsOf } from "./sessions.ts";

/**
 * v2 members are sent the room's state at most once in this time, in milliseconds; less often in large rooms [P2.3].
 */
export const STATE_TICK_MS = 50;

/**
 * Limits of what states cost. A room's tick grows with the size of its last state times the members it went to, so
 * that the room stays within `bytesPerSecond`. One turn of the event loop sends at most `bytesPerTurn`, so that the
 * worker's other rooms need not wait for all of it. A room of two hundred members is within both.
 */
export interface StateBudget {
  readonly bytesPerSecond: number;
  readonly bytesPerTurn: number;
}

/** The budget of a running server. */
export const STATE_BUDGET: StateBudget = { bytesPerSecond: 100_000_000, bytesPerTurn: 5_000_000 };

export interface StatesOptions {
  /** `STATE_BUDGET` if omitted; only tests set it. */
  readonly stateBudget?: StateBudget;
  readonly clock: Clock;
  /** `roomId`: the room that the message is about; null: none. */
  readonly toEdge: (edge: number, message: ToEdge, roomId: RoomId | null) => void;
}

/** A room's state on its way to its members. */
interface EncodedState {
  readonly live: LiveRoom;
  readonly version: number;
  readonly frame: string;
  readonly cause: Cause;
}

export class RoomStates {
  readonly #options: StatesOptions;
  readonly #budget: StateBudget;

  constructor(options: StatesOptions) {
    this.#options = options;
    this.#budget = options.stateBudget ?? STATE_BUDGET;
  }

  /**
   * Returns whether the next state replies to this command, which has changed the room, and notes it if so [P2.3]. It
   * does if the client accepts that, and if a separate reply would not arrive much sooner.
   */
  answersIn({ session, id }: Sender, { room: { version }, events }: Done, now: Moment): boolean {
    const { live, repliesInState, owed } = session;
    if (!repliesInState || id === null || events.some(({ type }) => type === "ended")) return false;
    if (live.nextStateAt - now.steady > STATE_TICK_MS) return false;
    owed.push({ re: id, version });
    return true;
  }

  /** The room now, as every member sees it, in JSON [R7]. */
  shown(live: LiveRoom): string {
    return this.encoded(live).room;
  }

  /** The room now, in JSON. */
  encoded(
    { view, wallTimer, memberTexts }: LiveRoom,
  ): { readonly room: string; readonly now: Moment } {
    const now = momentOf(this.#options.clock);
    const endsAt = wallTimer.endsAt(view.timer_ends_at, now);
    return { room: encodeRoom(view, endsAt, memberTexts.of(view)), now };
  }

  /** Schedules the state for v2 members, if it isn't yet: at once, or when the current tick ends [P2.3]. */
  soon(live: LiveRoom, cause: Cause): void {
    if (live.cancelState !== null || !hasV2(live)) return;
    const { clock } = this.#options;
    const wait = Math.max(0, live.nextStateAt - clock.now());
    live.cancelState = clock.after(wait, () => {
      live.cancelState = null;
      this.#send(live, cause);
    });
  }

  /** How long a room's next state or news waits, in milliseconds, after `length` characters were sent. */
  tickAfter(length: number): number {
    return Math.max(STATE_TICK_MS, Math.ceil(1_000 * length / this.#budget.bytesPerSecond));
  }

  #send(live: LiveRoom, cause: Cause): void {
    const { version } = live.view;
    const behind = sessionsOf(live, "v2").filter((session) => session.sentVersion < version);
    // all have got this version with their WELCOME: nothing is sent, and the next state need not wait
    if (behind.length === 0) return;
    const { room, now } = this.encoded(live);
    const frame = encodeState(room, now.wall);
    live.nextStateAt = now.steady + this.tickAfter(frame.length * behind.length);
    this.#sendTo(behind, { live, version, frame, cause });
  }

  /** Sends a state to as many sessions as the budget of a turn allows, and to the rest in the following turns. */
  #sendTo(sessions: readonly Session[], state: EncodedState): void {
    const { live, version, frame, cause } = state;
    const { clock, toEdge } = this.#options;
    const most = Math.max(1, Math.floor(this.#budget.bytesPerTurn / frame.length));
    // since the state was encoded, some may have left or got a newer room with their WELCOME
    const behind = sessions.slice(0, most).filter((session) => session.sentVersion < version);
    for (const session of behind) session.sentVersion = version;
    const replies = repliesIn(behind, version);
    for (const { edge, conns } of byEdge(behind)) {
      const message: ToEdge = { kind: "state", conns, frame, cause, replies: replies?.get(edge) };
      toEdge(edge, message, live.room.room_id);
    }
    if (sessions.length > most) {
      live.cancelState = clock.after(0, () => {
        live.cancelState = null;
        this.#sendTo(sessions.slice(most), state);
      });
    } else if (live.view.version > version) this.soon(live, cause);
  }
}

function hasV2({ sessions }: LiveRoom): boolean {
  for (const session of sessions.values()) if (isThere(session, "v2")) return true;
  return false;
}
