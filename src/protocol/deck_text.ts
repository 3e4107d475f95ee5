/** A deck as a creator asks for it: by name, or card by card [P2.1]. */
import type { Result } from "../base/result.ts";
import { type Deck, DECKS, isSameCard } from "../room/deck.ts";
import { CARD_LENGTH_MAX, DECK_CARDS_MAX, DECK_CARDS_MIN } from "../room/limits.ts";
import { checkCard, quote } from "./text.ts";

/**
 * Reads a deck, or gives the rule that the text broke, ready to stand behind the field's name. Commas part cards, but
 * where there is a semicolon those do, and a comma is that of a decimal: `0,5;1;2`.
 */
export function parseDeck(text: string): Result<Deck, string> {
  const name = text.trim().toLowerCase();
  const builtIn = DECKS.find((deck) => deck.name === name);
  if (builtIn !== undefined) return { ok: true, value: builtIn };
  const given = text.split(separatorOf(text), DECK_CARDS_MAX + 1);
  // before any is looked at: a query string has room for 30,000
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

/** What parts the cards of a deck that is given card by card. Full-width ones count, as typed with those digits. */
export function separatorOf(text: string): RegExp {
  return /[;；]/.test(text) ? /[;；]/ : /[,，]/;
}

function rule(text: string): string {
  const names = DECKS.map((deck) => deck.name).join(", ");
  return `must be ${names}, or ${DECK_CARDS_MIN} to ${DECK_CARDS_MAX} different cards of 1 to ` +
    `${CARD_LENGTH_MAX} characters with commas between, or semicolons where a card has a comma, ` +
    `got ${quote(text)}`;
}
