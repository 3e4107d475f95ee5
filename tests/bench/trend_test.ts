// Level or growing: the way up at the start and a single peak are no growth.
import { assertEquals } from "@std/assert";
import { trendOf } from "./trend.ts";

Deno.test("what grows on is not level; what has grown, or jumps about, is", () => {
  const table: [string, readonly number[], boolean][] = [
    ["the same all the time", [5, 5, 5, 5, 5, 5], true],
    ["a start, then level", [1, 3, 9, 10, 10, 10, 10, 10, 10], true],
    ["one peak", [10, 10, 10, 10, 10, 10, 10, 90, 10], true],
    ["a leak", [10, 12, 14, 16, 18, 20, 22, 24, 26], false],
    ["falling", [30, 20, 20, 20, 10, 10], true],
    ["too few to say", [1], false],
  ];
  for (const [what, values, level] of table) assertEquals(trendOf(values).level, level, what);
});
