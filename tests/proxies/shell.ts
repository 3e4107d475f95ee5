/**
 * A shell that is given a document's blocks one after the other, as a person pastes them into a terminal, in an empty
 * folder. It ends at the first command that fails, which a person's doesn't. It belongs on a machine of its own
 * (`alone`): what it starts in the background is ended there, whatever becomes of the test.
 */
import { NATS_SERVER } from "../cluster/nats_servers.ts";
import { within } from "../e2e/patience.ts";
import { eachLine } from "../e2e/program_lines.ts";
import { cleanEnvironment, ROOT, serverWords } from "../program.ts";
import { signalChild } from "../e2e/signal_child.ts";

/** How long a block may take, on a machine that has much else to do. */
const PATIENCE_MS = 300_000;

/** Before the number of a block that has ended. */
const DONE = "-- done:";

export class Shell implements AsyncDisposable {
  readonly folder: string;
  /** All that it has printed. */
  readonly lines: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<Uint8Array>;
  readonly #reading: Promise<void>;
  #blocks = 0;
  #ended: (line: string) => void = () => {};

  private constructor(folder: string, programs: string) {
    this.folder = folder;
    this.#child = new Deno.Command("bash", {
      args: ["-e"],
      cwd: folder,
      env: {
        ...cleanEnvironment(),
        PATH: `${programs}:${Deno.env.get("PATH")}`,
        XDG_CONFIG_HOME: programs, // what Caddy writes by itself
        XDG_DATA_HOME: programs,
      },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#output = this.#child.stdout.getReader();
    this.#reading = eachLine(this.#output, (line) => {
      this.lines.push(line);
      if (line.startsWith(DONE)) this.#ended(line);
    });
  }

  /** With the program under test and the NATS server on its path, called as the documents call them. */
  static async start(): Promise<Shell> {
    const folder = await Deno.makeTempDir({ prefix: "estimatex-shell-" });
    const programs = `${folder}-programs`;
    await Deno.mkdir(programs);
    const words = serverWords([]).map((word) => `'${word}'`).join(" ");
    await Deno.writeTextFile(
      `${programs}/estimatex-server`,
      `#!/bin/sh\ncd '${ROOT}'\nexec ${words} "$@"\n`,
      { mode: 0o755 },
    );
    if (NATS_SERVER !== undefined) await Deno.symlink(NATS_SERVER, `${programs}/nats-server`);
    const shell = new Shell(folder, programs);
    await shell.runs("exec 2>&1");
    return shell;
  }

  /** Runs this to its end, and returns the lines that were printed meanwhile. */
  async runs(block: string): Promise<readonly string[]> {
    const done = `${DONE} ${++this.#blocks}`;
    const from = this.lines.length;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#ended = (line) => line === done && resolve();
    this.#child.status.then(({ code }) => reject(new Error(`it ended with ${code}`)));
    try {
      await this.#input.write(new TextEncoder().encode(`${block}\nprintf '\\n%s\\n' '${done}'\n`));
      await within(promise, "end", PATIENCE_MS);
    } catch (error) {
      throw new Error(`${block}\n${this.lines.slice(from).join("\n")}`, { cause: error });
    }
    return this.lines.slice(from, -1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {}); // it has ended by itself
    signalChild(this.#child, "SIGKILL"); // a block may never end
    await this.#child.status;
    await this.#output.cancel(); // what it has started may hold its output open
    await this.#reading;
    await Deno.remove(this.folder, { recursive: true });
    await Deno.remove(`${this.folder}-programs`, { recursive: true });
  }
}
