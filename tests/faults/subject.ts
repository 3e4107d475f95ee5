/**
 * The program under a fault: a process of its own whose environment a test decides (limits, clock, standard
 * streams), watched through its log. It differs from e2e/server.ts in being made to suffer: the log may be
 * left unread, orders go in over stdin, and how it ends is the test's to judge.
 */
import { PATIENCE_MS, within } from "../e2e/patience.ts";
import { eachLine, type LogLine, logLine } from "../e2e/program_lines.ts";
import { Transcript } from "../e2e/transcript.ts";
import { cleanEnvironment, ROOT, serverWords, workingFolder } from "../program.ts";
import type { Order } from "./faulty_main.ts";
import { signalChild } from "../e2e/signal_child.ts";

const FAULTY = new URL("./faulty_main.ts", import.meta.url).href;

interface SubjectOptions {
  /** Default 0: any that is free. */
  readonly port?: number;
  readonly workers?: number;
  /** More flags, after the usual ones. */
  readonly flags?: readonly string[];
  /** Run `faulty_main.ts`, whose workers fail on command. */
  readonly faulty?: boolean;
  /** Variables for this process alone. */
  readonly env?: Readonly<Record<string, string>>;
  /** Shell words to run first in the same process, such as `ulimit -n 200`. */
  readonly before?: string;
}

export class Subject implements AsyncDisposable {
  /** Every line of the log so far. */
  readonly log: LogLine[] = [];
  port = 0;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #out: ReadableStreamDefaultReader<Uint8Array>;
  readonly #transcript = new Transcript("the server");
  readonly #over: Promise<Deno.CommandStatus>;
  /** While it is pending nobody reads the log. */
  #gate: PromiseWithResolvers<void> | null = null;
  #ended = false;

  /** Starts it, and waits for nothing. */
  constructor(options: SubjectOptions = {}) {
    const { port = 0, workers = 1, flags = [], faulty = false, env = {}, before } = options;
    const usual = ["--host", "127.0.0.1", "--port", `${port}`, "--log-format", "json"];
    const all = [...usual, "--workers", `${workers}`, ...flags];
    const words = faulty ? faultyWords(all) : serverWords(all);
    const [command = "", ...args] = before === undefined
      ? words
      : ["sh", "-c", `${before}; exec "$0" "$@"`, ...words];
    this.#child = new Deno.Command(command, {
      args,
      cwd: faulty ? ROOT : workingFolder(),
      env: { ...cleanEnvironment(), ...env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#out = this.#child.stdout.getReader();
    this.#over = this.#watch();
  }

  /** Starts it and waits until it listens. */
  static async start(options: SubjectOptions = {}): Promise<Subject> {
    const subject = new Subject(options);
    try {
      subject.port = Number((await subject.logged("listening"))["port"]);
    } catch (error) {
      await subject.kill();
      throw error;
    }
    return subject;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** How many lines of this event there are. */
  count(event: string): number {
    return this.log.filter((line) => line.event === event).length;
  }

  /** Waits for a log line of this event that satisfies `fits`: the `nth` such, from 1. */
  async logged(
    event: string,
    fits: (line: LogLine) => boolean = () => true,
    nth = 1,
  ): Promise<LogLine> {
    const found = () => this.log.filter((line) => line.event === event && fits(line))[nth - 1];
    return await this.#transcript.until(`log line "${event}" ${nth}`, found);
  }

  /** Has `faulty_main.ts` fail in this way. */
  async order(order: Order): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode(`${JSON.stringify(order)}\n`));
  }

  /** Does nothing when it has ended. */
  signal(signal: Deno.Signal): void {
    signalChild(this.#child, signal);
  }

  /** Leaves the log unread from here on, so that the pipe fills up. */
  stopReading(): void {
    this.#gate ??= Promise.withResolvers<void>();
  }

  readAgain(): void {
    this.#gate?.resolve();
    this.#gate = null;
  }

  /** Hangs up on the log: from here on writing it fails. */
  async closeLog(): Promise<void> {
    await this.#out.cancel();
  }

  /** Waits for the end that has been asked for. */
  async ended(ms: number = 2 * PATIENCE_MS): Promise<Deno.CommandStatus> {
    try {
      return await within(this.#over, "end of the server", ms);
    } catch (error) {
      await this.kill();
      throw new Error(`${error}; its output:\n${this}`);
    }
  }

  /** Ends it as a service manager does, and insists on exit code 0. Does nothing when it has ended. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    this.signal("SIGTERM");
    const { code } = await this.ended();
    if (code !== 0) throw new Error(`the server ended with ${code}; its output:\n${this}`);
  }

  /** Whatever state it is in. */
  async kill(): Promise<void> {
    this.readAgain();
    this.signal("SIGKILL");
    await this.#over;
  }

  /** A test that passed has it stopped; after a failure, a second complaint would only hide the first. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  /** Everything it wrote. */
  toString(): string {
    return this.#transcript.toString();
  }

  async #watch(): Promise<Deno.CommandStatus> {
    const status = this.#child.status.then((status) => {
      this.#ended = true;
      this.#gate?.resolve(); // nobody else will
      return status;
    });
    await Promise.all([
      status,
      this.#readLog(),
      eachLine(this.#child.stderr.getReader(), (line) => this.#transcript.note(`stderr: ${line}`)),
    ]);
    await this.#stdin.close().catch(() => {});
    const { code, signal } = await status;
    this.#transcript.end(`exit code ${code}, signal ${signal}`);
    return await status;
  }

  async #readLog(): Promise<void> {
    await eachLine(this.#out, (line) => {
      const parsed = logLine(line);
      if (parsed !== undefined) this.log.push(parsed);
      this.#transcript.note(parsed === undefined ? `not a log line: ${line}` : line);
    }, () => this.#gate?.promise);
  }
}

/** A faulty one is no program that anybody compiles. */
function faultyWords(flags: readonly string[]): readonly string[] {
  return [Deno.execPath(), "run", "--quiet", "--no-prompt", "--allow-all", FAULTY, ...flags];
}
