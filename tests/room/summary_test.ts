// What a revealed ballot comes to [R13].
import { assertEquals } from "@std/assert";
import { FIBONACCI, isCountedApart, numericValue } from "../../src/room/deck.ts";
import { summarize, type Summary } from "../../src/room/summary.ts";

const T_SHIRT = { name: "t_shirt", cards: ["S", "M", "L", "?", "☕"] };
const HALVES = { name: "custom", cards: ["0", "0.5", "1", "2", "10", "?", "big"] };

function counts(given: Summary["counts"]): string {
  return given.map(({ card, count }) => `${count}x${card}`).join(" ");
}

Deno.test("[R13] mean, median, minimum, maximum and consensus are over the cards with a number", () => {
  type Row = [string, number | null, number | null, number | null, number | null, boolean];
  const table: Row[] = [
    // cards, mean, median, minimum, maximum, consensus
    ["5", 5, 5, 5, 5, true],
    ["5 5 5", 5, 5, 5, 5, true],
    ["5 8", 6.5, 6.5, 5, 8, false],
    ["8 5", 6.5, 6.5, 5, 8, false],
    ["1 2 21", 8, 2, 1, 21, false],
    ["21 1 13 2", 9.25, 7.5, 1, 21, false],
    ["1 1 2 3 5 8", 20 / 6, 2.5, 1, 8, false],
    ["5 ?", 5, 5, 5, 5, true],
    ["5 ☕ 5 ?", 5, 5, 5, 5, true],
    ["13 2 ?", 7.5, 7.5, 2, 13, false],
    ["?", null, null, null, null, false],
    ["? ? ☕", null, null, null, null, false],
    ["", null, null, null, null, false],
  ];
  for (const [text, mean, median, min, max, consensus] of table) {
    const cards = text.split(" ").filter((card) => card !== "");
    const { counts: _, counted_apart: __, ...rest } = summarize(FIBONACCI, cards);
    assertEquals(rest, { mean, median, min, max, consensus }, text);
  }
});

Deno.test("[R13] numbers are compared as numbers, not as text", () => {
  const { median, min, max } = summarize(HALVES, ["10", "2", "0.5"]);
  assertEquals({ median, min, max }, { median: 2, min: 0.5, max: 10 });
});

Deno.test("[R13] a 0 is an estimate, and not the same as none", () => {
  const { mean, median, min, max, consensus } = summarize(HALVES, ["0", "0"]);
  assertEquals({ mean, median, min, max, consensus }, {
    mean: 0,
    median: 0,
    min: 0,
    max: 0,
    consensus: true,
  });
  assertEquals(summarize(HALVES, ["?", "big"]).mean, null);
});

Deno.test("[R13] cards are counted in the deck's order, ? and the break card apart", () => {
  const table: [string, string, string][] = [
    ["8 1 ☕ 8 ? 1 8", "2x1 3x8", "1x? 1x☕"],
    ["?", "", "1x?"],
    ["21", "1x21", ""],
    ["", "", ""],
  ];
  for (const [text, estimates, apart] of table) {
    const cards = text.split(" ").filter((card) => card !== "");
    const summary = summarize(FIBONACCI, cards);
    assertEquals(counts(summary.counts), estimates);
    assertEquals(counts(summary.counted_apart), apart);
  }
});

Deno.test("[R13] a deck without numbers has counts and consensus, and no mean", () => {
  const agreed = summarize(T_SHIRT, ["M", "?", "M"]);
  assertEquals(agreed, {
    counts: [{ card: "M", count: 2 }],
    counted_apart: [{ card: "?", count: 1 }],
    mean: null,
    median: null,
    min: null,
    max: null,
    consensus: true,
  });
  assertEquals(summarize(T_SHIRT, ["M", "L"]).consensus, false);
});

Deno.test("[R13] a mixed deck's words count against consensus and not into the mean", () => {
  const { mean, consensus } = summarize(HALVES, ["2", "2", "big"]);
  assertEquals({ mean, consensus }, { mean: 2, consensus: false });
});

Deno.test("[R13] which cards have a number", () => {
  const table: [string, number | null][] = [
    ["0", 0],
    ["21", 21],
    ["0.5", 0.5],
    ["?", null],
    ["☕", null],
    ["XL", null],
    ["", null],
    [" 5", null],
    ["5.", null],
    [".5", null],
    ["-1", null],
    ["1e3", null],
    ["0x10", null],
    ["½", 0.5],
    ["1½", null],
    ["¼", null],
    ["٣", null],
    ["Infinity", null],
  ];
  for (const [card, value] of table) assertEquals(numericValue(card), value, card);
  assertEquals(["?", "☕", "5", "??"].map(isCountedApart), [true, true, false, false]);
});
