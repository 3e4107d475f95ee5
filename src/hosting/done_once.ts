/**
 * Idempotency keys of programs, and the answers that they got: a repeated request gets the same answer. Keys are
 * forgotten after an hour, the oldest first if there are too many, and all at a restart.
 */
import type { Clock } from "../base/clock.ts";
import type { Once } from "../bus/envelopes.ts";
import type { RoomId } from "../room/state.ts";

/** How long an answer is remembered, in milliseconds, and the most answers: each takes less than 1 KiB. */
const DONE_FOR_MS = 3_600_000;
const DONE_MAX = 1_000;

/** The answer to a request that was done. */
interface Answer {
  readonly frame: string;
  readonly room_id: RoomId;
}

export class DoneOnce {
  readonly #clock: Pick<Clock, "now">;
  /** By key, oldest first. */
  readonly #done = new Map<string, Answer & { readonly digest: string; readonly at: number }>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** The answer that this request got before; `another`: its key was used for a different request; null: it is new. */
  find({ key, digest }: Once): Answer | "another" | null {
    const until = this.#clock.now() - DONE_FOR_MS;
    for (const [oldest, { at }] of this.#done) {
      if (at > until) break;
      this.#done.delete(oldest);
    }
    const found = this.#done.get(key);
    if (found === undefined) return null;
    return found.digest === digest ? found : "another";
  }

  add({ key, digest }: Once, answer: Answer): void {
    this.#done.set(key, { ...answer, digest, at: this.#clock.now() });
    const [oldest] = this.#done.keys();
    if (this.#done.size > DONE_MAX && oldest !== undefined) this.#done.delete(oldest);
  }
}
