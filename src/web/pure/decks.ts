/** Decks as the start screen offers them: the built-in ones by name, and one of one's own. Pure. */
import type { Result } from "../../base/result.ts";
import { parseDeck, separatorOf } from "../../protocol/deck_text.ts";
import { joinedCards } from "../../protocol/joined_cards.ts";
import { words } from "../languages/words.ts";
import { DECKS, isSameCard } from "../../room/deck.ts";
import { CARD_LENGTH_MAX, DECK_CARDS_MAX, DECK_CARDS_MIN } from "../../room/limits.ts";

/** What the form's list calls a deck of one's own. */
export const OWN = "own";

interface DeckOffer {
  readonly name: string;
  readonly title: string;
}

/** In the page's language. */
export function offers(): readonly DeckOffer[] {
  const { fibonacci, modifiedFibonacci, tShirt, powersOfTwo, own } = words().cards;
  const titles = new Map([
    ["fibonacci", fibonacci],
    ["modified_fibonacci", modifiedFibonacci],
    ["t_shirt", tShirt],
    ["powers_of_two", powersOfTwo],
  ]);
  return [
    ...DECKS.map(({ name }) => ({ name, title: titles.get(name) ?? name })),
    { name: OWN, title: own },
  ];
}

export function isBuiltIn(deck: string): boolean {
  return DECKS.some(({ name }) => name === deck);
}

/**
 * Reads what is chosen and typed: its cards, or what is wrong, for the form. Commas, spaces, semicolons and line ends
 * part cards. Where there is a semicolon a comma is that of a decimal.
 */
export function chosenDeck(name: string, typed: string): Result<readonly string[], string> {
  const text = name === OWN ? joinedCards(ownCards(typed)) : name;
  const parsed = text === "" ? null : parseDeck(text);
  if (parsed?.ok) return { ok: true, value: parsed.value.cards };
  const decimal = name === OWN ? decimalIn(typed) : null;
  if (decimal !== null) return { ok: false, error: words().cards.decimal(decimal) };
  const twins = name === OWN ? twinsIn(ownCards(typed)) : null;
  if (twins !== null) return { ok: false, error: words().cards.twice(...twins) };
  return {
    ok: false,
    error: words().cards.problem(DECK_CARDS_MIN, DECK_CARDS_MAX, CARD_LENGTH_MAX),
  };
}

/**
 * What may be meant as one number [R13] where commas part cards: `0,5` of `0,5, 1`, in which other cards have more
 * between them than a comma. null: there is nothing like it.
 */
export function decimalIn(typed: string): string | null {
  if (/[;；]/.test(typed)) return null;
  const parts = typed.trim().split(/[,，]?\s+/);
  return parts.length > 1 ? parts.find((part) => /^\d*[,，]\d+$/.test(part)) ?? null : null;
}

/** Two cards that are the same, or the same number: `0,5` and `½`. */
function twinsIn(cards: readonly string[]): readonly [string, string] | null {
  for (const [at, card] of cards.entries()) {
    const twin = cards.slice(0, at).find((other) => isSameCard(other, card));
    if (twin !== undefined) return [twin, card];
  }
  return null;
}

/** With a comma or a semicolon in it a card may have spaces; without, spaces part cards. */
function ownCards(typed: string): readonly string[] {
  const parted = /[,，;；\n]/.test(typed);
  const cards = parted
    ? typed.split(/\n/).flatMap((line) => line.split(separatorOf(typed)))
    : typed.split(/\s/);
  return cards.map((card) => card.trim()).filter((card) => card !== "");
}

/** A remembered deck of one's own, as somebody types it. */
export function typedDeck(text: string): string {
  return text.includes(";") ? text.replaceAll(";", "; ") : text.replaceAll(",", ", ");
}
