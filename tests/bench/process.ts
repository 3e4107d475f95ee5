/** A child process that prints lines on its standard output. */
import { TextLineStream } from "./lines.ts";
import { signalChild } from "../e2e/signal_child.ts";

/** Signals that abort a run. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

interface ProcessOptions {
  readonly args: readonly string[];
  readonly stdin?: "piped" | "null";
}

/** A process of the same Deno, with only those environment variables that Deno needs. */
export class Process {
  readonly #child: Deno.ChildProcess;
  readonly #kill = (): void => signalChild(this.#child, "SIGTERM");
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | null;

  constructor({ args, stdin = "null" }: ProcessOptions) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: new URL("../../", import.meta.url),
      stdin,
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#lines = this.#child.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())
      .getReader();
    this.#stdin = stdin === "piped" ? this.#child.stdin.getWriter() : null;
    // an aborted run must leave no process behind; waits for a line then fail
    for (const signal of SIGNALS) Deno.addSignalListener(signal, this.#kill);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The next line; rejects if the process has ended. */
  async line(): Promise<string> {
    const { done, value } = await this.#lines.read();
    if (done) throw new Error(`process ${this.pid} has ended`);
    return value;
  }

  /** Reads and ignores further lines, so that the process is never blocked. */
  async ignoreRest(): Promise<void> {
    while (!(await this.#lines.read()).done);
  }

  async write(line: string): Promise<void> {
    await this.#stdin?.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Ends it, and waits for that. */
  async end(): Promise<void> {
    await this.#stdin?.close().catch(() => {});
    if (this.#stdin === null) this.#kill();
    await Promise.all([this.ignoreRest(), this.#child.status]);
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, this.#kill);
  }
}
