import { assertEquals } from "@std/assert";
import { BAD_MESSAGES_MAX, FORGIVEN_EVERY_MS, Forgiveness } from "../../src/server/forgiveness.ts";

const MINUTE = 60_000;

Deno.test("[W6] eight bad messages are forgiven, the ninth is one too many, however often it comes", () => {
  assertEquals([BAD_MESSAGES_MAX, FORGIVEN_EVERY_MS], [8, MINUTE]);
  const one = new Forgiveness(0);
  for (let n = 0; n < 8; n++) assertEquals(one.take(n), true);
  for (const now of [8, 100, MINUTE - 1]) assertEquals(one.take(now), false);
});

Deno.test("[W6] one is forgotten each minute", () => {
  const one = new Forgiveness(0);
  for (let n = 0; n < 8; n++) one.take(0);
  assertEquals([one.take(MINUTE), one.take(MINUTE), one.take(2 * MINUTE - 1)], [
    true,
    false,
    false,
  ]);
  assertEquals([one.take(4 * MINUTE), one.take(4 * MINUTE)], [true, true]);
  assertEquals([one.take(4 * MINUTE), one.take(4 * MINUTE)], [true, false]);
});

Deno.test("[W6] a person who mistypes once a minute is never put out; hours without a mistake save up nothing", () => {
  const one = new Forgiveness(0);
  for (let n = 0; n < 1_000; n++) assertEquals(one.take(n * MINUTE), true);
  const other = new Forgiveness(0);
  other.take(0);
  const later = 1_000 * MINUTE;
  for (let n = 0; n < 8; n++) assertEquals(other.take(later), true);
  assertEquals(other.take(later), false);
});
