/**
 * Whether NATS answers this worker [C20]. Its connection is its own: it can be lost while main's is well, and then its
 * rooms stand still though the node lives. It asks for what main writes, from the same leader: where that has no leader
 * main finds out by itself.
 */
import { type Clock, untilBeat } from "../base/clock.ts";
import type { Cancel, Engine } from "./engine.ts";

/** How often it asks, one question at a time, in milliseconds. */
const ASK_MS = 1_000;

/** Without an answer for so long it is out of reach, in milliseconds. */
const UNANSWERED_MS = 2_000;

interface ReachOptions {
  readonly engine: Pick<Engine, "last">;
  readonly clock: Clock;
  /** Of the node's session. */
  readonly subject: string;
  /** NATS is out of reach, or within it again. */
  changed(isReached: boolean): void;
}

export class Reach {
  readonly #options: ReachOptions;
  /** Whether an answer is awaited. */
  #isAsking = false;
  /** For how long there was none, times in which this thread stood still aside. */
  #unansweredMs = 0;
  #lookedAt: number;
  #isReached = true;
  #cancel: Cancel = () => {};
  #isOver = false;

  constructor(options: ReachOptions) {
    this.#options = options;
    this.#lookedAt = options.clock.now();
    this.#ask();
  }

  /** Any number of times. */
  close(): void {
    this.#isOver = true;
    this.#cancel();
  }

  #ask(): void {
    const { engine, clock, subject } = this.#options;
    if (!this.#isAsking) {
      this.#isAsking = true;
      engine.last(subject, ({ kind }) => {
        this.#isAsking = false;
        if (!this.#isOver && kind === "found") this.#answered();
      });
    }
    this.#cancel = clock.after(untilBeat(clock, ASK_MS), () => {
      this.#count();
      if (!this.#isOver) this.#ask();
    });
  }

  #answered(): void {
    this.#unansweredMs = 0;
    this.#lookedAt = this.#options.clock.now();
    this.#set(true);
  }

  #count(): void {
    const now = this.#options.clock.now();
    this.#unansweredMs += Math.min(now - this.#lookedAt, 2 * ASK_MS);
    this.#lookedAt = now;
    if (this.#unansweredMs > UNANSWERED_MS) this.#set(false);
  }

  #set(isReached: boolean): void {
    if (isReached === this.#isReached) return;
    this.#isReached = isReached;
    this.#options.changed(isReached);
  }
}
