/**
 * One write of a room, until it is known what became of it [C6, C13]: its parts are appended one after the other, each
 * expecting the one before it. An answer that says nothing for certain is followed by a look at the last record.
 */
import type { Clock } from "../base/clock.ts";
import type { Append, AppendResult, Engine, LastResult } from "./engine.ts";
import type { Formats } from "./format.ts";
import { readHeader } from "./room_records.ts";

/** Waits before a call that failed is tried again, in milliseconds: doubled from the first to the last. */
const RETRY_FIRST_MS = 50;
const RETRY_LAST_MS = 1_000;

interface CommitDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Who writes. */
  readonly life: string;
  readonly formats: Pick<Formats, "newest">;
}

interface CommitOptions {
  readonly subject: string;
  /** The write's id, which each of its records has. */
  readonly write: string;
  readonly texts: readonly string[];
  /** The number of the subject's last record; 0: it has none. */
  readonly expected: number;
  /** What has to be kept before, wherever: each is appended until it is. */
  readonly before: readonly Append[];
  readonly done: (result: CommitResult) => void;
  /** It is not certain whether a write was done. Called once. */
  readonly doubtful?: () => void;
}

export type CommitResult =
  | { readonly kind: "committed"; readonly seq: number }
  /**
   * The room's last record is another life's, so nothing more of this write will ever be there; all of it may have been,
   * before that record. `by`: null: nobody can tell whose it is.
   */
  | { readonly kind: "superseded"; readonly by: string | null };

export interface Commit {
  /** `done` is not called any more. What is under way may be done all the same. */
  cancel(): void;
}

/** Begins a write. It goes on for as long as it takes; `done` is called once, unless it is cancelled. */
export function startCommit(options: CommitOptions, deps: CommitDeps): Commit {
  const commit = new RunningCommit(options, deps);
  commit.next();
  return commit;
}

class RunningCommit implements Commit {
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
        if (result.kind === "failed") return this.#again(() => this.next());
        this.#kept++; // one that is there already is there
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
    if (!this.#isDoubtful) this.#options.doubtful?.();
    this.#isDoubtful = true;
    this.#look(); // neither a failure nor a wrong sequence proves anything
  }

  #isThere(seq: number): void {
    this.#expected = seq;
    this.#part++;
    this.#retryMs = RETRY_FIRST_MS;
    this.next();
  }

  /** [C13] The last record says what became of the append. */
  #look(): void {
    this.#deps.engine.last(this.#options.subject, (result) => {
      if (!this.#isOver) this.#judge(result);
    });
  }

  #judge(result: LastResult): void {
    if (result.kind === "failed") return this.#again(() => this.#look());
    const { record } = result;
    const seq = record?.seq ?? 0;
    if (seq === this.#expected) return this.#again(() => this.next()); // not there, or not yet
    // [C14] an older one than is known proves nothing but that it is stale
    if (record === null || seq < this.#expected) return this.#again(() => this.#look());
    const header = readHeader(record.text, this.#deps.formats.newest);
    // behind what was expected only this life appends parts of this write, one at a time
    if (header?.write === this.#options.write) this.#isThere(seq);
    else this.#end({ kind: "superseded", by: header?.life ?? null });
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
