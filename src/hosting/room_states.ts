/**
 * The state of rooms for their v2 members: the whole room, encoded once for all of them, in ticks, and within a budget
 * [P2.3].
 */
import { type Clock, momentOf } from "../base/clock.ts";
import type { Cause, ToEdge } from "../bus/envelopes.ts";
import { encodeRoom, encodeState } from "../protocol/v2_encode.ts";
import type { Done } from "../room/events.ts";
import type { RoomId } from "../room/state.ts";
import type { Sender } from "./reply_to.ts";
import { repliesIn } from "./replies_in_state.ts";
import { byEdge, isThere, type LiveRoom, type Session, sessionsOf } from "./sessions.ts";

/** v2 members are sent the room's state at most once in this time, in milliseconds; less often in large rooms [P2.3]. */
export const STATE_TICK_MS = 50;

/**
 * What states may cost. A room's tick grows with its last state, the bytes of it times the members it went to, until
 * it fits a budget a second; and what goes out in one turn is limited, so that other rooms of the worker need not
 * wait for all of it. Two hundred members are within both.
 */
export interface StateBudget {
  readonly bytesPerSecond: number;
  readonly bytesPerTurn: number;
}

export const STATE_BUDGET: StateBudget = { bytesPerSecond: 100_000_000, bytesPerTurn: 5_000_000 };

export interface StatesOptions {
  /** Only tests have another. */
  readonly stateBudget?: StateBudget;
  readonly clock: Clock;
  /** `roomId`: the room that the message speaks of; null: of none. */
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
   * [P2.3] Whether the next state is the reply to this command, which has changed the room: it is if its client takes
   * it for one, and if no other reply would be there much sooner.
   */
  answersIn({ session, id }: Sender, { room: { version }, events }: Done): boolean {
    const { live, repliesInState, owed } = session;
    if (!repliesInState || id === null || events.some(({ type }) => type === "ended")) return false;
    if (live.nextStateAt - this.#options.clock.now() > STATE_TICK_MS) return false;
    owed.push({ re: id, version });
    return true;
  }

  /** The room as it is at this moment, as every member sees it, in JSON [R7]. */
  shown(live: LiveRoom): string {
    return this.encoded(live).room;
  }

  /** The room as it is at this moment, and the time by the wall clock. */
  encoded(
    { view, wallTimer, memberTexts }: LiveRoom,
  ): { readonly room: string; readonly now: number } {
    const now = momentOf(this.#options.clock);
    const endsAt = wallTimer.endsAt(view.timer_ends_at, now);
    return { room: encodeRoom(view, endsAt, memberTexts.of(view)), now: now.wall };
  }

  /** [P2.3] Sees to it that v2 members get the state: at the end of the tick, or when the last is old enough. */
  soon(live: LiveRoom, cause: Cause): void {
    if (live.cancelState !== null || !hasV2(live)) return;
    const { clock } = this.#options;
    const wait = Math.max(0, live.nextStateAt - clock.now());
    live.cancelState = clock.after(wait, () => {
      live.cancelState = null;
      this.#send(live, cause);
    });
  }

  /** How long a room's next state, or news, waits after so much, in milliseconds. */
  tickAfter(length: number): number {
    return Math.max(STATE_TICK_MS, Math.ceil(1_000 * length / this.#budget.bytesPerSecond));
  }

  #send(live: LiveRoom, cause: Cause): void {
    const { version } = live.view;
    const behind = sessionsOf(live, "v2").filter((session) => session.sentVersion < version);
    // whoever was behind has got it with its WELCOME: nothing goes out, and the next state need not wait
    if (behind.length === 0) return;
    const { room, now } = this.encoded(live);
    const frame = encodeState(room, now);
    const length = frame.length * behind.length;
    live.nextStateAt = this.#options.clock.now() + this.tickAfter(length);
    this.#sendTo(behind, { live, version, frame, cause });
  }

  /** Sends a state to as many of these as one turn may, and to the others in the turns that follow. */
  #sendTo(sessions: readonly Session[], state: EncodedState): void {
    const { live, version, frame, cause } = state;
    const { clock, toEdge } = this.#options;
    const most = Math.max(1, Math.floor(this.#budget.bytesPerTurn / frame.length));
    // some may have left since it was encoded, or have got a newer room with their welcome
    const behind = sessions.slice(0, most).filter((session) => session.sentVersion < version);
    for (const session of behind) session.sentVersion = version;
    const replies = repliesIn(behind, version);
    for (const { edge, conns } of byEdge(behind)) {
      const here = replies?.get(edge);
      const message: ToEdge = { kind: "state", conns, frame, cause, ...here && { replies: here } };
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
