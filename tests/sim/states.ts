/** What a home tells the v2 members of a room: how it is, once each, and not too often [P2.3, P2.4]. */
import { difference, type Seen } from "./expected.ts";
import type { Line } from "./line.ts";
import type { Seat } from "./model.ts";
import { visible } from "./model_view.ts";
import { insist } from "./violation.ts";
import type { World } from "./world.ts";

/** v2 members of a room are told of it at most once in this time. */
export const STATE_TICK_MS = 50;

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
    // a home with a journal tells what was said some commands ago in the same turn
    const version = world.journaled ? versionOf(frame) : room.version;
    insist(seat.told < version, `[P2.3] #${line.no} was told version ${seat.told} before`);
    seat.told = version;
    // one frame for all: the first of them is looked at
    if (room.stated_version === version && room.stated_frame === frame) continue;
    const now = world.now();
    insist(now - room.stated_at >= STATE_TICK_MS, `[P2.3] two states in ${STATE_TICK_MS} ms`);
    const view = version === room.version ? visible(room) : room.views.get(version);
    insist(view !== undefined, `[P2.3] a state of version ${version}, not ${room.version}`);
    const state = { ...view, room_id: room.id, version };
    const told = { type: "ROOM_STATE", data: { room: state } };
    const wrong = difference(told, JSON.parse(frame), seen);
    insist(wrong === null, `[P2.4] the state${wrong}`);
    coverage.saw("v2 states");
    if (version > room.stated_version + 1) coverage.saw("v2 states of several changes");
    room.stated_at = now;
    room.stated_version = version;
    room.stated_frame = frame;
  }
}

function versionOf(frame: string): number {
  return Number(/"version":(\d+)/.exec(frame)?.[1]);
}
