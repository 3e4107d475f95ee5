/** Ids and draws without chance: the same run gives the same ones. */
import type { Ids } from "../../src/base/ids.ts";

/** Ids in the order of counting. No digit in them, so that a test can look for cards. */
export function countingIds(): Ids {
  let rooms = 0;
  let members = 0;
  let tokens = 0;
  return {
    roomId: () => letters(rooms++, "ABCDEFGHJK").padStart(8, "A"),
    memberId: () => `MEMBER${letters(members++, "ABCDEFGHJK")}`,
    token: () => letters(tokens++, "abcdef").padStart(32, "a"),
  };
}

function letters(count: number, digits: string): string {
  const digit = digits.charAt(count % digits.length);
  return count < digits.length ? digit : letters(Math.floor(count / digits.length), digits) + digit;
}

/** A small random source for shuffles: the same seed gives the same draws. */
export function drawsOf(seed: number): (count: number) => number {
  let state = seed >>> 0;
  return (count) => {
    state = (state + 0x9e3779b9) >>> 0; // splitmix32
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % count;
  };
}
