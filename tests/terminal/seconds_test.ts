// Times as people type them.
import { assertEquals } from "@std/assert";
import { readTimer } from "../../src/terminal/seconds.ts";

Deno.test("seconds: as typed", () => {
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
  for (const [text, seconds] of table) {
    const timer = seconds === null ? null : { seconds: seconds || null, reveal: false };
    assertEquals(readTimer(text), timer, text);
  }
  // [R11a] a timer that turns the cards over
  for (const text of ["1:30 reveal", "90  r", "90 REVEAL", "90r", "1:30R"]) {
    assertEquals(readTimer(text), { seconds: 90, reveal: true }, text);
  }
  assertEquals(readTimer("0 reveal"), { seconds: null, reveal: false });
  for (const text of ["reveal", "r", "90 later", "90rr", "90 hour"]) {
    assertEquals(readTimer(text), null, text);
  }
});
