/**
 * A terminal's raw mode, in which each key comes at once and none is shown, and the end of it: what was changed is put
 * back whatever happens, a signal and a crash included.
 */

export interface Size {
  readonly columns: number;
  readonly rows: number;
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

/** Writes all of a text; a terminal that is gone shows nothing, and reading from it fails. */
export function write(terminal: Terminal, text: string): void {
  try {
    let bytes = new TextEncoder().encode(text);
    while (bytes.length > 0) bytes = bytes.subarray(terminal.writeSync(bytes));
  } catch {
    // nobody looks any more
  }
}

/** A terminal that takes no single keys. */
export class NoTerminal extends Error {
  override name = "NoTerminal";
}

interface RawModeOptions {
  /** What each signal does. */
  readonly signals: readonly (readonly [signal: Deno.Signal, run: () => void])[];
  /** Called once, when the terminal is as it was. */
  readonly restored: () => void;
}

/** From its construction to its disposal the terminal is in raw mode. */
export class RawMode implements Disposable {
  readonly #terminal: Terminal;
  readonly #restored: () => void;
  readonly #undo: (() => void)[] = [];
  #isOn = false;

  /** Throws a `NoTerminal`, and leaves the terminal as it was, where it has no raw mode. */
  constructor(terminal: Terminal, { signals, restored }: RawModeOptions) {
    this.#terminal = terminal;
    this.#restored = restored;
    // who could undo it listens before anything is changed
    for (const [signal, run] of signals) this.#onSignal(signal, run);
    // what nobody caught ends the process: the terminal first
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
      const reason = error instanceof Error ? error.message : String(error);
      throw new NoTerminal(`This terminal can't be drawn on (${reason})`);
    }
  }

  /** Gives the terminal back. Any number of times. */
  [Symbol.dispose](): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#stopListening();
    try {
      this.#terminal.setRaw(false);
    } catch {
      // the terminal is gone
    }
    this.#restored();
  }

  #stopListening(): void {
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
}
