/**
 * A terminal's raw mode, in which each key arrives at once and is not echoed. The terminal is restored whatever
 * happens, after signals and crashes as well.
 */
import { messageOf } from "../base/message_of.ts";
import { writeAll } from "../base/write_all.ts";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal. Any method may throw: the terminal may be gone, or the system may not support it. */
export interface Terminal {
  setRaw(raw: boolean): void;
  /** Reads bytes into the buffer, and returns how many; null: no more will come. */
  read(buffer: Uint8Array<ArrayBuffer>): Promise<number | null>;
  writeSync(bytes: Uint8Array): number;
  consoleSize(): Size;
  /** Whether `stop` leaves the terminal to a shell that can continue the process. */
  readonly stops: boolean;
  /** Stops the process, which may take a moment. */
  stop(): void;
  addSignalListener(signal: Deno.Signal, run: () => void): void;
  removeSignalListener(signal: Deno.Signal, run: () => void): void;
}

/** The terminal of this process. */
export const OWN_TERMINAL: Terminal = {
  setRaw: (raw) => Deno.stdin.setRaw(raw),
  read: (buffer) => Deno.stdin.read(buffer),
  writeSync: (bytes) => Deno.stdout.writeSync(bytes),
  consoleSize: () => Deno.consoleSize(),
  // from sources the shell has started another program, such as `deno task`: it would keep the terminal
  stops: Deno.build.standalone && Deno.build.os !== "windows",
  stop: () => Deno.kill(Deno.pid, "SIGTSTP"),
  addSignalListener: (signal, run) => Deno.addSignalListener(signal, run),
  removeSignalListener: (signal, run) => Deno.removeSignalListener(signal, run),
};

/** Writes a text. If the terminal is gone, that is ignored: reading from it will fail. */
export function write(terminal: Terminal, text: string): void {
  try {
    writeAll(terminal, new TextEncoder().encode(text));
  } catch {
    // the terminal is gone, which reading will find out
  }
}

/** The terminal has no raw mode. */
export class NoTerminal extends Error {
  override name = "NoTerminal";
}

/**
 * How long the process waits to be stopped, in milliseconds. The system ignores the signal if there is no shell that
 * could continue the process.
 */
const STOPPED_WITHIN_MS = 100;

interface RawModeOptions {
  /** What each signal does. */
  readonly signals: readonly (readonly [signal: Deno.Signal, run: () => void])[];
  /** Called once, when the terminal is restored. */
  readonly restored: () => void;
  /** Called before the process stops itself, when the terminal is restored for the shell. */
  readonly stopping?: () => void;
  /** Called when the process goes on after it was stopped, in raw mode again: a shell has written meanwhile. */
  readonly continued?: () => void;
}

/** The terminal is in raw mode from the construction of this object to its disposal. */
export class RawMode implements Disposable {
  readonly #terminal: Terminal;
  readonly #restored: () => void;
  readonly #stopping: () => void;
  readonly #continued: () => void;
  readonly #undo: (() => void)[] = [];
  #isOn = false;
  #unstopped: ReturnType<typeof setTimeout> | undefined;

  /** Throws a `NoTerminal` if the terminal has no raw mode, and leaves it unchanged. */
  constructor(terminal: Terminal, options: RawModeOptions) {
    const { signals, restored, stopping = () => {}, continued = () => {} } = options;
    this.#terminal = terminal;
    this.#restored = restored;
    this.#stopping = stopping;
    this.#continued = continued;
    // listens first, so that everything that is changed can be undone
    for (const [signal, run] of signals) this.#onSignal(signal, run);
    this.#onSignal("SIGCONT", () => this.#continue());
    // an uncaught error ends the process, so restore the terminal before
    for (const name of ["error", "unhandledrejection", "unload"]) {
      const restore = () => this[Symbol.dispose]();
      globalThis.addEventListener(name, restore);
      this.#undo.push(() => globalThis.removeEventListener(name, restore));
    }
    try {
      terminal.setRaw(true);
      this.#isOn = true;
    } catch (error) {
      this.#stopListening();
      const reason = messageOf(error);
      throw new NoTerminal(`This terminal can't be drawn on (${reason})`);
    }
  }

  /** Restores the terminal and stops the process, as Ctrl-Z does; does nothing if no shell could continue it. */
  stop(): void {
    if (!this.#isOn || !this.#terminal.stops) return;
    this.#setRaw(false);
    this.#stopping();
    try {
      this.#terminal.stop();
    } catch {
      return this.#continue();
    }
    clearTimeout(this.#unstopped);
    this.#unstopped = setTimeout(() => this.#continue(), STOPPED_WITHIN_MS);
  }

  /** Restores the terminal. Idempotent. */
  [Symbol.dispose](): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    clearTimeout(this.#unstopped);
    this.#stopListening();
    this.#setRaw(false);
    this.#restored();
  }

  #continue(): void {
    clearTimeout(this.#unstopped);
    if (this.#setRaw(true)) this.#continued();
  }

  /** Returns whether it worked: the terminal may be gone. */
  #setRaw(raw: boolean): boolean {
    try {
      this.#terminal.setRaw(raw);
      return true;
    } catch {
      return false;
    }
  }

  #stopListening(): void {
    for (const undo of this.#undo.splice(0)) {
      try {
        undo();
      } catch {
        // goes on with the rest if one step fails
      }
    }
  }

  /**
   * Listens to a signal, if system and runtime know it: Windows has few, and older versions of Deno throw for SIGWINCH
   * there. The terminal works without.
   */
  #onSignal(signal: Deno.Signal, run: () => void): void {
    try {
      this.#terminal.addSignalListener(signal, run);
    } catch {
      return;
    }
    this.#undo.push(() => this.#terminal.removeSignalListener(signal, run));
  }
}
