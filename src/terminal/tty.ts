/**
 * The terminal: reads keys and draws the screen. It owns the alternate screen, and leaves raw mode to raw_mode.ts. It
 * must only print what ink.ts has made.
 */
import { isNamed, type Key, KeyReader } from "./keys.ts";
import { OWN_TERMINAL, RawMode, type Size, type Terminal, write } from "./raw_mode.ts";

/** How long to wait for the rest of an escape sequence, in milliseconds; without one, it was an Escape. */
const SEQUENCE_WITHIN_MS = 60;

const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?2004h\u001b[2J\u001b[H";
const LEAVE = "\u001b[?2004l\u001b[?25h\u001b[?1049l";

/** The size of a terminal that does not say its own. */
export const USUAL_SIZE: Size = { columns: 80, rows: 24 };

interface TtyEvents {
  key(key: Key): void;
  /** The window's size has changed, or its content was overwritten. */
  resized(): void;
  /** The terminal is gone, or a signal asks the program to stop. */
  gone(): void;
}

export class Tty implements Disposable {
  readonly #events: TtyEvents;
  readonly #terminal: Terminal;
  readonly #keys = new KeyReader();
  readonly #raw: RawMode;
  #escape: ReturnType<typeof setTimeout> | undefined;
  #shown: readonly string[] = [];
  #open = true;
  /** Whether a shell has the terminal. */
  #stopped = false;

  /** Takes over the terminal, or throws a `NoTerminal` and leaves it unchanged. */
  constructor(events: TtyEvents, terminal: Terminal = OWN_TERMINAL) {
    this.#events = events;
    this.#terminal = terminal;
    this.#raw = new RawMode(terminal, {
      signals: [
        ["SIGWINCH", () => this.#redraw()],
        ["SIGTERM", () => events.gone()],
        ["SIGHUP", () => events.gone()],
        ["SIGQUIT", () => events.gone()],
        ["SIGINT", () => events.key({ kind: "named", name: "interrupt" })],
      ],
      restored: () => this.#close(),
      stopping: () => {
        this.#stopped = true;
        write(this.#terminal, LEAVE);
      },
      continued: () => {
        // from where the terminal is now, and with one way back, also if a signal from elsewhere has stopped it
        write(this.#terminal, this.#stopped ? ENTER : LEAVE + ENTER);
        this.#stopped = false;
        this.#redraw();
      },
    });
    write(this.#terminal, ENTER);
    this.#read();
  }

  get size(): Size {
    try {
      return this.#terminal.consoleSize();
    } catch {
      return USUAL_SIZE;
    }
  }

  /** Shows these lines; writes only those that have changed. */
  paint(lines: readonly string[]): void {
    if (!this.#open || this.#stopped) return;
    const rows = Math.max(lines.length, this.#shown.length);
    let out = this.#shown.length === 0 ? "\u001b[2J" : "";
    for (let row = 0; row < rows; row++) {
      const line = lines[row] ?? "";
      if (this.#shown[row] !== line) out += `\u001b[${row + 1};1H${line}\u001b[K`;
    }
    this.#shown = lines;
    if (out !== "") write(this.#terminal, out);
  }

  /** The next `paint` redraws the whole screen. */
  forget(): void {
    this.#shown = [];
  }

  /** Rings the terminal's bell. */
  ring(): void {
    if (this.#open && !this.#stopped) write(this.#terminal, "\u0007");
  }

  /** Restores the terminal. Idempotent. */
  [Symbol.dispose](): void {
    this.#raw[Symbol.dispose]();
  }

  #redraw(): void {
    this.#shown = [];
    this.#events.resized();
  }

  #close(): void {
    this.#open = false;
    clearTimeout(this.#escape);
    if (!this.#stopped) write(this.#terminal, LEAVE);
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
      // the terminal can't be read, so it is gone
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
    if (isNamed(key, "stop")) return this.#raw.stop();
    if (this.#open) this.#events.key(key);
  }
}
