/** How many rooms are at home on a worker, and how many members and ballots of each kind are in them. */
import type { Gauges } from "./metrics.ts";
import type { Hosted } from "./seats.ts";

export type Census = Pick<Gauges, "rooms" | "members" | "ballots">;

/** Counts them anew: nothing has to be kept for it while they come and go. */
export function censusOf(rooms: Iterable<Pick<Hosted, "room">>): Census {
  const census = {
    rooms: { open: 0 },
    members: { v1_online: 0, v1_away: 0, v2_online: 0, v2_away: 0 },
    ballots: { voting: 0, complete: 0, revealed: 0 },
  };
  for (const { room: { members, ballot } } of rooms) {
    census.rooms.open++;
    for (const { protocol, presence } of members.values()) {
      census.members[`${protocol}_${presence.state}`]++;
    }
    if (ballot !== null) census.ballots[ballot.phase]++;
  }
  return census;
}
