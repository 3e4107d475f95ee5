/**
 * Maps addresses to a fixed number of slots, by a keyed hash. Tables that count by address have slots instead of
 * addresses. Two addresses with the same slot share their limits, which is rare and errs on the safe side.
 */
import { sha256 } from "../base/hash.ts";
import { randomIds } from "../base/ids.ts";

/** Slots in a table of addresses: as many as four hexadecimal digits count. */
export const ADDRESS_SLOTS = 65_536;
const SLOT_DIGITS = 4;

/** The key of the hash, 128 random bits in hexadecimal: one seed for all workers of a process. */
export type Seed = string;

/** A new seed from the cryptographic source; drawn once, at the start of the process. */
export function drawSeed(): Seed {
  return randomIds.token();
}

/**
 * Finds the slots of addresses, from 0 to `count` - 1; `count` is a power of two up to ADDRESS_SLOTS. A slot is the
 * beginning of SHA-256 over seed and address. The seed keeps an attacker with many addresses from choosing one that
 * falls into somebody else's slot [W10]. Slots are never published, so a hash with a prefixed key is safe here; an HMAC
 * would take five times as long.
 */
export class Slots {
  readonly #seed: Seed;
  readonly #count: number;
  /** The last result: a connection asks for its slot several times when it begins. */
  #last: { readonly address: string; readonly slot: number } | null = null;

  constructor(seed: Seed, count = ADDRESS_SLOTS) {
    this.#seed = seed;
    this.#count = count;
  }

  of(address: string): number {
    if (address !== this.#last?.address) this.#last = { address, slot: this.#find(address) };
    return this.#last.slot;
  }

  #find(address: string): number {
    return parseInt(sha256(this.#seed + address).slice(0, SLOT_DIGITS), 16) % this.#count;
  }
}
