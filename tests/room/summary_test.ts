// What a revealed ballot comes to [R13].
import { assert, assertEquals } from "@std/assert";
import { FIBONACCI, isCountedApart, numericValue } from "../../src/room/deck.ts";
import { summarize, type Summary } from "../../src/room/summary.ts";

const T_SHIRT = { name: "t_shirt", cards: ["S", "M", "L", "?", "☕"] };
const HALVES = { name: "custom", cards: ["0", "0.5", "1", "2", "10", "?", "big"] };

function counts(given: Summary["counts"]): string {
  return given.map(({ card, count }) => `${count}x${card}`).join(" ");
}

Deno.test("[R13] mean, median, minimum, maximum and consensus are over the cards with a number", () => {
  type Row = [string, number | null, number | null, number | null, number | null, boolean, string?];
  const table: Row[] = [
    // cards, mean, median, minimum, maximum, consensus, suggestion
    ["5", 5, 5, 5, 5, true, "5"],
    ["5 5 5", 5, 5, 5, 5, true, "5"],
    ["5 8", 6.5, 6.5, 5, 8, false, "8"],
    ["8 5", 6.5, 6.5, 5, 8, false, "8"],
    ["1 2 21", 8, 2, 1, 21, false, "2"],
    ["21 1 13 2", 9.25, 7.5, 1, 21, false, "8"],
    ["1 1 2 3 5 8", 3.33, 2.5, 1, 8, false, "3"],
    ["5 ?", 5, 5, 5, 5, true, "5"],
    ["5 ☕ 5 ?", 5, 5, 5, 5, true, "5"],
    ["13 2 ?", 7.5, 7.5, 2, 13, false, "8"],
    ["?", null, null, null, null, false],
    ["? ? ☕", null, null, null, null, false],
    ["", null, null, null, null, false],
  ];
  for (const [text, mean, median, min, max, consensus, suggestion = null] of table) {
    const cards = text.split(" ").filter((card) => card !== "");
    const { counts: _, counted_apart: __, ...rest } = summarize(FIBONACCI, cards);
    assertEquals(rest, { mean, median, min, max, consensus, suggestion }, text);
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
    suggestion: "M",
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
    [".5", 0.5],
    ["0,5", 0.5],
    [",5", 0.5],
    ["-1", -1],
    ["\u22121,5", -1.5],
    ["+3", 3],
    ["-0", 0],
    ["1/2", 0.5],
    ["-3/4", -0.75],
    ["1/0", null],
    ["1/2/3", null],
    ["1,2,3", null],
    ["--1", null],
    ["２１", 21],
    ["０．５", 0.5],
    ["０，５", 0.5],
    ["－１", -1],
    ["１／２", 0.5],
    ["2²", null],
    ["5 d", null],
    ["1e3", null],
    ["0x10", null],
    ["½", 0.5],
    ["1½", 1.5],
    ["¼", 0.25],
    ["¾", 0.75],
    ["⅔", 2 / 3],
    ["-⅛", -0.125],
    ["½½", null],
    ["٣", null],
    ["Infinity", null],
  ];
  for (const [card, value] of table) assertEquals(numericValue(card), value, card);
  const apart = ["?", "？", "☕", "☕\uFE0F", "☕\uFE0E"];
  for (const card of apart) assert(isCountedApart(card), card);
  for (const card of ["5", "??", "☕☕", "\uFE0F", ""]) assert(!isCountedApart(card), card);
});

Deno.test("[R13] what is shown has 2 decimals, halves go up, and nothing is a bit less than it is", () => {
  const cards = ["0,1", ".2", "0.30", "1/3", "１", "1.005", "-1/3", "-0,005", "-0.001", "0.125"];
  const deck = { name: "custom", cards };
  const table: [string, number, number, number, number][] = [
    // cards, mean, median, minimum, maximum
    ["0,1 .2 0.30", 0.2, 0.2, 0.1, 0.3],
    ["0,1 .2", 0.15, 0.15, 0.1, 0.2],
    ["1/3", 0.33, 0.33, 0.33, 0.33],
    ["1/3 １", 0.67, 0.67, 0.33, 1],
    ["1.005", 1.01, 1.01, 1.01, 1.01],
    ["1.005 １", 1, 1, 1, 1.01],
    ["-1/3 １", 0.33, 0.33, -0.33, 1],
    ["-0,005", 0, 0, 0, 0],
    ["-0.001", 0, 0, 0, 0],
    ["0.125", 0.13, 0.13, 0.13, 0.13],
  ];
  for (const [text, mean, median, min, max] of table) {
    const summary = summarize(deck, text.split(" "));
    const { counts: _, counted_apart: __, consensus: ___, suggestion: ____, ...figures } = summary;
    assertEquals(figures, { mean, median, min, max }, text);
  }
});

Deno.test("[R13] the break card and ? count apart however they are written", () => {
  const deck = { name: "custom", cards: ["1", "？", "☕\uFE0F"] };
  const { counts: estimates, counted_apart, consensus, mean } = summarize(deck, [
    "☕\uFE0F",
    "1",
    "？",
  ]);
  assertEquals([counts(estimates), counts(counted_apart)], ["1x1", "1x？ 1x☕\uFE0F"]);
  assertEquals([consensus, mean], [true, 1]);
});

Deno.test("[R13] the suggestion is the consensus, else the numeric card nearest to the median, a tie up", () => {
  const table: [string, string, string | null][] = [
    // deck, cards, suggestion
    ["1 2 3 5 8 13 ?", "5 5 ?", "5"],
    ["1 2 3 5 8 13 ?", "1 5", "3"],
    ["1 2 3 5 8 13 ?", "3 5", "5"],
    ["1 2 3 5 8 13 ?", "2 8 8 13", "8"],
    ["1 2 3 5 8 13 ?", "? ?", null],
    ["XS S M L", "M M", "M"],
    ["XS S M L", "S M", null],
    // of what is as near the larger, whatever the order, and whatever it is in binary
    ["0.2 0.3 0.4", "0.2 0.4", "0.3"],
    ["0.4 0.2", "0.2 0.4", "0.4"],
    ["0.2 0.4 big", "0.2 0.4 big", "0.4"],
    ["\u00bd 1 2", "\u00bd 1", "1"],
    ["-2 -1 5", "-2 -1", "-1"],
  ];
  for (const [deck, cards, suggestion] of table) {
    const summary = summarize({ name: "custom", cards: deck.split(" ") }, cards.split(" "));
    assertEquals(summary.suggestion, suggestion, `${cards} of ${deck}`);
  }
});
