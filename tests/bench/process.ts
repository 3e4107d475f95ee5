/** A child process that says what it has to say in lines on its standard output. */
import { TextLineStream } from "./lines.ts";

/** What ends a run before its time. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

interface ProcessOptions {
  readonly args: readonly string[];
  readonly stdin?: "piped" | "null";
}

/** One of this same Deno, with the arguments given and nothing of our environment but what Deno needs. */
export class Process {
  readonly #child: Deno.ChildProcess;
  readonly #kill = (): void => {
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // it has ended by itself
    }
  };
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
    // an interrupted run must leave nothing behind: whoever waits for a line learns that it has ended
    for (const signal of SIGNALS) Deno.addSignalListener(signal, this.#kill);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The next line; throws where there is none any more. */
  async line(): Promise<string> {
    const { done, value } = await this.#lines.read();
    if (done) throw new Error(`process ${this.pid} has ended`);
    return value;
  }

  /** Reads on and forgets, so that the process is never held up by what nobody wants to know. */
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
