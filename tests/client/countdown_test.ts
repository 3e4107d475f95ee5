// How long a timer has left, as page and terminal show it.
import { assertEquals } from "@std/assert";
import { countdown } from "../../src/client/countdown.ts";

Deno.test("a countdown is rounded up, and is never less than nothing", () => {
  const table: [number, string][] = [
    [0, "0:00"],
    [-5_000, "0:00"],
    [1, "0:01"],
    [1_000, "0:01"],
    [59_001, "1:00"],
    [125_000, "2:05"],
    [3_600_000, "1:00:00"],
  ];
  for (const [ms, text] of table) assertEquals(countdown(ms), text);
});
