/**
 * Decides how often a node checks what is due: often while it waits for something; at rest only with each heartbeat,
 * and when another node may have become silent. For an idle node a wake-up costs more than the check, so after some
 * time at rest, messages of others wait for the next heartbeat as well.
 */
import type { Clock } from "../base/clock.ts";
import { Deadline } from "../base/deadline.ts";

/** How often to check while something is awaited, in milliseconds. */
const LOOK_MS = 100;

/** How long it must have been at rest before messages of others may wait, in milliseconds: shards come in series. */
const CALM_MS = 3_000;

export class Looks {
  readonly #clock: Clock;
  readonly #look: () => void;
  readonly #calm: (is: boolean) => void;
  #isResting = false;
  /** When something was last awaited. */
  #stirredAt = -Infinity;
  #isStopped = false;
  readonly #next: Deadline;

  /** Calls `calm` with each look and whenever it changes: whether messages of others may wait for the next look. */
  constructor(clock: Clock, look: () => void, calm: (is: boolean) => void) {
    this.#clock = clock;
    this.#look = look;
    this.#calm = calm;
    this.#next = new Deadline(clock, () => this.begin());
  }

  /** Looks now, and then often, until `rest` is called. */
  begin(): void {
    this.#isResting = false;
    try {
      this.#look();
    } finally {
      if (!this.#isResting) this.#stayAwake();
    }
  }

  /** Nothing is awaited: the next look is with the next heartbeat, or after `ms` milliseconds if none is sent. */
  rest(ms: number): void {
    if (ms <= LOOK_MS) return;
    this.#isResting = true;
    if (!this.#isStopped) this.#next.set(ms);
    if (this.#clock.now() - this.#stirredAt >= CALM_MS) this.#calm(true);
  }

  /** A heartbeat was sent. */
  sent(): void {
    if (this.#isResting) this.begin();
  }

  /** Something has changed: look soon. */
  stir(): void {
    if (!this.#isResting) return;
    this.#isResting = false;
    this.#stayAwake();
  }

  /** Idempotent. */
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
