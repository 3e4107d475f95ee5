/** What all connections of a run share, and what messages on them mean. No rule in here. */
import type { CardsBefore } from "./cards.ts";
import type { Coverage } from "./coverage.ts";
import type { Expected, Seen } from "./expected.ts";
import type { RoomMessage } from "./person.ts";

/** What all lines of a run share. */
export interface LineDeps {
  readonly coverage: Coverage;
  /** Ids and tokens that have been sent. */
  readonly seen: Seen;
  readonly message_rate: number;
  /** In the second run of a seed each card is another one [R7]. */
  readonly swapped: boolean;
  readonly cardsBefore: CardsBefore;
  now(): number;
  /** What comes at the end of the tick, before anything the server puts off from now on. */
  soon(run: () => void): void;
  note(line: () => string): void;
  record(line: () => string): void;
}

/** What a message means: to its room, or to the connection alone. */
export type Meaning =
  | RoomMessage
  | "bad"
  | "binary"
  | "too_big"
  /** To v2: a bad message and the answer to it, or a ping and its id. */
  | { readonly kind: "wrong"; readonly answer: Expected }
  | { readonly kind: "ping"; readonly id: string | null };
