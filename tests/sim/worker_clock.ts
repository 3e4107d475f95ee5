/**
 * The event loop and clock of one incarnation of a worker. The loop can be blocked, so that timers run late, and it can
 * end, so that nothing runs any more. The steady clock has another offset for each incarnation, so that code which
 * compares two of them fails; the wall clock is the same for all [R17a].
 */
import type { Clock } from "../../src/base/clock.ts";
import type { FakeClock } from "../base/fake_clock.ts";

export class WorkerClock implements Clock {
  readonly #base: FakeClock;
  readonly #ends: (error: unknown) => boolean;
  /** Cancels the timers that have not run. */
  readonly #pending = new Set<() => void>();
  /** Tasks that became due while the loop was blocked. */
  readonly #held: (() => void)[] = [];
  #state: "running" | "blocked" | "dead" = "running";
  readonly #began: number;
  /** When the loop last resumed, on the clock of the run. */
  resumedAt = 0;

  /**
   * `began`: the offset of its steady clock. `ends`: handles an error of a task; returns whether the loop has ended.
   */
  constructor(base: FakeClock, began: number, ends: (error: unknown) => boolean) {
    this.#base = base;
    this.#began = began;
    this.#ends = ends;
  }

  get blocked(): boolean {
    return this.#state === "blocked";
  }

  get dead(): boolean {
    return this.#state === "dead";
  }

  now(): number {
    return this.#began + this.#base.now();
  }

  wall(): number {
    return this.#base.wall();
  }

  after(ms: number, run: () => void): () => void {
    if (this.dead) return () => {};
    let over = false;
    const stop = this.#base.after(ms, () => this.#due(fire));
    const cancel = () => {
      over = true;
      stop();
      this.#pending.delete(cancel);
    };
    const fire = () => {
      this.#pending.delete(cancel);
      if (over) return;
      try {
        run();
      } catch (error) {
        if (!this.#ends(error)) throw error;
      }
    };
    this.#pending.add(cancel);
    return cancel;
  }

  soon(run: () => void): void {
    this.#base.soon(() => {
      if (!this.dead) run();
    });
  }

  /** Runs `task` in this loop, now or when it resumes; never after it has ended. */
  run(task: () => void): void {
    this.#due(task);
  }

  block(): void {
    if (this.#state === "running") this.#state = "blocked";
  }

  unblock(): void {
    if (this.#state !== "blocked") return;
    this.#state = "running";
    this.resumedAt = this.#base.now();
    for (const task of this.#held.splice(0)) this.#base.after(0, () => this.#due(task));
  }

  /** The thread ends: nothing runs any more. */
  die(): void {
    this.#state = "dead";
    this.#held.length = 0;
    for (const cancel of [...this.#pending]) cancel();
  }

  #due(task: () => void): void {
    if (this.#state === "running") task();
    else if (this.#state === "blocked") this.#held.push(task);
  }
}
