/** The passing of time in a run, in which workers may be blocked. */
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Incarnation } from "./incarnation.ts";
import { V2Client } from "./v2_client.ts";
import { insist } from "./violation.ts";

/** How much time passes at once before v2 clients ping if they must, in milliseconds [W8]. */
const KEEP_UP_MS = 5_000;

export class Time {
  readonly #cluster: Cluster;
  readonly #present: () => readonly Client[];
  /** Until when each blocked worker stays blocked. */
  readonly #blocked = new Map<Incarnation, number>();

  constructor(cluster: Cluster, present: () => readonly Client[]) {
    this.#cluster = cluster;
    this.#present = present;
  }

  /** Lets `ms` milliseconds pass and ends the tick; workers whose block is over resume. */
  settle(ms: number): void {
    insist(Number.isInteger(ms), `[R17a] ${ms} ms pass, and clocks have whole ones`);
    this.#cluster.clock.advance(ms);
    for (const [incarnation, until] of this.#blocked) {
      if (until > this.#cluster.now()) continue;
      this.#blocked.delete(incarnation);
      incarnation.unblock();
      this.#cluster.clock.advance(0);
    }
  }

  /** Lets `ms` milliseconds pass, in which v2 clients ping. */
  pass(ms: number): string {
    // in steps that end when a worker resumes
    for (let left = ms; left > 0;) {
      const next = Math.min(
        left,
        ...[...this.#blocked.values()].map((at) => at - this.#cluster.now()),
      );
      const step = Math.max(1, Math.min(next, KEEP_UP_MS));
      this.settle(step);
      for (const client of this.#present()) {
        if (client instanceof V2Client) client.keepUp(this.#cluster.now());
      }
      left -= step;
    }
    return `of ${ms} ms`;
  }

  /** Blocks a worker for `ms` milliseconds. */
  block(incarnation: Incarnation, ms: number): void {
    this.#cluster.coverage.count("workers blocked");
    incarnation.block();
    this.#blocked.set(incarnation, this.#cluster.now() + ms);
  }

  /** Unblocks all workers. */
  unblock(): void {
    for (const incarnation of this.#blocked.keys()) incarnation.unblock();
    this.#blocked.clear();
  }
}
