/** Sends a worker's messages to main, in order. Log lines are gathered for a moment, because each post wakes main. */
import type { FromWorker } from "./thread_messages.ts";

/** How long a line waits for more, in milliseconds; the lines of this time are lost if the thread is terminated. */
const GATHER_LINES_MS = 20;

export class ToMain {
  readonly #post: (message: FromWorker) => void;
  #lines: string[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  /** Sends a line for the log, soon. */
  write(line: string): void {
    this.#lines.push(line);
    this.#timer ??= setTimeout(() => this.#postLines(), GATHER_LINES_MS);
  }

  /** Sends anything else now, after the lines before it. */
  send(message: Exclude<FromWorker, { readonly type: "log" }>): void {
    this.#postLines();
    this.#post(message);
  }

  #postLines(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#post({ type: "log", lines });
  }
}
