/** A deck as a creator asks for it: by name, or card by card [P2.1]. */
import { type Deck, DECKS, FIBONACCI } from "../room/deck.ts";
import { CARD_LENGTH_MAX, DECK_CARDS_MAX, DECK_CARDS_MIN } from "../room/limits.ts";
import { checkCard, quote } from "./text.ts";

export type ParsedDeck = { readonly ok: true; readonly deck: Deck } | {
  readonly ok: false;
  readonly rule: string;
};

/** Reads a deck; an empty text is the default one. */
export function parseDeck(text: string): ParsedDeck {
  const name = text.trim().toLowerCase();
  if (name === "") return { ok: true, deck: FIBONACCI };
  const built_in = DECKS.find((deck) => deck.name === name);
  if (built_in !== undefined) return { ok: true, deck: built_in };
  const given = text.split(",", DECK_CARDS_MAX + 1);
  // before any is looked at: a query string has room for 30,000
  if (given.length < DECK_CARDS_MIN || given.length > DECK_CARDS_MAX) {
    return { ok: false, rule: rule(text) };
  }
  const cards: string[] = [];
  for (const typed of given) {
    const card = checkCard(typed);
    if (!card.ok || cards.includes(card.value)) return { ok: false, rule: rule(text) };
    cards.push(card.value);
  }
  return { ok: true, deck: { name: "custom", cards } };
}

function rule(text: string): string {
  const names = DECKS.map((deck) => deck.name).join(", ");
  return `must be ${names}, or ${DECK_CARDS_MIN} to ${DECK_CARDS_MAX} different cards of 1 to ` +
    `${CARD_LENGTH_MAX} characters with commas between, got ${quote(text)}`;
}
