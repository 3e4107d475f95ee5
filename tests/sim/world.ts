/** What a home of the model needs to know of the rest of the process. No rule in here. */
import type { Coverage } from "./coverage.ts";
import type { Limits } from "./limits.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Recipient } from "./person.ts";
import type { StateBudget } from "./states.ts";
import type { CloseName } from "./v2_frames.ts";

/** What homes have in common. */
export interface World {
  readonly coverage: Coverage;
  readonly room_idle_ms: number;
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  /** Member ids by the numbers of members, as far as they have been sent. */
  readonly ids: ReadonlyMap<number, string>;
  /** Whose the resume tokens are that have been sent, by the numbers of members. */
  readonly tokens: ReadonlyMap<string, number>;
  /** Rooms outlive the incarnations of their homes. */
  readonly journaled: boolean;
  readonly stateBudget: StateBudget;
  /** What the tracker is called that rooms can ask; null: there is none [A5]. */
  readonly tracker: string | null;
  /** The steady clock, for what becomes due; and the wall clock, for stamps [R17a]. */
  now(): number;
  wall(): number;
  /** How many rooms and seats there may be. */
  readonly limits: Pick<Limits, "mayOpen" | "mayOpenFrom" | "mayReserveFrom">;
  /** Takes the id of a new room; says what is wrong with it. */
  takesRoom(room: ModelRoom, room_id: string): string | null;
  nextPerson(): number;
}

/** Who is given a seat, or the reason why there is none. */
export interface Applicant extends Recipient {
  readonly address: string;
  refuse(why: CloseName, field: string | null): void;
}
