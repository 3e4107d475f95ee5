/** The decks that the start screen offers: the built-in ones by name, and the person's own deck. Pure. */
import type { Result } from "../../base/result.ts";
import { parseDeck, separatorOf } from "../../protocol/deck_text.ts";
import { joinedCards } from "../../protocol/joined_cards.ts";
import { words } from "../languages/words.ts";
import { DECKS, isSameCard } from "../../room/deck.ts";
import { CARD_LENGTH_MAX, DECK_CARDS_MAX, DECK_CARDS_MIN } from "../../room/limits.ts";

/** The value of the person's own deck in the form's list. */
export const OWN = "own";

interface DeckOffer {
  readonly name: string;
  readonly title: string;
}

/** The decks to choose from, described in the page's language. */
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

/** Whether it is the name of a deck that every server has. */
export function isBuiltIn(deck: string): boolean {
  return DECKS.some(({ name }) => name === deck);
}

/**
 * The cards of the deck that is chosen, or typed; the error is a sentence for the form. Typed cards are separated by
 * commas, spaces, semicolons or line ends. If there is a semicolon, a comma is a decimal comma.
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
 * Text that commas split into cards, but that was probably meant as one number [R13]: `0,5` in `0,5, 1`, where other
 * cards are separated by more than a comma. null: there is none.
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

/** The typed cards. Spaces separate them only if there is no comma and no semicolon. */
function ownCards(typed: string): readonly string[] {
  const parted = /[,，;；\n]/.test(typed);
  const cards = parted
    ? typed.split(/\n/).flatMap((line) => line.split(separatorOf(typed)))
    : typed.split(/\s/);
  return cards.map((card) => card.trim()).filter((card) => card !== "");
}

/** The text of the person's remembered deck, as it is typed into the form. */
export function typedDeck(text: string): string {
  return text.includes(";") ? text.replaceAll(";", "; ") : text.replaceAll(",", ", ");
}
