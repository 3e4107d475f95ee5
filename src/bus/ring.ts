/**
 * One way from one thread to another through shared memory: a ring of bytes with one writer and one reader [S2].
 * The writer alone moves the head, the reader alone the tail, and neither waits for the other: what the ring has no
 * room for waits with the writer. Texts of any length go through, in pieces where they are longer than the ring.
 */

/** The memory of a ring, which `postMessage` shares between two threads. */
export interface RingMemory {
  readonly state: Int32Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

/** Bytes written and read so far, modulo 2^32, in cache lines of their own: each is written by one thread. */
const HEAD = 0;
const TAIL = 16;
/** 1: the reader has been rung and has not looked yet. */
const RUNG = 32;
/** 1: the writer has more, and wants to be rung when there is room. */
const WAITS = 48;
const STATE_LENGTH = 64;

/** Before each text stands its length in bytes. */
const LENGTH_BYTES = 4;

/** A UTF-16 unit is at most so many bytes of UTF-8. */
const UNIT_BYTES_MAX = 3;

/** What a reader keeps for the next text, in bytes; a longer one has memory of its own. */
const KEPT_BYTES = 64 * 1024;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** Shared memory for all rings of a process together, and of one ring, in bytes. */
const RINGS_BYTES = 16 * 1024 * 1024;
const RING_BYTES_MIN = 64 * 1024;
const RING_BYTES_MAX = 1024 * 1024;

/** What each ring between so many workers holds, in bytes: a power of two. */
export function ringCapacity(workers: number): number {
  const each = RINGS_BYTES / (workers * (workers - 1));
  return Math.min(Math.max(2 ** Math.floor(Math.log2(each)), RING_BYTES_MIN), RING_BYTES_MAX);
}

/** Makes an empty ring. Throws a RangeError unless the capacity is a power of two, so that counting can wrap. */
export function allocateRing(capacity: number): RingMemory {
  if (capacity < 2 * LENGTH_BYTES || (capacity & (capacity - 1)) !== 0) {
    throw new RangeError(`ring: ${capacity} bytes are no power of two`);
  }
  return {
    state: new Int32Array(new SharedArrayBuffer(STATE_LENGTH * Int32Array.BYTES_PER_ELEMENT)),
    bytes: new Uint8Array(new SharedArrayBuffer(capacity)),
  };
}

/** Writes texts into a ring. */
export class RingWriter {
  readonly #state: RingMemory["state"];
  readonly #bytes: RingMemory["bytes"];
  /** What the ring had no room for, in order, and how much of the first has gone into it. */
  readonly #waiting: Uint8Array[] = [];
  #gone = 0;
  #waitingBytes = 0;
  #head: number;

  constructor({ state, bytes }: RingMemory) {
    this.#state = state;
    this.#bytes = bytes;
    this.#head = Atomics.load(state, HEAD);
  }

  get capacity(): number {
    return this.#bytes.length;
  }

  /** Bytes that the ring had no room for. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Bytes in the ring that the reader has not taken. */
  get unread(): number {
    return (this.#head - Atomics.load(this.#state, TAIL)) >>> 0;
  }

  /** Bytes that the reader has taken in all, modulo 2^32: it shows whether the reader gets on. */
  get taken(): number {
    return Atomics.load(this.#state, TAIL);
  }

  /** Puts a text into the ring, or lets it wait. */
  write(text: string): void {
    const at = this.#head & (this.#bytes.length - 1);
    const most = LENGTH_BYTES + UNIT_BYTES_MAX * text.length;
    const room = Math.min(this.#bytes.length - this.unread, this.#bytes.length - at);
    if (this.#waiting.length > 0 || most > room) {
      const bytes = ENCODER.encode(text);
      const length = new Uint8Array(LENGTH_BYTES);
      putLength(length, 0, bytes.length);
      this.#wait(length);
      this.#wait(bytes);
      return this.flush();
    }
    const { written } = ENCODER.encodeInto(text, this.#bytes.subarray(at + LENGTH_BYTES));
    putLength(this.#bytes, at, written);
    this.#advance(LENGTH_BYTES + written);
  }

  /** Puts what waits into the ring, as far as there is room. */
  flush(): void {
    this.#pour();
    if (this.#waiting.length === 0) return;
    Atomics.store(this.#state, WAITS, 1);
    this.#pour(); // the reader may have made room before it could see that somebody waits
  }

  /** Whether the reader has to be rung: it has answered the last bell. Whoever asks rings. */
  takeBell(): boolean {
    return Atomics.exchange(this.#state, RUNG, 1) === 0;
  }

  #wait(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  #pour(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const room = this.#bytes.length - this.unread;
      const piece = first.subarray(this.#gone, this.#gone + room);
      if (piece.length === 0) return;
      const at = this.#head & (this.#bytes.length - 1);
      const end = piece.subarray(0, this.#bytes.length - at);
      this.#bytes.set(end, at);
      this.#bytes.set(piece.subarray(end.length), 0);
      this.#advance(piece.length);
      this.#waitingBytes -= piece.length;
      this.#gone += piece.length;
      if (this.#gone < first.length) continue;
      this.#waiting.shift();
      this.#gone = 0;
    }
  }

  /** What has been written is there for the reader from here on, all of it or none. */
  #advance(bytes: number): void {
    this.#head = (this.#head + bytes) | 0;
    Atomics.store(this.#state, HEAD, this.#head);
  }
}

/** Reads the texts out of a ring. */
export class RingReader {
  readonly #state: RingMemory["state"];
  readonly #bytes: RingMemory["bytes"];
  readonly #kept = new Uint8Array(KEPT_BYTES);
  #tail: number;
  /** How far the ring was written when the reader last looked. */
  #head: number;
  /** The text that is being taken: its length in bytes, -1 where that has not come, and its bytes so far. */
  #length = -1;
  #text = this.#kept;
  #filled = 0;

  constructor({ state, bytes }: RingMemory) {
    this.#state = state;
    this.#bytes = bytes;
    this.#tail = this.#head = Atomics.load(state, TAIL);
  }

  /** Looks how far the ring is written, which answers the last bell: whatever comes later rings again. */
  look(): void {
    Atomics.store(this.#state, RUNG, 0); // first, or what is written in between rings nobody
    this.#head = Atomics.load(this.#state, HEAD);
  }

  /** The next text that was whole at the last look; null: there is none. */
  read(): string | null {
    while (this.#available > 0) {
      if (this.#length < 0) {
        if (this.#available < LENGTH_BYTES) return null;
        this.#begin();
      } else this.#take();
      if (this.#filled < this.#length) continue;
      const text = DECODER.decode(this.#text.subarray(0, this.#length));
      this.#length = -1;
      this.#text = this.#kept;
      return text;
    }
    return null;
  }

  /** Whether the writer has to be rung: it had no room, and there is some now. Whoever asks rings. */
  takeBell(): boolean {
    return Atomics.load(this.#state, WAITS) === 1 && Atomics.exchange(this.#state, WAITS, 0) === 1;
  }

  get #available(): number {
    return (this.#head - this.#tail) >>> 0;
  }

  #begin(): void {
    let length = 0;
    for (let nth = 0; nth < LENGTH_BYTES; nth++) {
      const byte = this.#bytes[(this.#tail + nth) & (this.#bytes.length - 1)] ?? 0;
      length += byte * 2 ** (8 * nth);
    }
    this.#advance(LENGTH_BYTES);
    this.#length = length;
    this.#filled = 0;
    if (length > KEPT_BYTES) this.#text = new Uint8Array(length);
  }

  #take(): void {
    const size = Math.min(this.#available, this.#length - this.#filled);
    const at = this.#tail & (this.#bytes.length - 1);
    const end = this.#bytes.subarray(at, Math.min(at + size, this.#bytes.length));
    this.#text.set(end, this.#filled);
    this.#text.set(this.#bytes.subarray(0, size - end.length), this.#filled + end.length);
    this.#filled += size;
    this.#advance(size);
  }

  /** What has been taken is the writer's to write over. */
  #advance(bytes: number): void {
    this.#tail = (this.#tail + bytes) | 0;
    Atomics.store(this.#state, TAIL, this.#tail);
  }
}

function putLength(bytes: Uint8Array, at: number, length: number): void {
  for (let nth = 0; nth < LENGTH_BYTES; nth++) bytes[at + nth] = length >>> (8 * nth);
}
