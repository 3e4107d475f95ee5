/**
 * The clocks and the event loop of one process, on the time of the run: it can stand still, with its steady clock or
 * without, and be set; when its process ends nothing of it ever runs again.
 */
import type { Clock } from "../../src/base/clock.ts";
import type { FakeClock } from "../base/fake_clock.ts";

export class NodeClock implements Clock {
  readonly #base: FakeClock;
  #state: "running" | "stopped" | "suspended" | "dead" = "running";
  /** What came due while it stood still, in order. */
  #held: (() => void)[] = [];
  /** What its steady clock is ahead, and its wall clock. */
  #steady: number;
  #wall = 0;
  #stoodStillAt = 0;

  constructor(base: FakeClock, steady: number) {
    this.#base = base;
    this.#steady = steady;
  }

  get isRunning(): boolean {
    return this.#state === "running";
  }

  now(): number {
    return (this.#state === "suspended" ? this.#stoodStillAt : this.#base.now()) + this.#steady;
  }

  wall(): number {
    return this.#base.wall() + this.#wall;
  }

  after(ms: number, run: () => void): () => void {
    let isOver = false;
    const due = () => {
      if (this.#state === "stopped" || this.#state === "suspended") this.#held.push(due);
      else if (!isOver && this.#state === "running") run();
    };
    const cancel = this.#base.after(ms, due);
    return () => {
      isOver = true;
      cancel();
    };
  }

  soon(run: () => void): void {
    this.#base.soon(() => {
      if (this.#state !== "dead") run();
    });
  }

  /** Nothing runs until `resume`; `suspended`: the steady clock stands still as well. */
  pause(kind: "stopped" | "suspended"): void {
    if (this.#state !== "running") return;
    this.#state = kind;
    this.#stoodStillAt = this.#base.now();
  }

  resume(): void {
    if (this.#state !== "stopped" && this.#state !== "suspended") return;
    if (this.#state === "suspended") this.#steady -= this.#base.now() - this.#stoodStillAt;
    this.#state = "running";
    for (const due of this.#held.splice(0)) this.#base.after(0, due);
  }

  /** Somebody sets the wall clock forward, or back. */
  set(ms: number): void {
    this.#wall += ms;
  }

  die(): void {
    this.#state = "dead";
    this.#held = [];
  }
}
