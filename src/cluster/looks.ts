/**
 * When a node looks for what nothing but time brings about: often while something is awaited; at rest with each
 * heartbeat, and when somebody may have been silent for too long. A wake-up costs an idle node more than the look does:
 * once it has been at rest for a while, what others send waits for the next heartbeat, too.
 */
import type { Clock } from "../base/clock.ts";
import { Deadline } from "../base/deadline.ts";

/** How often it looks while something is awaited, in milliseconds. */
const LOOK_MS = 100;

/** So long it has been at rest before what others send may wait: a shard is followed by the next. In milliseconds. */
const CALM_MS = 3_000;

export class Looks {
  readonly #clock: Clock;
  readonly #look: () => void;
  readonly #calm: (is: boolean) => void;
  #isResting = false;
  /** When something was awaited last. */
  #stirredAt = -Infinity;
  #isStopped = false;
  readonly #next: Deadline;

  /** `calm`: with each look, and as soon as that changes: whether what others send may wait for the next. */
  constructor(clock: Clock, look: () => void, calm: (is: boolean) => void) {
    this.#clock = clock;
    this.#look = look;
    this.#calm = calm;
    this.#next = new Deadline(clock, () => this.begin());
  }

  /** Looks, and then often, until it rests. */
  begin(): void {
    this.#isResting = false;
    try {
      this.#look();
    } finally {
      if (!this.#isResting) this.#stayAwake();
    }
  }

  /** Nothing is awaited: the next heartbeat is soon enough, or so many milliseconds if none is sent. */
  rest(ms: number): void {
    if (ms <= LOOK_MS) return;
    this.#isResting = true;
    if (!this.#isStopped) this.#next.set(ms);
    if (this.#clock.now() - this.#stirredAt >= CALM_MS) this.#calm(true);
  }

  /** A heartbeat was sent in its turn. */
  spoken(): void {
    if (this.#isResting) this.begin();
  }

  /** Something is new. */
  stir(): void {
    if (!this.#isResting) return;
    this.#isResting = false;
    this.#stayAwake();
  }

  /** Any number of times. */
  stop(): void {
    this.#isStopped = true;
    this.#next.cancel();
    this.#calm(false);
  }

  #stayAwake(): void {
    if (!this.#isStopped) this.#next.set(LOOK_MS);
    this.#stirredAt = this.#clock.now();
    this.#calm(false);
  }
}
