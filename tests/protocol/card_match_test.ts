// Which card is meant by what is typed, and cards of one's own as one text [R13, P2.1].
import { assertEquals } from "@std/assert";
import { findCard } from "../../src/protocol/card_match.ts";
import { parseDeck } from "../../src/protocol/deck_text.ts";
import { joinedCards } from "../../src/protocol/joined_cards.ts";

Deno.test("[R13] a card is found as it stands, in another case, or by its number", () => {
  const half = ["0", "½", "1", "5", "?", "☕"];
  const table: [readonly string[], string, string | undefined][] = [
    [half, "½", "½"],
    [half, "0.5", "½"],
    [half, "0,5", "½"],
    [half, ".5", "½"],
    [half, "1/2", "½"],
    [half, "05", "5"],
    [half, "5.0", "5"],
    [half, "？", "?"],
    [half, "☕\uFE0F", "☕"],
    [half, "2", undefined],
    [half, "", undefined],
    [["0,5", "1"], "½", "0,5"],
    [["0.5", "1"], "0,5", "0.5"],
    [["XS", "xs"], "xs", "xs"],
    [["XS", "S"], "xs", "XS"],
    // an older deck may have two of one number: then it takes more than the number
    [["½", "0.5"], "0.5", "0.5"],
    [["½", "0.5"], "1/2", undefined],
  ];
  for (const [cards, typed, card] of table) assertEquals(findCard(cards, typed), card, typed);
});

Deno.test("[P2.1] cards joined are read as the same cards", () => {
  for (const cards of [["1", "2"], ["0,5", "1"], ["0，5", "1"], ["1/2", "☕"]]) {
    const parsed = parseDeck(joinedCards(cards));
    assertEquals(parsed.ok && parsed.value.cards, cards);
  }
  // one card is no deck, and not two
  assertEquals(parseDeck(joinedCards(["0,5"])).ok, false);
});
