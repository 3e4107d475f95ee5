/** What a home of the model needs to know of the rest of the process. No rule in here. */
import type { Coverage } from "./coverage.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Listener } from "./person.ts";
import type { CloseName } from "./v2_told.ts";

/** What homes have in common. */
export interface World {
  readonly coverage: Coverage;
  readonly room_idle_ms: number;
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  /** Member ids by the numbers of members, as far as they have been told. */
  readonly ids: ReadonlyMap<number, string>;
  /** Whose the resume tokens are that have been told, by the numbers of members. */
  readonly tokens: ReadonlyMap<string, number>;
  /** Rooms outlive the lives of their homes. */
  readonly journaled: boolean;
  now(): number;
  /** Whether the process may hold one more room. */
  mayOpen(): boolean;
  /** Takes the id of a new room; says what is wrong with it. */
  takesRoom(room: ModelRoom, room_id: string): string | null;
  nextPerson(): number;
}

/** Who hears of a seat, or why there is none. */
export interface Applicant extends Listener {
  turnedAway(why: CloseName, field: string | null): void;
}
