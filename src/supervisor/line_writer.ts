/**
 * Lines to a stream of the process, in order and whole, never waiting for whoever reads it: a log that
 * nobody reads any more (a collector that stalled, a closed pipe) must not stop the server. What doesn't
 * fit meanwhile is lost, and counted.
 */
import { inTime } from "./in_time.ts";

/** Bytes that may wait for the reader. */
export const WAITING_BYTES_MAX = 8 * 1024 * 1024;

/** Bytes that go out in one write. */
const WRITE_BYTES = 64 * 1024;

/**
 * How long lines gather after a write before the next, in milliseconds. A write is a matter of 100 us, most of it on
 * the thread that serves: under load it is worth more lines than one. After a silence nothing waits: whoever starts
 * the server reads at once that it listens.
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
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #lost = 0;
  #wroteAt = -GATHER_MS;
  #pumping: Promise<void> | null = null;
  #broken = false;

  /** `lostLine` makes the line that counts the others that could not be written. */
  constructor(stream: LineStream, lostLine: (count: number) => string) {
    this.#stream = stream;
    this.#lostLine = lostLine;
  }

  /** Writes a line, without its line break, soon. Never throws. */
  write(line: string): void {
    if (this.#broken) return;
    const bytes = ENCODER.encode(`${line}\n`);
    if (this.#bytes + bytes.length > WAITING_BYTES_MAX) {
      this.#lost++;
      return;
    }
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    this.#pumping ??= this.#pump();
  }

  /** Resolves when everything is written, or `ms` milliseconds have passed. */
  async flush(ms: number): Promise<void> {
    if (this.#pumping !== null) await inTime(this.#pumping, ms);
  }

  async #pump(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        if (this.#bytes < WRITE_BYTES) await this.#gather();
        this.#wroteAt = performance.now();
        await this.#writeAll(this.#takeSome());
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

  /** Resolves when it is time for a write; not before what runs now is done, and has written all its lines. */
  async #gather(): Promise<void> {
    const waitMs = this.#wroteAt + GATHER_MS - performance.now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
    else await null;
  }

  #takeSome(): Uint8Array {
    let count = 0;
    for (let bytes = 0; count < this.#waiting.length && bytes < WRITE_BYTES; count++) {
      bytes += this.#waiting[count]?.length ?? 0;
    }
    const taken = this.#waiting.splice(0, count);
    const all = new Uint8Array(taken.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const bytes of taken) {
      all.set(bytes, at);
      at += bytes.length;
    }
    return all;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await this.#stream.write(rest));
    }
    this.#bytes -= bytes.length;
  }

  #reportLost(): void {
    if (this.#lost === 0) return;
    const count = this.#lost;
    this.#lost = 0;
    this.write(this.#lostLine(count));
  }
}
