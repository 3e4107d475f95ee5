// How wide text is on a terminal: as the package has it that others measure with, for each character and for
// whatever stands beside others. The server does without the package, which takes a tenth of its start.
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { columns } from "../../src/protocol/columns.ts";

/** As the package has it; null: it throws on what is no character by itself. */
function widthOf(text: string): number | null {
  try {
    return stringWidth(text);
  } catch {
    return null;
  }
}

/**
 * Unlike the package, a terminal shows the former as letters; the latter begin escape sequences, which our text has
 * not.
 */
const NOT_COMPARED = /(?![\u200C\u200D])\p{Cf}|\p{Cc}/u;

/** Letters that the package takes for a part of the character behind them; a terminal shows them as letters, too. */
const PREPENDED =
  /[\u0D4E\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]/u;

Deno.test("columns: each character is as wide as string-width has it", () => {
  const wrong: string[] = [];
  // beyond are only Han characters, format characters and private ones
  for (let code = 0; code <= 0x20010; code++) {
    const character = String.fromCodePoint(code);
    const width = NOT_COMPARED.test(character) ? null : widthOf(character);
    if (width !== null && columns(character) !== width) wrong.push(code.toString(16));
  }
  assertEquals(wrong, []);
});

Deno.test("columns: so is whatever text", () => {
  const part = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.constantFrom("👩‍👩‍👧", "🇩🇪", "1️⃣", "ｶﾞ", "각", "e\u0301", "☕", "☕\uFE0F", "日本", "\u200d"),
  ).filter((text) => !NOT_COMPARED.test(text) && !PREPENDED.test(text));
  const text = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(""));
  fc.assert(fc.property(text, (text) => {
    const width = widthOf(text);
    if (width !== null) assertEquals(columns(text), width, JSON.stringify(text));
  }));
});
