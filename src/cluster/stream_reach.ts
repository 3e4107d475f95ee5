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
  /** When each stream that doesn't answer began not to. */
  readonly #since = new Map<string, number>();
  /** Those that have not answered for longer than the patience. */
  readonly #out = new Set<string>();
  #cancel: Cancel = () => {};
  #isOver = false;

  /** Asks until `close`. */
  constructor(options: StreamReachOptions) {
    this.#options = options;
    this.#ask([...options.streams.keys()]);
  }

  get isOneOut(): boolean {
    return this.#out.size > 0;
  }

  /** Any number of times. */
  close(): void {
    this.#isOver = true;
    this.#cancel();
  }

  #ask([stream = "", ...others]: readonly string[]): void {
    const { engine, clock, streams } = this.#options;
    engine.last(streams.get(stream) ?? "", (result) => {
      if (this.#isOver) return;
      if (result.kind === "found") this.#answered(stream);
      else this.#unanswered(stream, result.problem);
      this.#cancel = clock.after(untilBeat(clock, ASK_MS), () => this.#ask([...others, stream]));
    });
  }

  #answered(stream: string): void {
    this.#since.delete(stream);
    if (this.#out.delete(stream)) this.#options.log.info("stream_back", { stream });
  }

  #unanswered(stream: string, problem: string): void {
    const { engine, clock, log, patienceMs } = this.#options;
    if (!engine.isConnected) return void this.#since.clear(); // that is no fault of the stream
    const since = this.#since.get(stream) ?? clock.now();
    this.#since.set(stream, since);
    if (this.#out.has(stream) || clock.now() - since <= patienceMs) return;
    this.#out.add(stream);
    log.error("stream_out_of_reach", { stream, problem, patience_ms: patienceMs });
  }
}
