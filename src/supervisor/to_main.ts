/**
 * What a worker sends to main, in order. Log lines are gathered for a moment: each post wakes main's thread,
 * and most rooms have nothing else to send it.
 */
import type { FromWorker } from "./thread_messages.ts";

/** How long the first of some lines waits for more, in milliseconds: so much is lost of a thread that is cut off. */
const GATHER_LINES_MS = 20;

export class ToMain {
  readonly #post: (message: FromWorker) => void;
  #lines: string[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  /** A line for the log, soon. */
  write(line: string): void {
    this.#lines.push(line);
    this.#timer ??= setTimeout(() => this.#postLines(), GATHER_LINES_MS);
  }

  /** Anything else, now, behind all lines before it. */
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
