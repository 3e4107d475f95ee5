import { assertEquals } from "@std/assert";
import { GUESS_DELAY_MS, Guesses, GUESSES_PER_MINUTE } from "../../src/server/guesses.ts";

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 23, 12);

function guesses(): Guesses {
  return new Guesses(Guesses.allocate([1, 2]));
}

/** The delays of `count` guesses, in runs: [[delay, how many], ...]. */
function runs(of: Guesses, count: number, now: number): [number, number][] {
  const found: [number, number][] = [];
  for (let n = 0; n < count; n++) {
    const delay = of.delayFor("10.0.0.1", now);
    const last = found.at(-1);
    if (last?.[0] === delay) last[1]++;
    else found.push([delay, 1]);
  }
  return found;
}

Deno.test("[W9] past 30 wrong guesses in a minute each answer comes 2 s late", () => {
  assertEquals([GUESSES_PER_MINUTE, GUESS_DELAY_MS], [30, 2_000]);
  // far past what the packed count can hold, too
  assertEquals(runs(guesses(), 500, NOON), [[0, 30], [2_000, 470]]);
});

Deno.test("[W9] a new minute begins anew", () => {
  const some = guesses();
  assertEquals(runs(some, 31, NOON + MINUTE - 1), [[0, 30], [2_000, 1]]);
  assertEquals(runs(some, 31, NOON + MINUTE), [[0, 30], [2_000, 1]]);
  assertEquals(runs(some, 31, NOON + 61 * MINUTE), [[0, 30], [2_000, 1]]);
});

Deno.test("[W9] addresses are counted apart, workers together", () => {
  const shared = Guesses.allocate([1, 2]);
  const one = new Guesses(shared);
  const two = new Guesses(shared);
  assertEquals(runs(one, 15, NOON), [[0, 15]]);
  assertEquals(runs(two, 16, NOON), [[0, 15], [2_000, 1]]);
  assertEquals(one.delayFor("10.0.0.1", NOON), 2_000);
  assertEquals(one.delayFor("10.0.0.2", NOON), 0);
});

Deno.test("[W9] a worker whose clock was read a moment earlier does not begin the count anew", () => {
  const some = guesses();
  assertEquals(runs(some, 29, NOON), [[0, 29]]);
  assertEquals(runs(some, 2, NOON - 1), [[0, 1], [2_000, 1]]);
  assertEquals(runs(some, 1, NOON), [[2_000, 1]]);
});

Deno.test("[W9] a clock set back for good punishes nobody, whatever the year", () => {
  for (const now of [0, NOON, Date.UTC(2060, 0), Date.UTC(2096, 0)]) {
    const some = guesses();
    assertEquals(runs(some, 31, now + 60 * MINUTE), [[0, 30], [2_000, 1]]);
    assertEquals(runs(some, 31, now), [[0, 30], [2_000, 1]]);
    assertEquals(runs(some, 1, now), [[2_000, 1]]);
  }
});
