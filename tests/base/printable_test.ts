// Values in error lines: on one line, safe to print, and no longer than one can take in.
import { assert, assertEquals } from "@std/assert";
import { quoteEscaped } from "../../src/base/printable.ts";

Deno.test("a value is quoted whole up to 60 characters, then cut", () => {
  assertEquals(quoteEscaped("7d"), '"7d"');
  assertEquals(quoteEscaped("x".repeat(60)), `"${"x".repeat(60)}"`);
  assertEquals(quoteEscaped("x".repeat(61)), `"${"x".repeat(60)}..."`);
  assertEquals(quoteEscaped("\u{1F600}".repeat(61)), `"${"\u{1F600}".repeat(60)}..."`);
});

Deno.test("escaped text is cut by its escaped length, never within an escape", () => {
  assertEquals(quoteEscaped("a\u202e\n"), '"a\\u202e\\n"');
  // a control of hieroglyphs: two escapes of six characters each
  assertEquals(quoteEscaped("\u{13431}".repeat(20)), `"${"\\ud80d\\udc31".repeat(20)}"`);
  assertEquals(quoteEscaped("\u{13431}".repeat(60)), `"${"\\ud80d\\udc31".repeat(20)}..."`);
  assert(quoteEscaped("\u0000".repeat(5_000)).length < 300);
});
