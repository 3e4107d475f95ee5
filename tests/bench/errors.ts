/** The errors of a run, counted by kind, with the first few of each kind. */

/** The kinds of errors; each makes the run fail. */
type ErrorKind =
  | "unexpected close"
  | "refused"
  | "unexpected frame"
  | "missing frame"
  | "stuck round"
  | "server error";

/** Counts by kind, and the first few errors. Plain data, for another process. */
export interface ErrorData {
  readonly counts: Readonly<Record<string, number>>;
  readonly examples: readonly string[];
}

const EXAMPLES_MAX = 5;

export class Errors {
  readonly #counts = new Map<string, number>();
  readonly #examples: string[] = [];

  get total(): number {
    return this.#counts.values().reduce((sum, count) => sum + count, 0);
  }

  add(kind: ErrorKind, detail: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    if (this.#examples.length < EXAMPLES_MAX) this.#examples.push(`${kind}: ${detail}`);
  }

  /** Adds the errors of another process. */
  merge({ counts, examples }: ErrorData): void {
    for (const [kind, count] of Object.entries(counts)) {
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
    }
    this.#examples.push(...examples.slice(0, EXAMPLES_MAX - this.#examples.length));
  }

  toJSON(): ErrorData {
    return { counts: Object.fromEntries(this.#counts), examples: this.#examples };
  }

  /** One line for each kind, then the examples; empty without errors. */
  lines(): string[] {
    const counts = [...this.#counts].map(([kind, count]) => `ERRORS ${kind}: ${count}`);
    return [...counts, ...this.#examples.map((example) => `  ${example}`)];
  }
}
