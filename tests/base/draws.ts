/** Ids and draws without chance: the same run gives the same ones. */
import type { Ids } from "../../src/base/ids.ts";
import { Random } from "../sim/random.ts";

/** Ids in the order of counting. No digit in them, so that a test can look for cards. */
export function countingIds(): Ids {
  let rooms = 0;
  let members = 0;
  let tokens = 0;
  return {
    roomId: () => letters(rooms++).padStart(8, "A"),
    memberId: () => `MEMBER${letters(members++)}`,
    token: () => letters(tokens++, "abcdef").padStart(32, "a"),
  };
}

/** A number in letters: for texts in which no digit may be, as one could be taken for a card. */
export function letters(count: number, digits = "ABCDEFGHJK"): string {
  const digit = digits.charAt(count % digits.length);
  return count < digits.length ? digit : letters(Math.floor(count / digits.length), digits) + digit;
}

/** Draws of a whole number below a count: the same seed gives the same ones. */
export function drawsOf(seed: number): (count: number) => number {
  const random = new Random(seed);
  return (count) => random.below(count);
}
