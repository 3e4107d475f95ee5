/**
 * The terminal itself: raw keys in, a screen out. It owns raw mode, the alternate screen and their end: what
 * was changed is put back whatever happens, a crash included. It must never print what is not inked.
 */
import { type Key, KeyReader } from "./keys.ts";

/** How long the rest of an escape sequence may take, in milliseconds; an Escape by itself has none. */
const SEQUENCE_WITHIN_MS = 60;

const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?2004h\u001b[2J\u001b[H";
const LEAVE = "\u001b[?2004l\u001b[?25h\u001b[?1049l";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface TtyEvents {
  key(key: Key): void;
  /** The window has another size, or what it shows is not ours any more. */
  resized(): void;
  /** The terminal is gone, or we are asked to go. */
  gone(): void;
}

export class Tty implements Disposable {
  readonly #events: TtyEvents;
  readonly #keys = new KeyReader();
  readonly #undo: (() => void)[] = [];
  #escape: ReturnType<typeof setTimeout> | undefined;
  #shown: readonly string[] = [];
  #open = true;

  /** Takes the terminal over. */
  constructor(events: TtyEvents) {
    this.#events = events;
    Deno.stdin.setRaw(true);
    this.#write(ENTER);
    this.#hear("SIGWINCH", () => {
      this.#shown = [];
      events.resized();
    });
    this.#hear("SIGTERM", () => events.gone());
    this.#hear("SIGHUP", () => events.gone());
    this.#hear("SIGINT", () => events.key({ kind: "named", name: "interrupt" }));
    // what nobody caught ends the process: the terminal first
    for (const name of ["error", "unhandledrejection", "unload"]) {
      const restore = () => this[Symbol.dispose]();
      globalThis.addEventListener(name, restore);
      this.#undo.push(() => globalThis.removeEventListener(name, restore));
    }
    this.#read();
  }

  get size(): Size {
    try {
      return Deno.consoleSize();
    } catch {
      return { columns: 80, rows: 24 };
    }
  }

  /** Shows these lines, and writes no more than what has changed. */
  paint(lines: readonly string[]): void {
    if (!this.#open) return;
    const rows = Math.max(lines.length, this.#shown.length);
    let out = this.#shown.length === 0 ? "\u001b[2J" : "";
    for (let row = 0; row < rows; row++) {
      const line = lines[row] ?? "";
      if (this.#shown[row] !== line) out += `\u001b[${row + 1};1H${line}\u001b[K`;
    }
    this.#shown = lines;
    if (out !== "") this.#write(out);
  }

  /** The whole screen is written anew the next time. */
  forget(): void {
    this.#shown = [];
  }

  /** Gives the terminal back. Any number of times. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#escape);
    for (const undo of this.#undo.splice(0)) undo();
    this.#write(LEAVE);
    try {
      Deno.stdin.setRaw(false);
    } catch {
      // the terminal is gone
    }
  }

  #hear(signal: Deno.Signal, run: () => void): void {
    if (Deno.build.os === "windows" && signal !== "SIGINT" && signal !== "SIGWINCH") return;
    Deno.addSignalListener(signal, run);
    this.#undo.push(() => Deno.removeSignalListener(signal, run));
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(16 * 1024);
    try {
      while (this.#open) {
        const count = await Deno.stdin.read(buffer);
        if (count === null) break;
        this.#take(decoder.decode(buffer.subarray(0, count), { stream: true }));
      }
    } catch {
      // a terminal that can't be read is gone
    }
    if (this.#open) this.#events.gone();
  }

  #take(text: string): void {
    clearTimeout(this.#escape);
    for (const key of this.#keys.feed(text)) this.#tell(key);
    if (!this.#keys.waits || !this.#open) return;
    this.#escape = setTimeout(() => {
      for (const key of this.#keys.flush()) this.#tell(key);
    }, SEQUENCE_WITHIN_MS);
  }

  #tell(key: Key): void {
    if (this.#open) this.#events.key(key);
  }

  #write(text: string): void {
    try {
      let bytes = new TextEncoder().encode(text);
      while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
    } catch {
      // nobody looks any more; reading will say so
    }
  }
}
