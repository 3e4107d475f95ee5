// Whatever is typed: what is left of it is safe to print, and not the worse for it [W5].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkDescription, quote, sanitize } from "../../src/protocol/text.ts";
import {
  assertClearLine,
  assertSanitised,
  hostileText,
  hostileUnit,
} from "../base/hostile_text.ts";

const RUNS = 2_000;

Deno.test("[W5] nothing that a terminal obeys or nobody sees is left of any text", () => {
  fc.assert(
    fc.property(hostileText(), (typed) => assertSanitised(sanitize(typed))),
    { numRuns: RUNS, examples: [["\u{13430}"], ["ana\u{13437}"]] },
  );
});

Deno.test("[W5] sanitising is idempotent, and composing at most triples a text", () => {
  fc.assert(
    fc.property(hostileText(), (typed) => {
      const once = sanitize(typed);
      assertEquals(sanitize(once), once);
      // U+1D160 and its like have the longest composed form there is
      assert(once.length <= 3 * typed.length);
    }),
    { numRuns: RUNS },
  );
});

/** Words and emoji that any sanitising must leave alone. */
const HARMLESS =
  "a Zoë 日本 한 می\u200cخواهم क्\u200dष 👩\u200d🚀 ❤\ufe0f 1\ufe0f\u20e3 T-1 <b>&amp; {1}"
    .split(" ");

/** What can be anywhere and never be seen; no ESC, for it takes along what stands behind it. */
const UNSEEN = [
  ...["\u0000", "\u0007", "\u0008", "\u007f", "\u0084", "\u200b", "\u2060", "\ufeff", "\u00ad"],
  ...["\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u061c", "\u180e", "\u3164"],
  ...["\u034f", "\u{e0001}", "\u{e0061}", "\u{e0100}", "\ufe00", "\ufff9", "\ud800"],
  ...["\u001b[31m", "\u001b]0;title\u0007", "\u009b2J"],
];

Deno.test("[W5] all else stays: harmless words with what is unseen between them are the words", () => {
  const unseen = fc.array(fc.constantFrom(...UNSEEN), { maxLength: 4 }).map((all) => all.join(""));
  const word = fc.tuple(unseen, fc.constantFrom(...HARMLESS), unseen);
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      const typed = words.map((parts) => parts.join("")).join(" ");
      assertEquals(sanitize(typed), words.map(([, seen]) => seen).join(" "));
    }),
    { numRuns: RUNS },
  );
});

Deno.test("[W4] a quotation is a clear line of at most 40 characters, however long the text", () => {
  fc.assert(
    fc.property(hostileText(80), (typed) => assertClearLine(quote(typed), 42)),
    { numRuns: RUNS },
  );
});

const SHORT = 512;
const TIMES = 32;
/** How much dearer a character may be in a long text; where work grows with the square it is TIMES. */
const DEARER_MAX = 8;

/** The same of lines, each of which is also cut out of the text and put back; line by line it would be 40. */
const LINES_DEARER_MAX = 16;

/** How often both are measured at most: on a busy machine one time says nothing, the least of many does. */
const MEASURED_MAX = 200;

function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Fails if one work never takes at most so many times as long as another. */
function assertAtMost(times: number, one: () => void, other: () => void): void {
  let [least, most] = [Infinity, Infinity];
  for (let n = 0; n < MEASURED_MAX; n++) {
    most = Math.min(most, time(other));
    least = Math.min(least, time(one));
    if (n > 0 && least <= most * times) return;
  }
  throw new Error(`${(least / most).toFixed(1)} times as dear`);
}

Deno.test("[W5] sanitising a long text costs no more than as many characters in short ones", () => {
  const pattern = fc.string({ unit: hostileUnit, minLength: 1, maxLength: 4 })
    .filter((text) => text.length > 0);
  fc.assert(
    fc.property(pattern, (unit) => {
      const text = (length: number) => unit.repeat(Math.ceil(length / unit.length));
      const short = text(SHORT);
      const long = text(SHORT * TIMES);
      assertAtMost(DEARER_MAX, () => void sanitize(long), () => {
        for (let n = 0; n < TIMES; n++) sanitize(short);
      });
    }),
    { numRuns: 50, examples: [["\u001b["], ["\u001b]"], ["\u0301\u0316"], ["\u200d"], ["\u0344"]] },
  );
});

Deno.test("[W5] each line of a description is sanitised as a text of its own is", () => {
  const line = hostileText(20).filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const checked = checkDescription(lines.join("\n"));
      assert(checked.ok);
      const left = checked.value.split("\n").map((line) => line.trimStart());
      assertEquals(
        left.filter((line) => line !== ""),
        lines.map(sanitize).filter((line) => line !== ""),
      );
    }),
    { numRuns: RUNS },
  );
});

Deno.test("[W5, W6] sanitising many short lines costs no more than one long line", () => {
  // what is unseen: so many lines, and yet the text has no character left
  const lines = "\u00AD\n".repeat(8_000);
  const line = "\u00AD\u00AD".repeat(8_000);
  assertAtMost(LINES_DEARER_MAX, () => void checkDescription(lines), () => void sanitize(line));
});
