/**
 * Keys that an operator has in a file, and gives to people or programs [A1, A3]: one, or two lines while keys are
 * rotated. This module owns the form of keys and their comparison. Only hashes are kept, and no message ever contains a
 * key.
 */
import { filledLines } from "../base/filled_lines.ts";
import { sha256, timingSafeEqual } from "../base/hash.ts";
import type { Result } from "../base/result.ts";
import { KEY_LENGTH_MAX } from "../protocol/wire_limits.ts";

/** How many keys are valid at the same time. */
const KEYS_MAX = 2;

/** The fewest characters of a key: too many to be guessed. */
const KEY_LENGTH_MIN = 16;

/** Visible ASCII characters, which headers, files and shells don't change. */
const KEY = new RegExp(`^[!-~]{${KEY_LENGTH_MIN},${KEY_LENGTH_MAX}}$`);

/** The hashes of the keys in a file's text; the error says what the file must have. Empty lines are ignored. */
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

/** The keys of a file, in memory that all workers share. */
export type SharedKeys = SharedArrayBuffer;

const HASH_BYTES = 64; // in hexadecimal
const BANK_BYTES = KEYS_MAX * HASH_BYTES;
const HEAD_BYTES = Int32Array.BYTES_PER_ELEMENT;

/**
 * Two banks of hashes, of which one is in use: new keys are written into the other one, which is then taken into use.
 * So readers never see a bank that is half written.
 */
export class KeyTable {
  readonly #bank: Int32Array;
  readonly #hashes: Uint8Array;

  /** Allocates an empty table, in which no key is valid. */
  static allocate(): SharedKeys {
    return new SharedArrayBuffer(HEAD_BYTES + 2 * BANK_BYTES);
  }

  constructor(shared: SharedKeys) {
    this.#bank = new Int32Array(shared, 0, 1);
    this.#hashes = new Uint8Array(shared, HEAD_BYTES);
  }

  /** Replaces the valid keys by those with these hashes. */
  replace(hashes: readonly string[]): void {
    const next = 1 - Atomics.load(this.#bank, 0);
    const bank = new Uint8Array(BANK_BYTES);
    hashes.forEach((hash, n) => bank.set(bytesOf(hash), n * HASH_BYTES));
    this.#hashes.set(bank, next * BANK_BYTES);
    Atomics.store(this.#bank, 0, next);
  }

  /** Whether a key is valid, in constant time. */
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
