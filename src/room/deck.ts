/** Decks: the cards a room votes with. A card is a short text; some have a numeric value [R13]. */

export interface Deck {
  readonly name: string;
  readonly cards: readonly string[];
}

/** "I can't tell": counted apart, never part of a mean [R13]. */
export const UNSURE_CARD = "?";

/** "I need a break": counted apart, never part of a mean [R13]. */
export const BREAK_CARD = "☕";

/** The deck a room has unless its creator asks for another: what every v1 client knows [P1.3]. */
export const FIBONACCI: Deck = {
  name: "fibonacci",
  cards: ["1", "2", "3", "5", "8", "13", "21", UNSURE_CARD, BREAK_CARD],
};

/** Whether a card says something about the voter rather than about the ticket [R13]. */
export function isCountedApart(card: string): boolean {
  return card === UNSURE_CARD || card === BREAK_CARD;
}

/** The number on a card, or null where it has none ("XL", "?"). */
export function numericValue(card: string): number | null {
  return /^\d+(\.\d+)?$/.test(card) ? Number(card) : null;
}
