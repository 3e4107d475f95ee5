// How long a server asks to wait, in the two forms of `Retry-After`.
import { assertEquals } from "@std/assert";
import { retryAfterMs } from "../../src/base/retry_after.ts";

const WALL = Date.UTC(2026, 0, 2, 3, 4, 5);

Deno.test("Retry-After is a number of seconds or a date, and anything else is none", () => {
  const table: [header: string, ms: number | null][] = [
    ["0", 0],
    ["120", 120_000],
    [" 7 ", 7_000],
    ["Fri, 02 Jan 2026 03:05:05 GMT", 60_000],
    ["Friday, 02-Jan-26 03:05:05 GMT", 60_000],
    ["Fri, 02 Jan 2026 03:00:00 GMT", 0],
    // as a date these would be years
    ["3600.5", null],
    ["-5", null],
    ["2030", 2_030_000],
    ["soon", null],
    ["", null],
  ];
  for (const [header, ms] of table) {
    assertEquals(retryAfterMs(new Headers({ "retry-after": header }), WALL), ms, header);
  }
  assertEquals(retryAfterMs(new Headers(), WALL), null);
});
