import { assertEquals } from "@std/assert";
import { GUESS_DELAY_MS, Guesses, GUESSES_PER_MINUTE } from "../../src/server/guesses.ts";

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 23, 12);

function guesses(): Guesses {
  return new Guesses(Guesses.allocate("seed 1"));
}

/** So many guesses of an address: before how many of them it had made too many. */
function late(of: Guesses, count: number, now: number, address = "10.0.0.1"): number {
  let late = 0;
  for (let n = 0; n < count; n++) {
    if (of.areTooMany(address, now)) late++;
    of.count(address, now);
  }
  return late;
}

Deno.test("[W9] from the 31st in a minute on, an address is late", () => {
  assertEquals([GUESSES_PER_MINUTE, GUESS_DELAY_MS], [30, 2_000]);
  // far past what the packed count can hold, too
  assertEquals(late(guesses(), 500, NOON), 470);
});

Deno.test("[W9] to ask whether they are too many counts nothing", () => {
  const some = guesses();
  late(some, 29, NOON);
  for (let n = 0; n < 100; n++) assertEquals(some.areTooMany("10.0.0.1", NOON), false);
});

Deno.test("[W9] a new minute begins anew", () => {
  const some = guesses();
  assertEquals(late(some, 31, NOON + MINUTE - 1), 1);
  assertEquals(some.areTooMany("10.0.0.1", NOON + MINUTE), false);
  assertEquals(late(some, 31, NOON + MINUTE), 1);
  assertEquals(late(some, 31, NOON + 61 * MINUTE), 1);
});

Deno.test("[W9] addresses are counted apart, workers together", () => {
  const shared = Guesses.allocate("seed 1");
  const one = new Guesses(shared);
  const two = new Guesses(shared);
  assertEquals(late(one, 15, NOON), 0);
  assertEquals(late(two, 16, NOON), 1);
  assertEquals(one.areTooMany("10.0.0.1", NOON), true);
  assertEquals(one.areTooMany("10.0.0.2", NOON), false);
});

Deno.test("[W9] a worker whose clock was read a moment earlier does not begin the count anew", () => {
  const some = guesses();
  assertEquals(late(some, 29, NOON), 0);
  assertEquals(late(some, 2, NOON - 1), 1);
  assertEquals(late(some, 1, NOON), 1);
});

Deno.test("[W9] a clock set back for good punishes nobody, whatever the year", () => {
  for (const now of [0, NOON, Date.UTC(2060, 0), Date.UTC(2096, 0), Date.UTC(2100, 0)]) {
    const some = guesses();
    assertEquals(late(some, 31, now + 60 * MINUTE), 1);
    assertEquals(late(some, 31, now), 1);
    assertEquals(late(some, 1, now), 1);
  }
});
