/**
 * When a node looks for what nothing but time brings about: often while something is awaited; at rest with each
 * heartbeat, and when somebody may have been silent for too long. A wake-up costs an idle node more than the look does.
 */
import type { Clock } from "../base/clock.ts";
import type { Cancel } from "./engine.ts";

/** How often it looks while something is awaited, in milliseconds. */
const LOOK_MS = 100;

export class Looks {
  readonly #clock: Clock;
  readonly #look: () => void;
  #isResting = false;
  #isStopped = false;
  #cancel: Cancel = () => {};

  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  /** Looks, and then often, until it rests. */
  begin(): void {
    this.#isResting = false;
    this.#lookIn(LOOK_MS);
    this.#look();
  }

  /** Nothing is awaited: the next heartbeat is soon enough, or so many milliseconds if none is sent. */
  rest(ms: number): void {
    if (ms <= LOOK_MS) return;
    this.#isResting = true;
    this.#lookIn(ms);
  }

  /** A heartbeat was sent in its turn. */
  spoken(): void {
    if (this.#isResting) this.begin();
  }

  /** Something is new. */
  stir(): void {
    if (!this.#isResting) return;
    this.#isResting = false;
    this.#lookIn(LOOK_MS);
  }

  /** Any number of times. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #lookIn(ms: number): void {
    this.#cancel();
    if (!this.#isStopped) this.#cancel = this.#clock.after(ms, () => this.begin());
  }
}
