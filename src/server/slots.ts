/**
 * Which of a fixed number of slots an address falls into. Owns the keyed hash that counts and guesses
 * share. Never stores an address: two that fall into one slot are treated as one, which is rare and
 * errs on the careful side.
 */

/** Slots in a table of addresses; a power of two. */
export const ADDRESS_SLOTS = 65_536;

/** The key of the hash, two random 32-bit words: one seed for all workers of a process. */
export type Seed = readonly [number, number];

/** A new seed from the cryptographic source; drawn once, at the start of the process. */
export function drawSeed(): Seed {
  const [first = 0, second = 0] = crypto.getRandomValues(new Uint32Array(2));
  return [first, second];
}

/** The slot of an address, from 0 to ADDRESS_SLOTS - 1. */
export function slotOf(address: string, seed: Seed): number {
  return halfSipHash(address, seed) & (ADDRESS_SLOTS - 1);
}

/**
 * HalfSipHash-2-4 with a 32-bit result, as published by Aumasson and Bernstein. A plain hash would do for
 * spreading; this one also keeps a stranger who owns many addresses from picking one that falls into
 * somebody else's slot [W10]. Of each UTF-16 unit the low byte counts: addresses are ASCII.
 */
export function halfSipHash(text: string, seed: Seed): number {
  const state: State = { a: seed[0], b: seed[1], c: seed[0] ^ 0x6c796765, d: seed[1] ^ 0x74656462 };
  const whole = text.length - (text.length % 4);
  for (let at = 0; at < whole; at += 4) absorb(state, word(text, at, at + 4));
  absorb(state, word(text, whole, text.length) | (text.length << 24));
  state.c ^= 0xff;
  for (let round = 0; round < 4; round++) mix(state);
  return (state.b ^ state.d) >>> 0;
}

interface State {
  a: number;
  b: number;
  c: number;
  d: number;
}

function word(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value |= (text.charCodeAt(at) & 0xff) << (8 * (at - from));
  return value;
}

function absorb(state: State, value: number): void {
  state.d ^= value;
  mix(state);
  mix(state);
  state.a ^= value;
}

function mix(state: State): void {
  let { a, b, c, d } = state;
  a = (a + b) | 0;
  b = rotate(b, 5) ^ a;
  a = rotate(a, 16);
  c = (c + d) | 0;
  d = rotate(d, 8) ^ c;
  a = (a + d) | 0;
  d = rotate(d, 7) ^ a;
  c = (c + b) | 0;
  b = rotate(b, 13) ^ c;
  c = rotate(c, 16);
  state.a = a;
  state.b = b;
  state.c = c;
  state.d = d;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
