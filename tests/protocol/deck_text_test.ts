// Decks as creators ask for them: by name, or card by card [P2.1].
import { assert, assertEquals } from "@std/assert";
import { parseDeck } from "../../src/protocol/deck_text.ts";
import { DECKS } from "../../src/room/deck.ts";

function cardsOf(text: string): readonly string[] | null {
  const parsed = parseDeck(text);
  if (!parsed.ok) return null;
  assertEquals(parsed.value.name, "custom", text);
  return parsed.value.cards;
}

/** So many different cards. */
function cards(count: number): string {
  return Array.from({ length: count }, (_, n) => `c${n}`).join(",");
}

Deno.test("[P2.1] a deck by its name, in any case; nothing at all is none", () => {
  for (const text of ["", " ", "\t"]) assert(!parseDeck(text).ok);
  assertEquals(DECKS.map(({ name }) => name), [
    "fibonacci",
    "modified_fibonacci",
    "t_shirt",
    "powers_of_two",
  ]);
  for (const deck of DECKS) {
    for (const text of [deck.name, deck.name.toUpperCase(), ` ${deck.name}\n`]) {
      assertEquals(parseDeck(text), { ok: true, value: deck });
    }
  }
});

Deno.test("[P2.1] cards with commas between, in their order, clean and short", () => {
  const table: [string, string[] | null][] = [
    ["1,2", ["1", "2"]],
    [" XS , S,M ", ["XS", "S", "M"]],
    ["2,1,½,?,☕", ["2", "1", "½", "?", "☕"]],
    ["12345678,1", ["12345678", "1"]],
    ["🚀🚀🚀🚀🚀🚀🚀🚀,1", ["🚀".repeat(8), "1"]],
    ["\u001b[31mred\u001b[0m,a\u200bb\u202e", ["red", "ab"]],
    ["not  sure,1", ["not sure", "1"]],
    ["xs,XS", ["xs", "XS"]],
    [cards(24), cards(24).split(",")],
    // too few, too many, too long, twice, nothing to be seen
    ["5", null],
    ["fibonacci2", null],
    [cards(25), null],
    ["123456789,1", null],
    ["🚀".repeat(9) + ",1", null],
    ["1,1", null],
    ["1, 1", null],
    ["1,1\u200b", null],
    ["Ångström,A\u030angstro\u0308m", null],
    ["1,", null],
    [",1", null],
    ["1,,2", null],
    [",", null],
    ["1,\u200b", null],
    ["1,\u001b[31m", null],
    // where a semicolon is, a comma is that of a decimal
    ["1;2;3", ["1", "2", "3"]],
    ["0,5;1;2", ["0,5", "1", "2"]],
    ["0,5, 1, 2", ["0", "5", "1", "2"]],
    ["0,5；１", ["0,5", "１"]],
    ["１，２", ["１", "２"]],
    ["0,5;", null],
    ["1,2;", null],
    // the same card twice
    ["1,１", null],
    ["?,？", null],
    ["☕,☕\uFE0F", null],
    ["½,0.5", null],
    ["0,5;1/2", null],
    ["-1,+1,1.5", ["-1", "+1", "1.5"]],
    ["fibonacci,t_shirt", null],
  ];
  for (const [text, expected] of table) assertEquals(cardsOf(text), expected, text);
});

Deno.test("[W4] the rule names what is allowed, and quotes what was given, clean and short", () => {
  const parsed = parseDeck(`\u001b[2J${"x".repeat(10_000)},1`);
  assert(!parsed.ok);
  assertEquals(
    parsed.error,
    "must be fibonacci, modified_fibonacci, t_shirt, powers_of_two, or 2 to 24 different cards of " +
      "1 to 8 characters with commas between, or semicolons where a card has a comma, " +
      `got "${"x".repeat(39)}…"`,
  );
});

Deno.test("[P2.1] every built-in deck is one that could be given card by card", () => {
  for (const deck of DECKS) assertEquals(cardsOf(deck.cards.join(",")), deck.cards, deck.name);
});
