/**
 * The numbers of each worker over all its incarnations, so that no counter goes down when a worker is replaced [S5].
 * Workers are asked regularly, and send their numbers once more when they crash. If one ends without a message, what it
 * has counted since the last heartbeat or scrape is lost.
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
  /** The sum over all its former incarnations. */
  past: MetricsSnapshot;
  now: Measures;
}

export class Totals {
  readonly #numbers: readonly Numbers[];

  constructor(workers: number) {
    this.#numbers = Array.from({ length: workers }, () => ({ past: NOTHING, now: NOTHING }));
  }

  /** Notes the numbers of a worker's current incarnation. */
  measured(worker: number, measures: Measures): void {
    const numbers = this.#numbers[worker];
    if (numbers !== undefined) numbers.now = measures;
  }

  /** The worker is dead: keeps its counters, and drops its gauges. */
  workerLost(worker: number): void {
    const numbers = this.#numbers[worker];
    if (numbers === undefined) return;
    numbers.past = sumOf([numbers.past, numbers.now]);
    numbers.now = NOTHING;
  }

  /** The numbers of each worker, over all its incarnations. */
  get workers(): readonly Measures[] {
    return this.#numbers.map(({ past, now }) => ({ ...now, ...sumOf([past, now]) }));
  }
}
