/**
 * A clock that only moves when a test moves it. Timers run in the order of their times, those of the same time in
 * the order they were set; after each, whatever was put off to the end of the tick. It has no chance in it.
 */
import type { Clock } from "../../src/base/clock.ts";

interface Timer {
  readonly at: number;
  /** How many were set before it. */
  readonly order: number;
  readonly run: () => void;
}

/** A `Clock` for tests. */
export class FakeClock implements Clock {
  #now: number;
  /** How far the time of day is off what timers run by. */
  #off: number;
  /** In the order they will run. */
  readonly #timers: Timer[] = [];
  readonly #soon: (() => void)[] = [];
  #order = 0;

  /** What it says at first: the time of day, and the clock that nobody sets, which may begin anywhere. */
  constructor(wall = Date.UTC(2030, 0, 1), steady = wall) {
    this.#now = steady;
    this.#off = wall - steady;
  }

  /** Timers that have not run and were not cancelled. */
  get pending(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#now + this.#off;
  }

  /** Somebody sets the system's clock forward by `ms`, or back: nothing but the time of day takes notice. */
  set(ms: number): void {
    this.#off += ms;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, run };
    this.#timers.splice(this.#placeOf(timer), 0, timer);
    return () => {
      const place = this.#placeOf(timer);
      if (this.#timers[place] === timer) this.#timers.splice(place, 1);
    };
  }

  soon(run: () => void): void {
    this.#soon.push(run);
  }

  /** Ends the running tick, then lets `ms` milliseconds pass, one timer at a time. */
  advance(ms: number): void {
    const until = this.#now + ms;
    this.#endTick();
    for (;;) {
      const timer = this.#timers[0];
      if (!timer || timer.at > until) break;
      this.#timers.shift();
      this.#now = Math.max(this.#now, timer.at);
      timer.run();
      this.#endTick();
    }
    this.#now = until;
  }

  /** Lets time pass up to the next timer. */
  next(): void {
    const [timer] = this.#timers;
    if (timer !== undefined) this.advance(timer.at - this.#now);
  }

  #endTick(): void {
    for (let run = this.#soon.shift(); run; run = this.#soon.shift()) run();
  }

  /** Where a timer is in the list, or has to go. */
  #placeOf({ at, order }: Timer): number {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const timer = this.#timers[middle];
      if (timer === undefined) break;
      if (timer.at < at || timer.at === at && timer.order < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
