/** A deck as a creator asks for it: by name, or card by card [P2.1]. */
import type { Result } from "../base/result.ts";
import { type Deck, DECKS, isSameCard } from "../room/deck.ts";
import { CARD_LENGTH_MAX, DECK_CARDS_MAX, DECK_CARDS_MIN } from "../room/limits.ts";
import { checkCard, quote } from "./text.ts";

/**
 * Reads a deck, or returns the rule that the text broke, to be put after the field's name. Cards are separated by
 * commas, or, if there is a semicolon, by semicolons; a comma is then a decimal one: `0,5;1;2`.
 */
export function parseDeck(text: string): Result<Deck, string> {
  const name = text.trim().toLowerCase();
  const builtIn = DECKS.find((deck) => deck.name === name);
  if (builtIn !== undefined) return { ok: true, value: builtIn };
  const given = text.split(separatorOf(text), DECK_CARDS_MAX + 1);
  // checked first: a query string has room for 30,000 cards
  if (given.length < DECK_CARDS_MIN || given.length > DECK_CARDS_MAX) {
    return { ok: false, error: rule(text) };
  }
  const cards: string[] = [];
  for (const typed of given) {
    const card = checkCard(typed);
    if (!card.ok || cards.some((other) => isSameCard(other, card.value))) {
      return { ok: false, error: rule(text) };
    }
    cards.push(card.value);
  }
  return { ok: true, value: { name: "custom", cards } };
}

/** The separator of the cards in a text; full-width commas and semicolons count as well. */
export function separatorOf(text: string): RegExp {
  return /[;；]/.test(text) ? /[;；]/ : /[,，]/;
}

function rule(text: string): string {
  const names = DECKS.map((deck) => deck.name).join(", ");
  return `must be ${names}, or ${DECK_CARDS_MIN} to ${DECK_CARDS_MAX} different cards of 1 to ` +
    `${CARD_LENGTH_MAX} characters with commas between, or semicolons where a card has a comma, ` +
    `got ${quote(text)}`;
}
