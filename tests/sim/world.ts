/** What the model of a home needs from the rest of the process. Types only. */
import type { Coverage } from "./coverage.ts";
import type { Limits } from "./limits.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Recipient } from "./person.ts";
import type { StateBudget } from "./states.ts";
import type { CloseName } from "./v2_frames.ts";

/** What all homes share. */
export interface World {
  readonly coverage: Coverage;
  readonly room_idle_ms: number;
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  /** Member ids by the model's numbers for members, as far as they have been sent. */
  readonly ids: ReadonlyMap<number, string>;
  /** The member's number for each resume token that has been sent. */
  readonly tokens: Map<string, number>;
  /** Whether rooms outlive the incarnations of their homes. */
  readonly journaled: boolean;
  readonly stateBudget: StateBudget;
  /** The name of the tracker; null: there is none [A5]. */
  readonly tracker: string | null;
  /** The steady clock, for deadlines, and the wall clock, for timestamps [R17a]. */
  now(): number;
  wall(): number;
  /** The limits of rooms and seats. */
  readonly limits: Pick<Limits, "mayOpen" | "mayOpenFrom" | "mayReserveFrom">;
  /** Checks the id of a new room; returns what is wrong with it, or null. */
  takesRoom(room: ModelRoom, room_id: string): string | null;
  nextPerson(): number;
}

/** A connection that is given a seat or refused. */
export interface Applicant extends Recipient {
  readonly address: string;
  refuse(why: CloseName, field: string | null): void;
}
