/**
 * The event loop of one incarnation of a worker, as far as time goes: it can stand still, and then what was due
 * comes late, and it can end, and then nothing of it ever runs again. Its steady clock begins where no other
 * incarnation's does, so that whoever compares the two is found out; the wall clock is the same for all [R17a].
 */
import type { Clock } from "../../src/base/clock.ts";
import type { FakeClock } from "../base/fake_clock.ts";

export class WorkerClock implements Clock {
  readonly #base: FakeClock;
  readonly #ends: (error: unknown) => boolean;
  /** Cancels of timers that have not run. */
  readonly #pending = new Set<() => void>();
  /** What came due while the loop stood still. */
  readonly #held: (() => void)[] = [];
  #state: "running" | "blocked" | "dead" = "running";
  readonly #began: number;
  /** When the loop last went on after standing still, by the clock of the run. */
  resumedAt = 0;

  /** `began`: what its steady clock is ahead. `ends`: what a task throws ends the loop, and has been seen to. */
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

  /** Runs `task` in this loop, now or when it goes on; never once it has ended. */
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

  /** The thread is gone, with all it had in mind. */
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
