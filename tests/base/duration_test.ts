import { assert, assertEquals } from "@std/assert";
import { DURATION_MS_MAX, formatDuration, parseDuration } from "../../src/base/duration.ts";

Deno.test("durations are whole numbers with a unit, and nothing else", () => {
  const table: [string, number | null][] = [
    ["500ms", 500],
    ["0s", 0],
    ["30s", 30_000],
    ["15m", 900_000],
    ["4h", 14_400_000],
    ["1d", 86_400_000],
    ["007s", 7_000],
    ["10", null],
    ["", null],
    ["s", null],
    ["-5s", null],
    ["+5s", null],
    ["1.5h", null],
    ["1h30m", null],
    ["4 h", null],
    ["4H", null],
    ["4hours", null],
    ["1e3s", null],
    ["٣s", null],
    ["soon", null],
    ["9".repeat(13) + "s", null],
  ];
  for (const [text, ms] of table) assertEquals(parseDuration(text), ms, text);
});

Deno.test("a duration is shown in its largest exact unit, and reads back", () => {
  const table: [number, string][] = [
    [0, "0s"],
    [1, "1ms"],
    [1_000, "1s"],
    [1_500, "1500ms"],
    [90_000, "90s"],
    [1_800_000, "30m"],
    [14_400_000, "4h"],
    [86_400_000, "1d"],
  ];
  for (const [ms, text] of table) {
    assertEquals(formatDuration(ms), text);
    assertEquals(parseDuration(text), ms);
  }
});

Deno.test("the longest duration fits a timer", () => assert(DURATION_MS_MAX < 2 ** 31));
