/**
 * The client in a real terminal: tmux gives it one of a size, types, and reads the screen.
 * Where there is no tmux the stories are left out, with a warning in capitals.
 */
import { eventually } from "../e2e/patience.ts";
import { permittedTest } from "../permitted.ts";
import { workingFolder } from "../program.ts";
import type { Home } from "./program.ts";
import { printError } from "../print.ts";

const there = hasTmux();
if (!there) {
  printError(
    "THE TERMINAL CLIENT WAS NOT TESTED IN A TERMINAL: THERE IS NO TMUX (apt-get install tmux)",
  );
}

/** Registers a story that needs tmux. */
export function tmuxTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  permittedTest(name, fn, { where: there });
}

interface WindowOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Something else than the client. */
  readonly program?: readonly string[];
}

export class Window implements AsyncDisposable {
  readonly #socket: string;
  readonly #pidFile: string;
  readonly #env: Record<string, string>;

  private constructor(socket: string, env: Record<string, string>) {
    this.#socket = socket;
    this.#pidFile = `${socket}.pid`;
    this.#env = env;
  }

  /** Opens a window and starts the client in it. */
  static async open(home: Home, args: readonly string[], options: WindowOptions = {}) {
    const { columns = 80, rows = 24, env = {}, program = home.command(args) } = options;
    const socket = await Deno.makeTempFile({ dir: home.path, prefix: "tmux-" });
    await Deno.remove(socket);
    const window = new Window(socket, { ...home.environment, TERM: "xterm-256color", ...env });
    const script = [
      // the inner shell becomes the program; the outer one looks at what it leaves of the terminal
      `sh -c 'echo $$ > "$0"; exec "$@"' ${[window.#pidFile, ...program].map(quoted).join(" ")}`,
      "code=$?",
      "stty -a | grep -q -e -icanon && mode=raw || mode=cooked",
      'echo "[exit $code $mode]"',
      "exec cat",
    ].join("; ");
    await window.#tmux(
      ...["-f", "/dev/null", "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`],
      ...["-c", workingFolder(), `sh -c ${quoted(script)}`],
    );
    return window;
  }

  /** Types text as it is, key by key. */
  async types(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", "--", text);
  }

  /** Presses keys by tmux's names for them: `Enter`, `Left`, `C-c`, and letters. */
  async presses(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", "--", ...keys);
  }

  /** Sends bytes that may be no keys at all. */
  async sends(bytes: Uint8Array): Promise<void> {
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0"));
    await this.#tmux("send-keys", "-H", ...hex);
  }

  /** Pastes, in brackets where the client asked for them. */
  async pastes(text: string): Promise<void> {
    await this.#tmux("set-buffer", "--", text, ";", "paste-buffer", "-p", "-d");
  }

  async resizes(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** The lines on the screen, without the empty ones at its end. */
  async screen(): Promise<string[]> {
    const text = await this.#tmux("capture-pane", "-p");
    return text.trimEnd().split("\n");
  }

  /** The screen with its escape sequences. */
  async styled(): Promise<string> {
    return await this.#tmux("capture-pane", "-p", "-e");
  }

  /** Waits until all these words stand on the screen, each on one line. */
  async shows(...words: string[]): Promise<string[]> {
    return await this.until(
      `screen with ${JSON.stringify(words)}`,
      (lines) => words.every((word) => lines.some((line) => line.includes(word))),
    );
  }

  /** Waits until none of these words stands on the screen any more. */
  async drops(...words: string[]): Promise<string[]> {
    return await this.until(
      `screen without ${JSON.stringify(words)}`,
      (lines) => !words.some((word) => lines.some((line) => line.includes(word))),
    );
  }

  async until(what: string, fits: (lines: readonly string[]) => boolean): Promise<string[]> {
    let lines: string[] = [];
    return await eventually(() => `${what}; what there is:\n${lines.join("\n")}`, async () => {
      lines = await this.screen();
      return fits(lines) && lines;
    });
  }

  /** Waits for the program's end: its exit code, and whether the terminal is as it was before. */
  async ends(): Promise<{ code: number; restored: boolean }> {
    const find = (lines: readonly string[]) =>
      /\[exit (\d+) (\w+)\]/.exec(lines.join("\n").replaceAll("\n", ""));
    const [, code, mode] = find(await this.until("exit", (lines) => find(lines) !== null)) ?? [];
    const flags = await this.#tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}");
    return { code: Number(code), restored: mode === "cooked" && flags.trim() === "0 1" };
  }

  /** Kills the program, as a signal from elsewhere does. */
  async kill(signal: Deno.Signal): Promise<void> {
    Deno.kill(Number(await Deno.readTextFile(this.#pidFile)), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server").catch(() => {});
  }

  async #tmux(...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-u", "-S", this.#socket, ...args],
      env: this.#env,
      clearEnv: true,
    }).output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(`tmux ${args.join(" ")}: ${decoder.decode(stderr)}`);
    return decoder.decode(stdout);
  }
}

/** The room's id, as the screen's first line has it. */
export function roomIdOn([first = ""]: readonly string[]): string {
  const id = /Room (\w{8})/.exec(first)?.[1];
  if (id === undefined) throw new Error(`no room on the screen: ${first}`);
  return id;
}

/** A word of a shell's command line. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function hasTmux(): boolean {
  if (Deno.permissions.querySync({ name: "run" }).state !== "granted") return true;
  try {
    return new Deno.Command("tmux", { args: ["-V"], stdout: "null" }).outputSync().success;
  } catch {
    return false;
  }
}
