/** What all connections of a run share, and what messages on them mean. No rule in here. */
import type { Coverage } from "./coverage.ts";
import type { Expected, Seen } from "./expected.ts";
import type { Said } from "./person.ts";

/** What all lines of a run share. */
export interface Surroundings {
  readonly coverage: Coverage;
  /** Ids and tokens that have been told. */
  readonly seen: Seen;
  readonly message_rate: number;
  /** In the second run of a seed each card is another one [R7]. */
  readonly swapped: boolean;
  now(): number;
  /** What comes at the end of the tick, before anything the server puts off from now on. */
  soon(run: () => void): void;
  /** The cards of a room, as far as there is one. */
  cardsOf(room_id: string | null): readonly string[];
  note(line: () => string): void;
  record(line: () => string): void;
}

/** What a message means: to its room, or to the connection alone. */
export type Means =
  | Said
  | "bad"
  | "binary"
  | "too_big"
  /** To v2: a bad message and the answer to it, or a ping and its id. */
  | { readonly kind: "wrong"; readonly answer: Expected }
  | { readonly kind: "ping"; readonly id: string | null };
