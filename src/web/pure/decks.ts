/** Decks as the entry form offers them: the built-in ones by name, and one of one's own. Pure. */
import { parseDeck } from "../../protocol/deck_text.ts";
import { DECKS } from "../../room/deck.ts";
import { CARD_LENGTH_MAX, DECK_CARDS_MAX, DECK_CARDS_MIN } from "../../room/limits.ts";

/** What the form's list calls a deck of one's own. */
export const OWN = "own";

const TITLES: Readonly<Record<string, string>> = {
  fibonacci: "Fibonacci",
  modified_fibonacci: "Modified Fibonacci",
  t_shirt: "T-shirt sizes",
  powers_of_two: "Powers of two",
};

export interface DeckOffer {
  readonly name: string;
  readonly title: string;
}

export const OFFERS: readonly DeckOffer[] = [
  ...DECKS.map(({ name }) => ({ name, title: TITLES[name] ?? name })),
  { name: OWN, title: "Your own cards" },
];

export function isBuiltIn(deck: string): boolean {
  return DECKS.some(({ name }) => name === deck);
}

export type DeckChoice =
  | { readonly ok: true; readonly cards: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/** Reads what is chosen and typed; commas, spaces, semicolons and line ends part cards. */
export function chosenDeck(name: string, typed: string): DeckChoice {
  const text = name === OWN ? ownCards(typed).join(",") : name;
  const parsed = text === "" ? null : parseDeck(text);
  if (parsed?.ok) return { ok: true, cards: parsed.deck.cards };
  return {
    ok: false,
    problem: `Type ${DECK_CARDS_MIN} to ${DECK_CARDS_MAX} different cards, ` +
      `each of at most ${CARD_LENGTH_MAX} characters.`,
  };
}

/** With a comma or a semicolon in it a card may have spaces; without, spaces part cards. */
function ownCards(typed: string): readonly string[] {
  const between = /[,;\n]/.test(typed) ? /[,;\n]/ : /\s/;
  return typed.split(between).map((card) => card.trim()).filter((card) => card !== "");
}
