/** Finds the card of a deck that a person has typed: `0.5` is `½` [R13]. */
import { isSameCard, numericValue } from "../room/deck.ts";

/**
 * The card that was typed: the exact one, else one that differs in case, else the only one with the same value, such as
 * `½` for `0.5`. undefined: there is none, or more than one.
 */
export function findCard(cards: readonly string[], typed: string): string | undefined {
  const wanted = typed.toLowerCase();
  const written = cards.find((card) => card === typed) ??
    cards.find((card) => card.toLowerCase() === wanted);
  if (written !== undefined) return written;
  const same = cards.filter((card) => isSameCard(card, typed));
  return same.length === 1 ? same[0] : undefined;
}

/** The ways to type a card: in lower case, or its number with a point, a comma, or without a leading zero. */
export function spellingsOf(card: string): readonly string[] {
  const written = card.toLowerCase();
  const value = numericValue(card);
  if (value === null) return [written];
  const decimal = String(value);
  return [
    written,
    decimal,
    decimal.replace(".", ","),
    decimal.replace(/^0[.]/, "."),
    ...value === 0.5 ? ["1/2"] : [],
  ];
}
