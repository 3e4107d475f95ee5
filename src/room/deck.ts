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

/** The decks a creator can name [P2.1]. */
export const DECKS: readonly Deck[] = [
  FIBONACCI,
  {
    name: "modified_fibonacci",
    cards: ["0", "½", "1", "2", "3", "5", "8", "13", "20", "40", "100", UNSURE_CARD, BREAK_CARD],
  },
  { name: "t_shirt", cards: ["XS", "S", "M", "L", "XL", "XXL", UNSURE_CARD, BREAK_CARD] },
  {
    name: "powers_of_two",
    cards: ["1", "2", "4", "8", "16", "32", "64", UNSURE_CARD, BREAK_CARD],
  },
];

/** Whether a card says something about the voter rather than about the ticket [R13]. */
export function isCountedApart(card: string): boolean {
  return card === UNSURE_CARD || card === BREAK_CARD;
}

/** The number on a card, or null where it has none ("XL", "?"). */
export function numericValue(card: string): number | null {
  if (card === "½") return 0.5;
  return /^\d+(\.\d+)?$/.test(card) ? Number(card) : null;
}
