/**
 * One write of a room, until its outcome is known [C6, C13]. Its parts are appended one after the other, each expecting
 * the one before it. After any answer that leaves the outcome open, the last record is read.
 */
import type { Clock } from "../base/clock.ts";
import type { Append, AppendResult, Engine, EngineFailure, LastResult } from "./engine.ts";
import type { Formats } from "./format.ts";
import { readHeader } from "./room_records.ts";

/** The wait before a failed call is repeated, in milliseconds; doubled from the first to the last. */
const RETRY_FIRST_MS = 50;
const RETRY_LAST_MS = 1_000;

interface CommitDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  /** The id of the writing worker. */
  readonly workerId: string;
  readonly formats: Pick<Formats, "newest">;
}

interface CommitOptions {
  readonly subject: string;
  /** The write's id, which each of its records has. */
  readonly write: string;
  readonly texts: readonly string[];
  /** The sequence number of the room's last record; 0: there is none. */
  readonly expected: number;
  /** Records of other subjects that have to be kept first; each is appended until it is. */
  readonly before: readonly Append[];
  readonly done: (result: CommitResult) => void;
  /** The outcome of a write was uncertain. Called at most once. */
  readonly doubtful?: () => void;
}

export type CommitResult =
  | { readonly kind: "committed"; readonly seq: number }
  /**
   * Another worker has written the room's last record, so no more of this write can succeed; all of it may have, before
   * that record. `by`: who wrote it; null: unknown.
   */
  | { readonly kind: "superseded"; readonly by: string | null };

export interface Commit {
  /** Why its last call failed; null: none did. */
  readonly problem: string | null;
  /** `done` is not called any more. A running append may still succeed. */
  cancel(): void;
}

/** Begins a write, and retries until its outcome is known. Calls `done` once, unless cancelled. */
export function startCommit(options: CommitOptions, deps: CommitDeps): Commit {
  const commit = new RunningCommit(options, deps);
  commit.next();
  return commit;
}

class RunningCommit implements Commit {
  problem: string | null = null;
  readonly #options: CommitOptions;
  readonly #deps: CommitDeps;
  #kept = 0;
  #part = 0;
  #expected: number;
  #retryMs = RETRY_FIRST_MS;
  #cancelRetry: () => void = () => {};
  #isOver = false;
  #isDoubtful = false;

  constructor(options: CommitOptions, deps: CommitDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#expected = options.expected;
  }

  cancel(): void {
    this.#isOver = true;
    this.#cancelRetry();
  }

  next(): void {
    const { before, subject, texts } = this.#options;
    const { engine } = this.#deps;
    const first = before[this.#kept];
    if (first !== undefined) {
      return engine.append(first, (result) => {
        if (this.#isOver) return;
        if (result.kind === "failed") return this.#failed(result, () => this.next());
        this.#kept++; // also if it was there already
        this.#retryMs = RETRY_FIRST_MS;
        this.next();
      });
    }
    const text = texts[this.#part];
    if (text === undefined) return this.#end({ kind: "committed", seq: this.#expected });
    engine.append({ subject, text, expected: this.#expected }, (result) => this.#appended(result));
  }

  #appended(result: AppendResult): void {
    if (this.#isOver) return;
    if (result.kind === "appended") return this.#isThere(result.seq);
    if (result.kind === "failed") this.problem = result.problem;
    if (!this.#isDoubtful) this.#options.doubtful?.();
    this.#isDoubtful = true;
    this.#look(); // neither a failure nor a wrong sequence decides the outcome
  }

  #isThere(seq: number): void {
    this.#expected = seq;
    this.#part++;
    this.#retryMs = RETRY_FIRST_MS;
    this.next();
  }

  /** [C13] Reads the last record, which decides the append's outcome. */
  #look(): void {
    this.#deps.engine.last(this.#options.subject, (result) => {
      if (!this.#isOver) this.#judge(result);
    });
  }

  #judge(result: LastResult): void {
    if (result.kind === "failed") return this.#failed(result, () => this.#look());
    const { record } = result;
    const seq = record?.seq ?? 0;
    if (seq === this.#expected) return this.#again(() => this.next()); // not there, or not yet
    // [C14] an older record than the known one is stale
    if (record === null || seq < this.#expected) return this.#again(() => this.#look());
    const header = readHeader(record.text, this.#deps.formats.newest);
    // after the expected record, only this worker appends parts of this write, one at a time
    if (header?.write === this.#options.write) this.#isThere(seq);
    else this.#end({ kind: "superseded", by: header?.life ?? null });
  }

  #failed({ problem }: EngineFailure, run: () => void): void {
    this.problem = problem;
    this.#again(run);
  }

  #again(run: () => void): void {
    this.#cancelRetry = this.#deps.clock.after(this.#retryMs, run);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_LAST_MS);
  }

  #end(result: CommitResult): void {
    this.#isOver = true;
    this.#options.done(result);
  }
}
