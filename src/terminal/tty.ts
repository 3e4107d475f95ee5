/**
 * The terminal itself: raw keys in, a screen out. It owns raw mode, the alternate screen and their end: what
 * was changed is put back whatever happens, a crash included. It must never print what is not inked.
 */
import { type Key, KeyReader } from "./keys.ts";

/** How long the rest of an escape sequence may take, in milliseconds; an Escape by itself has none. */
const SEQUENCE_WITHIN_MS = 60;

const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?2004h\u001b[2J\u001b[H";
const LEAVE = "\u001b[?2004l\u001b[?25h\u001b[?1049l";

interface Size {
  readonly columns: number;
  readonly rows: number;
}

interface TtyEvents {
  key(key: Key): void;
  /** The window has another size, or what it shows is not ours any more. */
  resized(): void;
  /** The terminal is gone, or we are asked to go. */
  gone(): void;
}

/** What a terminal can be asked. Any of it may throw: the terminal may be gone, the system may know no such thing. */
export interface Terminal {
  setRaw(raw: boolean): void;
  /** The bytes that came; null: no more will come. */
  read(buffer: Uint8Array<ArrayBuffer>): Promise<number | null>;
  writeSync(bytes: Uint8Array): number;
  consoleSize(): Size;
  addSignalListener(signal: Deno.Signal, run: () => void): void;
  removeSignalListener(signal: Deno.Signal, run: () => void): void;
}

/** The one that this process has. */
export const OWN_TERMINAL: Terminal = {
  setRaw: (raw) => Deno.stdin.setRaw(raw),
  read: (buffer) => Deno.stdin.read(buffer),
  writeSync: (bytes) => Deno.stdout.writeSync(bytes),
  consoleSize: () => Deno.consoleSize(),
  addSignalListener: (signal, run) => Deno.addSignalListener(signal, run),
  removeSignalListener: (signal, run) => Deno.removeSignalListener(signal, run),
};

/** A terminal that takes no single keys. */
export class NoTerminal extends Error {
  override name = "NoTerminal";
}

export class Tty implements Disposable {
  readonly #events: TtyEvents;
  readonly #terminal: Terminal;
  readonly #keys = new KeyReader();
  readonly #undo: (() => void)[] = [];
  #escape: ReturnType<typeof setTimeout> | undefined;
  #shown: readonly string[] = [];
  #open = true;

  /** Takes the terminal over, or throws a `NoTerminal` and leaves it as it was. */
  constructor(events: TtyEvents, terminal: Terminal = OWN_TERMINAL) {
    this.#events = events;
    this.#terminal = terminal;
    // who could undo it listens before anything is changed
    this.#onSignal("SIGWINCH", () => {
      this.#shown = [];
      events.resized();
    });
    this.#onSignal("SIGTERM", () => events.gone());
    this.#onSignal("SIGHUP", () => events.gone());
    this.#onSignal("SIGINT", () => events.key({ kind: "named", name: "interrupt" }));
    // what nobody caught ends the process: the terminal first
    for (const name of ["error", "unhandledrejection", "unload"]) {
      const restore = () => this[Symbol.dispose]();
      globalThis.addEventListener(name, restore);
      this.#undo.push(() => globalThis.removeEventListener(name, restore));
    }
    try {
      terminal.setRaw(true);
    } catch (error) {
      this.#open = false;
      this.#undoAll();
      const reason = error instanceof Error ? error.message : String(error);
      throw new NoTerminal(`This terminal can't be drawn on (${reason})`);
    }
    this.#write(ENTER);
    this.#read();
  }

  get size(): Size {
    try {
      return this.#terminal.consoleSize();
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

  /** Rings the terminal's bell. */
  ring(): void {
    if (this.#open) this.#write("\u0007");
  }

  /** Gives the terminal back. Any number of times. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#escape);
    this.#undoAll();
    this.#write(LEAVE);
    try {
      this.#terminal.setRaw(false);
    } catch {
      // the terminal is gone
    }
  }

  #undoAll(): void {
    for (const undo of this.#undo.splice(0)) {
      try {
        undo();
      } catch {
        // what can't be undone keeps nothing else from being undone
      }
    }
  }

  /**
   * A signal that the system or the runtime doesn't know never comes, and the terminal works without: Windows has few,
   * and older releases of Deno throw for SIGWINCH there.
   */
  #onSignal(signal: Deno.Signal, run: () => void): void {
    try {
      this.#terminal.addSignalListener(signal, run);
    } catch {
      return;
    }
    this.#undo.push(() => this.#terminal.removeSignalListener(signal, run));
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(16 * 1024);
    try {
      while (this.#open) {
        const count = await this.#terminal.read(buffer);
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
    for (const key of this.#keys.feed(text)) this.#emit(key);
    if (!this.#keys.waits || !this.#open) return;
    this.#escape = setTimeout(() => {
      for (const key of this.#keys.flush()) this.#emit(key);
    }, SEQUENCE_WITHIN_MS);
  }

  #emit(key: Key): void {
    if (this.#open) this.#events.key(key);
  }

  #write(text: string): void {
    try {
      let bytes = new TextEncoder().encode(text);
      while (bytes.length > 0) bytes = bytes.subarray(this.#terminal.writeSync(bytes));
    } catch {
      // nobody looks any more; reading will show it
    }
  }
}
