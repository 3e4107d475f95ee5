/**
 * Keys that an operator keeps in a file, and gives to whoever may do something [A1, A3]: one a line, and two at once
 * while one takes the other's place. It owns what a key is and how one is compared. No key is kept, only its
 * hash, and none is ever in a message.
 */
import { filledLines } from "../base/filled_lines.ts";
import { sha256, timingSafeEqual } from "../base/hash.ts";
import type { Result } from "../base/result.ts";

/** Keys that are good at the same time. */
const KEYS_MAX = 2;

/** Characters of a key: too many to be guessed, and few enough for one name of a handshake. */
const KEY_LENGTH_MIN = 16;
const KEY_LENGTH_MAX = 256;

/** What is visible in ASCII, and so survives headers, files and shells. */
const KEY = new RegExp(`^[!-~]{${KEY_LENGTH_MIN},${KEY_LENGTH_MAX}}$`);

/** The hashes of the keys in a file's text; or what the file must have. Empty lines don't count. */
export function parseKeyFile(text: string): Result<readonly string[], string> {
  const keys = filledLines(text);
  if (keys.length < 1 || keys.length > KEYS_MAX) {
    return { ok: false, error: `must have 1 to ${KEYS_MAX} keys, one a line, got ${keys.length}` };
  }
  if (!keys.every((key) => KEY.test(key))) {
    const rule = `${KEY_LENGTH_MIN} to ${KEY_LENGTH_MAX} letters, digits or other visible ASCII`;
    return { ok: false, error: `must have keys of ${rule}, without spaces` };
  }
  return { ok: true, value: keys.map(sha256) };
}

/** The keys of a file as every worker sees them. */
export type SharedKeys = SharedArrayBuffer;

const HASH_BYTES = 64; // in hexadecimal
const BANK_BYTES = KEYS_MAX * HASH_BYTES;
const HEAD_BYTES = Int32Array.BYTES_PER_ELEMENT;

/**
 * Two banks of hashes, of which one counts: the other one is written, and then it counts. So no reader finds a
 * bank half written.
 */
export class KeyTable {
  readonly #bank: Int32Array;
  readonly #hashes: Uint8Array;

  /** Makes the table; no key is good. */
  static allocate(): SharedKeys {
    return new SharedArrayBuffer(HEAD_BYTES + 2 * BANK_BYTES);
  }

  constructor(shared: SharedKeys) {
    this.#bank = new Int32Array(shared, 0, 1);
    this.#hashes = new Uint8Array(shared, HEAD_BYTES);
  }

  /** From here on these keys are good, by their hashes, and no others. */
  replace(hashes: readonly string[]): void {
    const next = 1 - Atomics.load(this.#bank, 0);
    const bank = new Uint8Array(BANK_BYTES);
    hashes.forEach((hash, n) => bank.set(bytesOf(hash), n * HASH_BYTES));
    this.#hashes.set(bank, next * BANK_BYTES);
    Atomics.store(this.#bank, 0, next);
  }

  /** Whether a key is good. How long that takes shows nothing of how much of it was right. */
  has(key: string): boolean {
    const given = bytesOf(sha256(key));
    const start = Atomics.load(this.#bank, 0) * BANK_BYTES;
    let good = false;
    for (let n = 0; n < KEYS_MAX; n++) {
      const at = start + n * HASH_BYTES;
      good = timingSafeEqual(given, this.#hashes.slice(at, at + HASH_BYTES)) || good;
    }
    return good;
  }
}

function bytesOf(hash: string): Uint8Array {
  return new TextEncoder().encode(hash);
}
