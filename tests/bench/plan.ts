/** What a driver is to do. Plain data: it goes to each driver process as its only argument. */
import type { Protocol } from "../../src/room/state.ts";

export interface Plan {
  /** Where members connect, in turn. */
  readonly urls: readonly string[];
  readonly rooms: number;
  /** Members of each room, its admin included; all of them vote. */
  readonly members: number;
  /** How many of a hundred members speak v1; the others v2. */
  readonly v1Percent: number;
  /** A room begins a round every so often, in milliseconds; null: as soon as the last one is over. */
  readonly paceMs: number | null;
  /** People come, go, are cut off and come back between rounds. */
  readonly churn: boolean;
}

/**
 * The protocols of a room's members, the admin first: of all members of `rooms` rooms the wanted share, as
 * evenly as it goes, whichever room this is.
 */
export function protocolsOf(
  { members, v1Percent }: Pick<Plan, "members" | "v1Percent">,
  room: number,
): readonly Protocol[] {
  return Array.from({ length: members }, (_, member) => {
    const number = room * members + member;
    const before = Math.floor(number * v1Percent / 100);
    return Math.floor((number + 1) * v1Percent / 100) > before ? "v1" : "v2";
  });
}

/** The plan in `parts` parts, whole rooms each; fewer where there are not so many rooms. */
export function split(plan: Plan, parts: number): readonly Plan[] {
  const count = Math.min(parts, plan.rooms);
  return Array.from({ length: count }, (_, part) => {
    const from = Math.floor(plan.rooms * part / count);
    const to = Math.floor(plan.rooms * (part + 1) / count);
    return { ...plan, rooms: to - from };
  });
}
