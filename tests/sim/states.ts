/** What a home sends to the v2 members of a room: each state once, and not too often [P2.3, P2.4]. */
import { difference, type Seen } from "./expected.ts";
import type { Line } from "./line.ts";
import type { Seat } from "./model.ts";
import type { ModelRoom } from "./model_room.ts";
import { viewAt, visible } from "./model_view.ts";
import { insist } from "./violation.ts";
import type { World } from "./world.ts";

/** v2 members of a room are sent a state at most once in this time, and less often where states cost much. */
const STATE_TICK_MS = 50;

/** What states may cost: bytes times members. */
export interface StateBudget {
  readonly bytesPerSecond: number;
  readonly bytesPerTurn: number;
}

/** How long after a state the next one may go out, whose members were sent so many bytes of it. */
function stateTickMs(bytes: number, { bytesPerSecond }: StateBudget): number {
  return Math.max(STATE_TICK_MS, Math.ceil(1_000 * bytes / bytesPerSecond));
}

/** How long a change of this room may wait until its state goes out: to so many members, or to more if more raced in. */
export function stateWaitMs(
  { sentFrame, stateBytes }: Pick<ModelRoom, "sentFrame" | "stateBytes">,
  members: number,
  budget: StateBudget,
): number {
  return stateTickMs(Math.max(stateBytes, sentFrame.length * members), budget);
}

/** A state that leaves the home for these seats. */
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
    // a home with a journal sends what was enqueued some commands ago in the same turn
    // and what doesn't fit into one turn goes out in those that follow
    const version = versionOf(frame);
    insist(
      seat.sentVersion < version,
      `[P2.3] #${line.no} was sent version ${seat.sentVersion} before`,
    );
    seat.sentVersion = version;
    // one frame for all, in one turn or more: the first of them is looked at
    if (room.sentVersion === version && room.sentFrame === frame) {
      room.stateBytes += frame.length;
      continue;
    }
    const now = world.now();
    const tickMs = stateTickMs(room.stateBytes, world.stateBudget);
    insist(now - room.stateSentAt >= tickMs, `[P2.3] two states in ${tickMs} ms`);
    if (tickMs > STATE_TICK_MS) coverage.count("v2 states that waited for the budget");
    room.stateBytes = frame.length;
    // a room that has ended since is not what it was: its members are leaving
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
