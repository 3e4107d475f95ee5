// Times as people type them.
import { assertEquals } from "@std/assert";
import { readSeconds, showSeconds } from "../../src/terminal/seconds.ts";

Deno.test("seconds: as typed, and as shown", () => {
  const table: [string, number | null][] = [
    ["90", 90],
    ["1:30", 90],
    ["2m", 120],
    ["1h", 3_600],
    ["30 s", 30],
    ["0", 0],
    ["off", 0],
    ["", null],
    ["soon", null],
    ["1:75", null],
    ["-5", null],
    ["86401", null],
    ["25h", null],
  ];
  for (const [text, seconds] of table) assertEquals(readSeconds(text), seconds, text);
  assertEquals([5, 65, 3_600].map(showSeconds), ["0:05", "1:05", "1:00:00"]);
});
