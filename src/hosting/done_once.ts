/**
 * What programs asked to have done once, and what came of it: whoever asks again gets the same answer. It holds a
 * number of them for a time, and forgets the oldest first; a restart forgets all.
 */
import type { Clock } from "../base/clock.ts";
import type { Once } from "../bus/envelopes.ts";
import type { RoomId } from "../room/state.ts";

/** How long it is remembered, in milliseconds, and of how many requests: each takes less than 1 KiB. */
const DONE_FOR_MS = 3_600_000;
const DONE_MAX = 1_000;

/** What came of it. */
interface Answer {
  readonly frame: string;
  readonly room_id: RoomId;
}

export class DoneOnce {
  readonly #clock: Pick<Clock, "now">;
  /** The oldest first. */
  readonly #done = new Map<string, Answer & { readonly digest: string; readonly at: number }>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** What came of this request before; `another`: its name was another's; null: it is new. */
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
