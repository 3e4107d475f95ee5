/**
 * A ring of bytes in shared memory, with one writing and one reading thread [S2]. Only the writer moves the head, only
 * the reader the tail, and neither blocks: what does not fit stays with the writer until there is room. Texts may be
 * longer than the ring: they are written in pieces.
 */

/** The memory of a ring; `postMessage` shares it with another thread. */
export interface RingMemory {
  readonly state: Int32Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

// indexes into `state`, each in a cache line of its own, because different threads write them

/** Bytes written and read so far, modulo 2^32. */
const HEAD = 0;
const TAIL = 16;
/** 1: the reader has been rung and has not looked yet. */
const RUNG = 32;
/** 1: the writer has more to write, and wants to be rung when there is room. */
const WAITS = 48;
const STATE_LENGTH = 64;

/** Each text is preceded by its length in bytes, in so many bytes, little-endian. */
const LENGTH_BYTES = 4;

/** The most bytes that a UTF-16 unit takes in UTF-8. */
const UNIT_BYTES_MAX = 3;

/** Size of a reader's buffer, in bytes; a longer text gets a buffer of its own. */
const KEPT_BYTES = 64 * 1024;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** Shared memory of all rings of a process together, and the least and most of one ring, in bytes. */
const RINGS_BYTES = 16 * 1024 * 1024;
const RING_BYTES_MIN = 64 * 1024;
const RING_BYTES_MAX = 1024 * 1024;

/** Size of each ring between so many workers, in bytes: a power of two. */
export function ringCapacity(workers: number): number {
  const each = RINGS_BYTES / (workers * (workers - 1));
  return Math.min(Math.max(2 ** Math.floor(Math.log2(each)), RING_BYTES_MIN), RING_BYTES_MAX);
}

/** Makes an empty ring. Throws a RangeError unless the capacity is a power of two: positions are taken modulo it. */
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
  /** What does not fit yet, in order, and how many bytes of the first have been written. */
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

  /** Bytes that wait because they don't fit yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Bytes in the ring that have not been read. */
  get unread(): number {
    return (this.#head - Atomics.load(this.#state, TAIL)) >>> 0;
  }

  /** Bytes that have been read so far, modulo 2^32: shows whether the reader makes progress. */
  get taken(): number {
    return Atomics.load(this.#state, TAIL);
  }

  /** Writes a text, or keeps it until there is room. */
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

  /** Writes what waits, as far as there is room. */
  flush(): void {
    this.#pour();
    if (this.#waiting.length === 0) return;
    Atomics.store(this.#state, WAITS, 1);
    this.#pour(); // once more: the reader may have made room before it could see WAITS
  }

  /** Whether the reader has to be rung, because it has answered the last bell. The caller must then ring. */
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

  /** Makes what has been written visible to the reader. */
  #advance(bytes: number): void {
    this.#head = (this.#head + bytes) | 0;
    Atomics.store(this.#state, HEAD, this.#head);
  }
}

/** Reads texts from a ring. */
export class RingReader {
  readonly #state: RingMemory["state"];
  readonly #bytes: RingMemory["bytes"];
  readonly #kept = new Uint8Array(KEPT_BYTES);
  #tail: number;
  /** How far the ring was written at the last `look`. */
  #head: number;
  /** The text that is being read: its length in bytes (-1: not known yet), and its bytes so far. */
  #length = -1;
  #text = this.#kept;
  #filled = 0;

  constructor({ state, bytes }: RingMemory) {
    this.#state = state;
    this.#bytes = bytes;
    this.#tail = this.#head = Atomics.load(state, TAIL);
  }

  /** Looks how far the ring is written. This answers the last bell: the writer rings again for what it writes later. */
  look(): void {
    Atomics.store(this.#state, RUNG, 0); // first, or nobody would be rung for what is written in between
    this.#head = Atomics.load(this.#state, HEAD);
  }

  /** The next text that was complete at the last `look`; null: there is none. */
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

  /** Whether the writer has to be rung, because it waits for room and there is some now. The caller must then ring. */
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

  /** Gives the bytes that have been read back to the writer. */
  #advance(bytes: number): void {
    this.#tail = (this.#tail + bytes) | 0;
    Atomics.store(this.#state, TAIL, this.#tail);
  }
}

function putLength(bytes: Uint8Array, at: number, length: number): void {
  for (let nth = 0; nth < LENGTH_BYTES; nth++) bytes[at + nth] = length >>> (8 * nth);
}
