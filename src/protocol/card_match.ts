/** Which card of a deck somebody means who types at a keyboard: `0.5` is `½` [R13]. */
import { isSameCard, numericValue } from "../room/deck.ts";

/**
 * The card of a deck that somebody means who typed this: it as it stands, else in another case, else the only
 * one that is the same, such as `½` for `0.5`. undefined: none, or more than one.
 */
export function findCard(cards: readonly string[], typed: string): string | undefined {
  const wanted = typed.toLowerCase();
  const written = cards.find((card) => card === typed) ??
    cards.find((card) => card.toLowerCase() === wanted);
  if (written !== undefined) return written;
  const same = cards.filter((card) => isSameCard(card, typed));
  return same.length === 1 ? same[0] : undefined;
}

/** What people type for a card: it in small letters, and its number with a point, a comma, or no nought before. */
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
