/** How many rooms are at home on a worker, and how many members and ballots of each kind are in them. */
import type { Gauges } from "../base/metrics.ts";
import type { LiveRoom } from "./sessions.ts";

/** How many of each kind a worker has. */
export type Stats = Pick<Gauges, "rooms" | "members" | "ballots">;

/** Counts rooms, members and ballots anew, so that no counters have to be kept. */
export function statsOf(rooms: Iterable<Pick<LiveRoom, "room">>): Stats {
  const stats = {
    rooms: { open: 0 },
    members: { v1_online: 0, v1_away: 0, v2_online: 0, v2_away: 0 },
    ballots: { voting: 0, complete: 0, revealed: 0 },
  };
  for (const { room: { members, ballot } } of rooms) {
    stats.rooms.open++;
    for (const { protocol, presence } of members.values()) {
      stats.members[`${protocol}_${presence.state}`]++;
    }
    if (ballot !== null) stats.ballots[ballot.phase]++;
  }
  return stats;
}
