/**
 * Reads all matching records once. The stream's leader says which one is the last; when that has come, the read is
 * complete. If records stop coming before, it has failed.
 */
import { systemClock } from "../base/clock.ts";
import type { AllResult, Cancel, EngineRecord } from "./engine.ts";
import { Consumer } from "./nats_consumer.ts";
import type { Source } from "./nats_watch.ts";

/** How long the next record may take to come. */
const PROGRESS_MS = 5_000;

export class Read {
  readonly #done: (result: AllResult) => void;
  readonly #records: EngineRecord[] = [];
  readonly #consumer: Consumer;
  #cancelTimer: Cancel = () => {};

  /**
   * `last`: the sequence number of the last matching record. `kept`: how many records of a subject there can be. `done`
   * is never called from inside the constructor.
   */
  constructor(
    source: Source,
    { last, kept }: { readonly last: number; readonly kept: number },
    done: (result: AllResult) => void,
  ) {
    this.#done = done;
    this.#consumer = new Consumer({
      ...source,
      from: "all",
      each: (record) => {
        this.#records.push(record);
        if (record.seq < last) this.#wait();
        else this.#finish({ kind: "found", records: newest(this.#records, kept) });
      },
      // the replica may be behind: the missing records come, or the time runs out
      caughtUp() {},
      ended: (problem) => this.#finish({ kind: "failed", problem }),
    });
    this.#wait();
  }

  stop(): void {
    this.#cancelTimer();
    this.#consumer.stop();
  }

  #wait(): void {
    this.#cancelTimer();
    this.#cancelTimer = systemClock.after(PROGRESS_MS, () => {
      const problem = `after ${this.#records.length} records the next one didn't come`;
      this.#finish({ kind: "failed", problem });
    });
  }

  #finish(result: AllResult): void {
    this.stop();
    this.#done(result);
  }
}

/**
 * The last `kept` records of each subject: a replica that is behind may deliver old records that are dropped meanwhile,
 * together with those that replaced them.
 */
function newest(records: readonly EngineRecord[], kept: number): readonly EngineRecord[] {
  const counts = new Map<string, number>();
  return records.toReversed().filter(({ subject }) => {
    const count = (counts.get(subject) ?? 0) + 1;
    counts.set(subject, count);
    return count <= kept;
  }).reverse();
}
