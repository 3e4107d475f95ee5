/**
 * The client as a person or a script starts it, with a home of its own, so that nothing is remembered but what
 * the test did.
 */
import { eachLine, jsonOf } from "../e2e/program_lines.ts";
import { within } from "../e2e/patience.ts";
import { Transcript } from "../e2e/transcript.ts";
import { clientWords, programsFolder, workingFolder } from "../program.ts";
import { signalChild } from "../e2e/signal_child.ts";

/** A home directory that is gone after the test. */
export class Home implements AsyncDisposable {
  readonly path: string;

  constructor() {
    this.path = programsFolder("estimatex-home-");
  }

  /** What starts the client. */
  command(args: readonly string[]): readonly string[] {
    return clientWords(args, this.path);
  }

  /** Our own environment without what would configure the client. */
  get environment(): Record<string, string> {
    const entries = Object.entries(Deno.env.toObject());
    const ours = /^(ESTIMATEX_|XDG_|LC_|LANG|NO_COLOR|TMUX|TERM)/;
    const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
    return {
      ...Object.fromEntries(entries.filter(([name]) => !ours.test(name))),
      HOME: this.path,
      DENO_DIR: cache,
      LANG: "C.UTF-8",
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** What a line of `--json` says. */
interface JsonLine {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The client at a pipe. */
export class Piped implements AsyncDisposable {
  /** Lines of standard output so far. */
  readonly lines: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #transcript: Transcript;
  readonly #over: Promise<number>;
  #code: number | undefined;

  /** `env` is added to the home's. */
  constructor(home: Home, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const [program = "", ...rest] = home.command(args);
    this.#transcript = new Transcript(`the client run with ${args.join(" ")}`);
    this.#child = new Deno.Command(program, {
      args: rest,
      cwd: workingFolder(),
      env: { ...home.environment, ...env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#over = this.#watch();
  }

  /** Writes lines to its standard input. */
  async types(...lines: string[]): Promise<void> {
    await this.#input.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
  }

  /** Ends its standard input. */
  async closes(): Promise<void> {
    await this.#input.close();
  }

  /** Waits for a line with these words in it. */
  async prints(words: string): Promise<string> {
    return await this.#transcript.until(
      `line with "${words}"`,
      () => this.lines.find((line) => line.includes(words)),
    );
  }

  /** Waits for a line of JSON of this type that fits. */
  async emits(type: string, fits: (line: JsonLine) => boolean = () => true): Promise<JsonLine> {
    return await this.#transcript.until(
      `"${type}"`,
      () => this.lines.map(parsed).find((line) => line?.type === type && fits(line)),
    );
  }

  signal(name: Deno.Signal): void {
    signalChild(this.#child, name);
  }

  /** Waits for the end and gives the exit code. */
  async ends(): Promise<number> {
    try {
      return await within(this.#over, "end of the client");
    } catch (error) {
      throw new Error(`${error}; so far:\n${this.#transcript}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#code === undefined) this.signal("SIGKILL");
    await this.#over;
    await this.#input.close().catch(() => {});
  }

  async #watch(): Promise<number> {
    const note = (line: string) => this.#transcript.note(line);
    const [{ code }] = await Promise.all([
      this.#child.status,
      eachLine(this.#child.stdout.getReader(), (line) => {
        this.lines.push(line);
        note(line);
      }),
      eachLine(this.#child.stderr.getReader(), (line) => note(`stderr: ${line}`)),
    ]);
    this.#code = code;
    this.#transcript.end(`exit code ${code}`);
    return code;
  }
}

function parsed(line: string): JsonLine | undefined {
  const value = jsonOf(line);
  return isJsonLine(value) ? value : undefined;
}

function isJsonLine(value: unknown): value is JsonLine {
  return typeof value === "object" && value !== null && "type" in value &&
    typeof value.type === "string";
}
