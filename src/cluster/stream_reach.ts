/**
 * Whether each stream of the cluster answers [C20]. A node lives by the control stream alone: where another is gone, or
 * has no leader, rooms stand still while nodes and their connections are well.
 */
import { type Clock, untilBeat } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Cancel, Engine } from "./engine.ts";

/** How long after an answer it asks the next stream, in milliseconds. */
const ASK_MS = 1_000;

interface StreamReachOptions {
  readonly engine: Pick<Engine, "last" | "isConnected">;
  readonly clock: Clock;
  readonly log: Log;
  /** The streams by their names, each with a subject that it keeps. */
  readonly streams: ReadonlyMap<string, string>;
  readonly patienceMs: number;
}

export class StreamReach {
  readonly #options: StreamReachOptions;
  /** All streams, the one that is asked next first. */
  #round: readonly string[];
  /** When each stream that doesn't answer began not to; the one that was asked longest ago first. */
  readonly #since = new Map<string, number>();
  /** Whether the last question was for one of these. */
  #wasAgain = false;
  /** Those that have not answered for longer than the patience. */
  readonly #out = new Set<string>();
  #cancel: Cancel = () => {};
  #isOver = false;

  /** Asks until `close`. */
  constructor(options: StreamReachOptions) {
    this.#options = options;
    this.#round = [...options.streams.keys()];
    this.#ask();
  }

  get isOneOut(): boolean {
    return this.#out.size > 0;
  }

  /** Any number of times. */
  close(): void {
    this.#isOver = true;
    this.#cancel();
  }

  #ask(): void {
    const { engine, clock, streams } = this.#options;
    const stream = this.#next();
    engine.last(streams.get(stream) ?? "", (result) => {
      if (this.#isOver) return;
      if (result.kind === "found") this.#answered(stream);
      else this.#unanswered(stream, result.problem);
      this.#cancel = clock.after(untilBeat(clock, ASK_MS), () => this.#ask());
    });
  }

  /** Every other question is for a stream that didn't answer: the next round may be more than a minute away. */
  #next(): string {
    const [again] = this.#since.keys();
    this.#wasAgain = again !== undefined && !this.#wasAgain;
    if (again !== undefined && this.#wasAgain) return again;
    const [stream = "", ...others] = this.#round;
    this.#round = [...others, stream];
    return stream;
  }

  #answered(stream: string): void {
    this.#since.delete(stream);
    if (this.#out.delete(stream)) this.#options.log.info("stream_back", { stream });
  }

  #unanswered(stream: string, problem: string): void {
    const { engine, clock, log, patienceMs } = this.#options;
    const now = clock.now();
    if (!engine.isConnected) { // that is no fault of the streams
      this.#since.clear();
      for (const out of this.#out) this.#since.set(out, now);
      return;
    }
    const since = this.#since.get(stream) ?? now;
    this.#since.delete(stream);
    this.#since.set(stream, since);
    if (this.#out.has(stream) || now - since <= patienceMs) return;
    this.#out.add(stream);
    log.error("stream_out_of_reach", { stream, problem, patience_ms: patienceMs });
  }
}
