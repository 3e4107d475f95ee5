/**
 * Which of a fixed number of slots an address falls into. Owns the keyed hash that counts and guesses
 * share. No table has an address in it: two that fall into one slot are treated as one, which is rare and
 * errs on the careful side.
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
 * Finds the slots of addresses, from 0 to `count` - 1, a power of two up to ADDRESS_SLOTS: where SHA-256 over seed and address begins. A plain
 * hash would do for spreading; the key keeps a stranger who owns many addresses from picking one that falls into
 * somebody else's slot [W10]. Nobody sees more than a slot, so that the key may stand before the text: an HMAC
 * would be no safer here, and takes five times as long.
 */
export class Slots {
  readonly #seed: Seed;
  readonly #count: number;
  /** Asked for last, and probably next: a connection asks several times while it begins. */
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
