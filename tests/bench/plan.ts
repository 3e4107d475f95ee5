/** The plan of a load. Plain data, which each driver process gets as its only argument. */
import type { Protocol } from "../../src/room/state.ts";

export interface Plan {
  /** Where members connect, in turn. */
  readonly urls: readonly string[];
  readonly rooms: number;
  /** Members of each room, its admin included; all of them vote. */
  readonly members: number;
  /** How many of a hundred members speak v1; the others v2. */
  readonly v1Percent: number;
  /** The interval of a room's rounds, in milliseconds; null: each begins when the last one has ended. */
  readonly paceMs: number | null;
  /** Whether there is churn between rounds. */
  readonly churn: boolean;
}

/** The protocols of a room's members, the admin first, so that over all rooms the share of v1 is as wanted. */
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
