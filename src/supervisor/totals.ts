/**
 * The numbers of every worker over all its lives. A worker is asked now and then, says it once more when it
 * crashes, and its last answer is kept, so that when a life ends what it counted stays: a counter never goes
 * down over a replacement [S5]. What it counted after its last answer dies with it: where it ends without a
 * word, that is what came since the last sign of life or scrape.
 */
import { type Measures, type MetricsSnapshot, sumOf } from "../server/metrics.ts";

const NOTHING: Measures = {
  counted: {},
  timed: {},
  gauges: {
    connections: { v1: 0, v2: 0 },
    rooms: { open: 0 },
    members: { v1_online: 0, v1_away: 0, v2_online: 0, v2_away: 0 },
    ballots: { voting: 0, complete: 0, revealed: 0 },
    link: { window: 0, outstanding: 0, queued_bytes: 0 },
    heap_bytes: { used: 0, total: 0, external: 0 },
  },
};

interface Life {
  /** What all its former lives had counted. */
  past: MetricsSnapshot;
  now: Measures;
}

export class Totals {
  readonly #lives: readonly Life[];

  constructor(workers: number) {
    this.#lives = Array.from({ length: workers }, () => ({ past: NOTHING, now: NOTHING }));
  }

  /** What a worker's present life has come to. */
  measured(worker: number, measures: Measures): void {
    const life = this.#lives[worker];
    if (life !== undefined) life.now = measures;
  }

  /** The worker's life is over: what it counted stays, what it had is gone. */
  ended(worker: number): void {
    const life = this.#lives[worker];
    if (life === undefined) return;
    life.past = sumOf([life.past, life.now]);
    life.now = NOTHING;
  }

  /** Each worker's numbers, over all its lives. */
  get workers(): readonly Measures[] {
    return this.#lives.map(({ past, now }) => ({ ...now, ...sumOf([past, now]) }));
  }
}
