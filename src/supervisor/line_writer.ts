/**
 * Writes lines to a stream, whole and in order, without blocking: if nobody reads the log any more (a stalled
 * collector, a closed pipe), the server must go on. Lines that don't fit into the buffer are dropped, and counted.
 */
import { inTime, systemClock } from "../base/clock.ts";

/**
 * The most that may wait for the reader, in UTF-16 units: counting them costs nothing, and a text has no more of them
 * than bytes in UTF-8.
 */
export const WAITING_UNITS_MAX = 8 * 1024 * 1024;

/** About how many UTF-16 units are written at once. */
const WRITE_UNITS = 64 * 1024;

/**
 * How long lines are gathered after a write, in milliseconds. A write takes about 100 us, mostly on the thread that
 * serves, so under load each should have many lines. After a pause the first line is written at once, so that whoever
 * starts the server sees it listen.
 */
const GATHER_MS = 50;

const ENCODER = new TextEncoder();

/** What a writer needs of a stream. */
export interface LineStream {
  write(bytes: Uint8Array): Promise<number>;
}

export class LineWriter {
  readonly #stream: LineStream;
  readonly #lostLine: (count: number) => string;
  /** Lines with their line breaks. They are encoded when they are written, many at once. */
  #waiting: string[] = [];
  #units = 0;
  #lost = 0;
  #wroteAt = -GATHER_MS;
  #pumping: Promise<void> | null = null;
  #broken = false;

  /** `lostLine` makes the line that says how many were dropped. */
  constructor(stream: LineStream, lostLine: (count: number) => string) {
    this.#stream = stream;
    this.#lostLine = lostLine;
  }

  /** Writes a line, without its line break, soon. Never throws. */
  write(line: string): void {
    if (this.#broken) return;
    if (this.#units + line.length >= WAITING_UNITS_MAX) {
      this.#lost++;
      return;
    }
    this.#waiting.push(`${line}\n`);
    this.#units += line.length + 1;
    this.#pumping ??= this.#pump();
  }

  /** Resolves when everything is written, or `ms` milliseconds have passed. */
  async flush(ms: number): Promise<void> {
    if (this.#pumping !== null) await inTime(systemClock, this.#pumping, ms);
  }

  async #pump(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        if (this.#units < WRITE_UNITS) await this.#gather();
        this.#wroteAt = performance.now();
        const lines = this.#takeSome();
        await this.#writeAll(ENCODER.encode(lines));
        this.#units -= lines.length;
        this.#reportLost();
      }
    } catch {
      this.#broken = true; // a closed pipe, a full disk: nowhere left to report it
      this.#waiting = [];
    } finally {
      // in the same moment in which nothing waits any more: a line that came later would wait for the next one
      this.#pumping = null;
    }
  }

  /** Resolves when it is time for a write, but not before the code that runs now has finished. */
  async #gather(): Promise<void> {
    const waitMs = this.#wroteAt + GATHER_MS - performance.now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
    else await null;
  }

  #takeSome(): string {
    let count = 0;
    for (let units = 0; count < this.#waiting.length && units < WRITE_UNITS; count++) {
      units += this.#waiting[count]?.length ?? 0;
    }
    return this.#waiting.splice(0, count).join("");
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await this.#stream.write(rest));
    }
  }

  #reportLost(): void {
    if (this.#lost === 0) return;
    const count = this.#lost;
    this.#lost = 0;
    this.write(this.#lostLine(count));
  }
}
