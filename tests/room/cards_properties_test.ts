// Any cards with numbers on them, however they are written: what a ballot comes to [R13].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseDeck } from "../../src/protocol/deck_text.ts";
import { joinedCards } from "../../src/protocol/joined_cards.ts";
import { numericValue } from "../../src/room/deck.ts";
import { summarize } from "../../src/room/summary.ts";
import { hostileText } from "../base/hostile_text.ts";

const RUNS = 500;

/** A card, and its number as a whole one of 840 thousandths: every fraction here is one exactly. */
interface Numbered {
  readonly card: string;
  readonly parts: number;
}
const PARTS = 840_000;

const FRACTIONS = { "½": [1, 2], "¼": [1, 4], "¾": [3, 4], "⅓": [1, 3], "⅔": [2, 3], "⅝": [5, 8] };

function wide(text: string): string {
  return text.replace(/[!-~]/g, (plain) => String.fromCharCode(plain.charCodeAt(0) + 0xFEE0));
}

const unsigned: fc.Arbitrary<Numbered> = fc.oneof(
  fc.nat(999).map((n) => ({ card: `${n}`, parts: n * PARTS })),
  fc.tuple(fc.nat(999), fc.constantFrom(".", ","), fc.nat(99)).map(([whole, point, rest]) => ({
    card: `${whole}${point}${String(rest).padStart(2, "0")}`,
    parts: whole * PARTS + rest * PARTS / 100,
  })),
  fc.tuple(fc.constantFrom(".", ","), fc.nat(9))
    .map(([point, tenths]) => ({ card: `${point}${tenths}`, parts: tenths * PARTS / 10 })),
  fc.tuple(fc.nat(99), fc.integer({ min: 1, max: 8 }))
    .map(([over, under]) => ({ card: `${over}/${under}`, parts: over * PARTS / under })),
  fc.tuple(fc.option(fc.nat(99)), fc.constantFrom(...Object.entries(FRACTIONS)))
    .map(([whole, [character, [over = 0, under = 1]]]) => ({
      card: `${whole ?? ""}${character}`,
      parts: (whole ?? 0) * PARTS + over * PARTS / under,
    })),
);

const numbered = fc.tuple(unsigned, fc.constantFrom("", "+", "-", "\u2212"), fc.boolean())
  .map(([{ card, parts }, sign, isWide]) => ({
    card: isWide ? wide(sign + card) : sign + card,
    parts: sign === "-" || sign === "\u2212" ? 0 - parts : parts,
  }));

const wordy = fc.constantFrom("?", "？", "☕", "☕\uFE0F", "XL", "5.", "1e3", "1/0", "2²");

function assertShown(value: number | null, exact: number): void {
  assert(value !== null);
  assert(Math.abs(value - exact) <= 0.005 + 1e-9, `${value}, not ${exact}`);
  assertEquals(Number(value.toFixed(2)), value, "more than 2 decimals");
}

Deno.test("[R13] mean, median, minimum and maximum are those of the numbers on the cards", () => {
  fc.assert(
    fc.property(
      fc.array(numbered, { minLength: 1, maxLength: 20 }),
      fc.array(wordy, { maxLength: 5 }),
      (estimates, words) => {
        const cards = [...estimates.map(({ card }) => card), ...words];
        const deck = { name: "custom", cards: [...new Set(cards)] };
        const summary = summarize(deck, cards);
        const parts = estimates.map((one) => one.parts).sort((a, b) => a - b);
        const count = parts.length;
        const at = (n: number) => parts[n] ?? NaN;
        assertShown(summary.mean, parts.reduce((sum, one) => sum + one, 0) / count / PARTS);
        const middle = count % 2 === 1
          ? at((count - 1) / 2)
          : (at(count / 2 - 1) + at(count / 2)) / 2;
        assertShown(summary.median, middle / PARTS);
        assertShown(summary.min, at(0) / PARTS);
        assertShown(summary.max, at(count - 1) / PARTS);
        const { mean, median, min, max } = summary;
        assert(min !== null && max !== null && mean !== null && median !== null);
        assert(min <= mean && mean <= max && min <= median && median <= max);
        assertEquals(JSON.parse(JSON.stringify(summary)), summary);
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test("[R13] whatever is on the cards, every vote is counted, and the summary is as JSON has it", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(hostileText(), wordy), { maxLength: 20 }), (cards) => {
      const summary = summarize({ name: "custom", cards: [...new Set(cards)] }, cards);
      const counted = [...summary.counts, ...summary.counted_apart];
      assertEquals(counted.reduce((sum, { count }) => sum + count, 0), cards.length);
      assertEquals(JSON.parse(JSON.stringify(summary)), summary);
      assertEquals(summary.mean === null, cards.every((card) => numericValue(card) === null));
    }),
    { numRuns: RUNS },
  );
});

Deno.test("[P2.1] cards that differ are a deck again once joined, whatever points they have", () => {
  const short = numbered.filter(({ card }) => [...card].length <= 8);
  const deck = fc.uniqueArray(short, {
    minLength: 2,
    maxLength: 24,
    // as near as two numbers here can be
    selector: ({ parts }) => Math.round(parts),
  });
  fc.assert(
    fc.property(deck, (given) => {
      const cards = given.map(({ card }) => card);
      assertEquals(parseDeck(joinedCards(cards)), { ok: true, value: { name: "custom", cards } });
    }),
    { numRuns: RUNS },
  );
});
