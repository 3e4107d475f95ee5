/** Decks: the cards a room votes with. A card is a short text; some have a numeric value [R13]. */

/** The cards of a room. */
export interface Deck {
  /** A name of `DECKS`, or `custom`. */
  readonly name: string;
  /** In the order they are shown. */
  readonly cards: readonly string[];
}

/** "I can't tell": counted apart, never part of a mean [R13]. */
const UNSURE_CARD = "?";

/** "I need a break": counted apart, never part of a mean [R13]. */
const BREAK_CARD = "☕";

/** The default deck, the one that v1 clients know [P1.3]. */
export const FIBONACCI: Deck = {
  name: "fibonacci",
  cards: ["1", "2", "3", "5", "8", "13", "21", UNSURE_CARD, BREAK_CARD],
};

/** The cards in a v1 client's menu; the client exits if its user types anything else [P1.3]. */
export const V1_CARDS: readonly string[] = ["1", "2", "3", "5", "8", "13", "21"];

/** The cards of a deck that a v1 client can play [P1.3]. */
export function v1CardsOf({ cards }: Deck): readonly string[] {
  return V1_CARDS.filter((card) => cards.includes(card));
}

/** The fewest cards of a deck that v1 clients must be able to play [P1.3]. */
export const V1_CARDS_MIN = 2;

/** Whether v1 clients can play enough cards of this deck [P1.3]. */
export function suitsV1(deck: Deck): boolean {
  return v1CardsOf(deck).length >= V1_CARDS_MIN;
}

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

/**
 * The form in which cards are compared: full-width characters become plain, and variation selectors are removed, so
 * that `？` equals `?`, and `☕` with U+FE0F equals `☕` without.
 */
function foldCard(card: string): string {
  if (/^[ -~]*$/.test(card)) return card; // nearly every card
  return card
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCodePoint(wide.charCodeAt(0) - 0xFEE0))
    .replace(/[\uFE0E\uFE0F]/g, "");
}

/** Whether a card is `?` or `☕`, which are votes but not estimates [R13]. */
export function isCountedApart(card: string): boolean {
  const folded = foldCard(card);
  return folded === UNSURE_CARD || folded === BREAK_CARD;
}

/** An optional sign, then a decimal with point or comma, a fraction (`1/2`, `½`, `1½`), or an integer. */
const NUMBER = /^([+\-\u2212]?)(?:(\d*)[.,](\d+)|(\d+)\/(\d+)|(\d*)([¼-¾⅐-⅞])|(\d+))$/;

/** The number on a card, or null where it has none ("XL", "?") [R13]. */
export function numericValue(card: string): number | null {
  if (/^\d+$/.test(card)) return Number(card);
  const found = NUMBER.exec(foldCard(card));
  if (found === null) return null;
  const [, sign, before = "", after, over, under, count = "", part, digits] = found;
  let value: number;
  if (after !== undefined) value = Number(`${before}.${after}`);
  else if (over !== undefined) value = Number(over) / Number(under);
  else if (part !== undefined) {
    // NFKC turns `½` into 1, U+2044 (fraction slash), 2
    const [top, bottom] = part.normalize("NFKC").split("\u2044");
    value = Number(count) + Number(top) / Number(bottom);
  } else value = Number(digits);
  if (!Number.isFinite(value)) return null; // 1/0
  return sign === "" || sign === "+" || value === 0 ? value : -value;
}

/** Whether a deck can't have both: they look alike, or are the same number. */
export function isSameCard(one: string, other: string): boolean {
  if (foldCard(one) === foldCard(other)) return true;
  const value = numericValue(one);
  return value !== null && value === numericValue(other);
}
