/** The server as a process of its own, started like a user does, observed by its log, and stopped with a signal. */
import { cleanEnvironment, serverWords, workingFolder } from "../program.ts";

import { PATIENCE_MS, within } from "./patience.ts";
import { eachLine, type LogLine, logLine } from "./program_lines.ts";
import { Transcript } from "./transcript.ts";
import { signalChild } from "./signal_child.ts";

export interface ServerOptions {
  /** 0, the default: any free port. */
  readonly port?: number;
  readonly workers?: number;
  /** Where it listens; by default only on loopback. */
  readonly host?: string;
  /** More flags, after the usual ones. */
  readonly flags?: readonly string[];
  /** A folder that it may read in addition to those of the start task. */
  readonly reads?: string;
  /** A program, with arguments, that starts the server, whose own command line follows. */
  readonly launcher?: readonly string[];
  /** A module that runs before the sources do. */
  readonly preload?: string;
}

interface Ended {
  readonly code: number;
  /** Lines of standard output and error, empty ones left out. */
  readonly lines: readonly string[];
}

export class Server implements AsyncDisposable {
  /** Every line of the log so far. */
  readonly log: LogLine[] = [];
  port = 0;
  /** Where it listens. */
  readonly host: string;
  readonly #child: Deno.ChildProcess;
  readonly #transcript = new Transcript("the server");
  readonly #over: Promise<Deno.CommandStatus>;
  #stopping = false;

  private constructor(words: readonly string[], host: string) {
    this.host = host;
    this.#child = command(words).spawn();
    this.#over = this.#watch();
  }

  /** Starts one on a free port of this machine and waits until it listens. */
  static async start(
    {
      port: wanted = 0,
      workers = 1,
      host = "127.0.0.1",
      flags = [],
      reads,
      launcher = [],
      preload,
    }: ServerOptions = {},
  ): Promise<Server> {
    const usual = ["--host", host, "--port", `${wanted}`, "--log-format", "json"];
    const all = [...usual, "--workers", `${workers}`, ...flags];
    const words = serverWords(all, reads === undefined ? [] : [reads], launcher, preload);
    const server = new Server(words, host);
    try {
      const { port } = await server.logged("listening");
      if (typeof port !== "number") throw new Error(`it listens on port ${port}`);
      server.port = port;
    } catch (error) {
      await server.kill("SIGKILL");
      throw error;
    }
    return server;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Waits for a log line of this event that satisfies `fits`. */
  async logged(event: string, fits: (line: LogLine) => boolean = () => true): Promise<LogLine> {
    const found = () => this.log.find((line) => line.event === event && fits(line));
    return await this.#transcript.until(`log line "${event}"`, found);
  }

  /** Sends a signal, if there is one, and waits for the process to end. */
  async kill(signal?: Deno.Signal): Promise<Deno.CommandStatus> {
    this.#stopping = true;
    if (signal !== undefined) signalChild(this.#child, signal);
    try {
      return await within(this.#over, "end of the server", 2 * PATIENCE_MS);
    } catch (error) {
      signalChild(this.#child, "SIGKILL");
      await this.#over;
      throw new Error(`${error}; its output:\n${this.#transcript}`);
    }
  }

  /** Stops it like a service manager, and fails unless the exit code is 0. Idempotent. */
  async stop(): Promise<void> {
    if (this.#stopping) return;
    const { code } = await this.kill("SIGTERM");
    if (code !== 0) throw new Error(`the server ended with ${code}; its output:\n${this}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Everything it wrote. */
  toString(): string {
    return this.#transcript.toString();
  }

  async #watch(): Promise<Deno.CommandStatus> {
    const [status] = await Promise.all([
      this.#child.status,
      eachLine(this.#child.stdout.getReader(), (line) => {
        const parsed = logLine(line);
        if (parsed !== undefined) this.log.push(parsed);
        this.#transcript.note(parsed === undefined ? `not a log line: ${line}` : line);
      }),
      eachLine(this.#child.stderr.getReader(), (line) => this.#transcript.note(`stderr: ${line}`)),
    ]);
    this.#transcript.end(`exit code ${status.code}`);
    return status;
  }
}

/** Runs the program with these flags until it exits. `env`: added to the environment. */
export async function runToEnd(
  flags: readonly string[],
  reads: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = command(serverWords(flags, reads), env).spawn();
  const lines: string[] = [];
  const all = Promise.all([
    child.status,
    eachLine(child.stdout.getReader(), (line) => lines.push(line)),
    eachLine(child.stderr.getReader(), (line) => lines.push(line)),
  ]);
  try {
    const [{ code }] = await within(all, `end of the program run with ${flags.join(" ")}`);
    return { code, lines };
  } catch (error) {
    signalChild(child, "SIGKILL");
    await all;
    throw error;
  }
}

function command(
  [program = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.Command {
  return new Deno.Command(program, {
    args,
    cwd: workingFolder(),
    env: { ...cleanEnvironment(), ...env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}
