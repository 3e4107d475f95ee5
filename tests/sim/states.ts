/** Checks the states that a home sends to v2 members: each once, and not too often [P2.3, P2.4]. */
import { difference, type Seen } from "./expected.ts";
import type { Line } from "./line.ts";
import type { Seat } from "./model.ts";
import type { ModelRoom } from "./model_room.ts";
import { viewAt, visible } from "./model_view.ts";
import { insist } from "./violation.ts";
import type { World } from "./world.ts";

/** The shortest interval between two states of a room, in milliseconds; it is longer if states are expensive. */
const STATE_TICK_MS = 50;

/** The budget of states, in bytes times members. */
export interface StateBudget {
  readonly bytesPerSecond: number;
  readonly bytesPerTurn: number;
}

/** The interval until the next state, in milliseconds, after one of which all members together were sent `bytes`. */
function stateTickMs(bytes: number, { bytesPerSecond }: StateBudget): number {
  return Math.max(STATE_TICK_MS, Math.ceil(1_000 * bytes / bytesPerSecond));
}

/** How long a change of this room may wait for its state, in milliseconds. */
export function stateWaitMs(
  { sentFrame, stateBytes }: Pick<ModelRoom, "sentFrame" | "stateBytes">,
  members: number,
  budget: StateBudget,
): number {
  return stateTickMs(Math.max(stateBytes, sentFrame.length * members), budget);
}

/** Checks a state that the home sends to these seats. */
export function checkStates(
  { seats, frame, world }: {
    readonly seats: readonly Seat<Line>[];
    readonly frame: string;
    readonly world: World & { readonly seen: Seen };
  },
): void {
  const { coverage, seen } = world;
  for (const seat of seats) {
    const { room, line } = seat;
    // with a journal it may be from some commands earlier in this turn, and from an earlier turn if it did not fit in
    // one
    const version = versionOf(frame);
    insist(
      seat.sentVersion < version,
      `[P2.3] #${line.no} was sent version ${seat.sentVersion} before`,
    );
    seat.sentVersion = version;
    // one frame for all members, perhaps in several turns: it is checked once
    if (room.sentVersion === version && room.sentFrame === frame) {
      room.stateBytes += frame.length;
      continue;
    }
    const now = world.now();
    const tickMs = stateTickMs(room.stateBytes, world.stateBudget);
    insist(now - room.stateSentAt >= tickMs, `[P2.3] two states in ${tickMs} ms`);
    if (tickMs > STATE_TICK_MS) coverage.count("v2 states that waited for the budget");
    room.stateBytes = frame.length;
    // a room that has ended since has lost members
    const isNow = version === room.version && !room.over;
    const view = isNow ? visible(room) : room.views.get(version);
    insist(view !== undefined, `[P2.3] a state of version ${version}, not ${room.version}`);
    const wall = world.wall();
    const state = { ...viewAt(view, { now, wall }), room_id: room.id, version };
    const expected = { type: "ROOM_STATE", data: { room: state, now: wall } };
    const wrong = difference(expected, JSON.parse(frame), seen);
    insist(wrong === null, `[P2.4] the state${wrong}`);
    coverage.count("v2 states");
    if (version > room.sentVersion + 1) coverage.count("v2 states of several changes");
    room.stateSentAt = now;
    room.sentVersion = version;
    room.sentFrame = frame;
  }
}

function versionOf(frame: string): number {
  return Number(/"version":(\d+)/.exec(frame)?.[1]);
}
