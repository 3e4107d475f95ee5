/** Time as it passes in a run, some of it with workers that do nothing at all. */
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Incarnation } from "./incarnation.ts";
import { V2Client } from "./v2_client.ts";
import { insist } from "./violation.ts";

/** Time that may pass at once without a v2 client showing that it is still there [W8]. */
const KEEP_UP_MS = 5_000;

export class Time {
  readonly #cluster: Cluster;
  readonly #present: () => readonly Client[];
  /** How long the longest blocked worker stays blocked. */
  readonly #blocked = new Map<Incarnation, number>();

  constructor(cluster: Cluster, present: () => readonly Client[]) {
    this.#cluster = cluster;
    this.#present = present;
  }

  /** Lets time pass and ends the tick; whoever was blocked for long enough goes on. */
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

  /** Lets time pass in which v2 clients show that they are still there. */
  pass(ms: number): string {
    // a step is at most as long as somebody is blocked, so that going on is on time
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

  /** The worker does nothing for so long. */
  block(incarnation: Incarnation, ms: number): void {
    this.#cluster.coverage.count("workers blocked");
    incarnation.block();
    this.#blocked.set(incarnation, this.#cluster.now() + ms);
  }

  /** From here on no worker is blocked. */
  unblock(): void {
    for (const incarnation of this.#blocked.keys()) incarnation.unblock();
    this.#blocked.clear();
  }
}
