/** What the lines of a run share, and the meanings of messages. Types only. */
import type { CardsBefore } from "./cards.ts";
import type { Coverage } from "./coverage.ts";
import type { Expected, Seen } from "./expected.ts";
import type { RoomMessage } from "./person.ts";

/** What the lines of a run share. */
export interface LineDeps {
  readonly coverage: Coverage;
  /** Ids and tokens that have been sent. */
  readonly seen: Seen;
  readonly message_rate: number;
  /** Whether this is the second run of a seed, with other cards [R7]. */
  readonly swapped: boolean;
  readonly cardsBefore: CardsBefore;
  now(): number;
  /** Runs `run` at the end of the tick, before what the server schedules from now on. */
  soon(run: () => void): void;
  note(line: () => string): void;
  record(line: () => string): void;
}

/** What a message means, to its room or only to the connection. */
export type Meaning =
  | RoomMessage
  | "bad"
  | "binary"
  | "too_big"
  /** To v2: a bad message and the answer to it, or a ping and its id. */
  | { readonly kind: "wrong"; readonly answer: Expected }
  | { readonly kind: "ping"; readonly id: string | null };
