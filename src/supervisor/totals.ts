/**
 * The numbers of every worker over all its incarnations. A worker is asked now and then, sends its numbers once more
 * when it crashes, and the last ones are kept, so that when it is lost what it counted stays: a counter never goes
 * down over a replacement [S5]. What it counted after the last ones is lost with it: where it ends without a
 * message, that is what came since the last heartbeat or scrape.
 */
import { type Measures, type MetricsSnapshot, sumOf } from "../server/worker_metrics.ts";

const NOTHING: Measures = {
  counted: {},
  timed: {},
  gauges: {
    waiting: { joins: 0 },
    connections: { v1: 0, v2: 0 },
    rooms: { open: 0 },
    members: { v1_online: 0, v1_away: 0, v2_online: 0, v2_away: 0 },
    ballots: { voting: 0, complete: 0, revealed: 0 },
    link: { capacity: 0, unread: 0, waiting: 0 },
    heap_bytes: { used: 0, total: 0, external: 0 },
  },
};

interface Numbers {
  /** What all its former incarnations had counted. */
  past: MetricsSnapshot;
  now: Measures;
}

export class Totals {
  readonly #numbers: readonly Numbers[];

  constructor(workers: number) {
    this.#numbers = Array.from({ length: workers }, () => ({ past: NOTHING, now: NOTHING }));
  }

  /** What a worker's present incarnation has come to. */
  measured(worker: number, measures: Measures): void {
    const numbers = this.#numbers[worker];
    if (numbers !== undefined) numbers.now = measures;
  }

  /** The worker is dead: what it counted stays, what it had is gone. */
  workerLost(worker: number): void {
    const numbers = this.#numbers[worker];
    if (numbers === undefined) return;
    numbers.past = sumOf([numbers.past, numbers.now]);
    numbers.now = NOTHING;
  }

  /** Each worker's numbers, over all its incarnations. */
  get workers(): readonly Measures[] {
    return this.#numbers.map(({ past, now }) => ({ ...now, ...sumOf([past, now]) }));
  }
}
