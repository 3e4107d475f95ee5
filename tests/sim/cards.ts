/**
 * The card that stands for another in the second run of a seed [R7]: in the same decks, of the same length and
 * kind, so that nothing but a leak can make the runs differ.
 */
import { parse } from "./expected_frame.ts";

/** Two that are in all decks together or in none, whatever deck a room changes to [R17b]; all others stay. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["1", "2"],
  ["3", "5"],
  ["?", "\u2615"],
  ["0", "\u00bd"],
  ["20", "40"],
  ["16", "32"],
  ["S", "M"],
  ["XS", "XL"],
];

const OTHERS = new Map(PAIRS.flatMap(([one, other]) => [[one, other], [other, one]]));

/** The other one of its pair, and its own other one: what has none stays as it is. */
export function otherCard(card: string): string {
  return OTHERS.get(card) ?? card;
}

/** What was sent to v2 members without what is computed from cards; `swapped`: with those of the first run. */
export class CardsBefore {
  readonly #swapped: boolean;
  /** Looked at last, and probably next: one state goes to many. */
  #last = { text: "", before: "" };

  constructor(swapped: boolean) {
    this.#swapped = swapped;
  }

  of(text: string): string {
    if (!CARDS.test(text)) return text;
    if (this.#last.text !== text) this.#last = { text, before: this.#read(text) };
    return this.#last.before;
  }

  #read(text: string): string {
    return JSON.stringify(JSON.parse(text, (field, value: unknown) => {
      if (field === "summary") return undefined;
      if (field === "message" && typeof value === "string") return value.replace(QUOTED, "It");
      const isCard = (field === "card" || field === "vote") && typeof value === "string";
      return this.#swapped && isCard ? otherCard(value) : value;
    }));
  }
}

/** What a text has in it that has something to do with cards. */
const CARDS = /"(?:card|vote|summary)":| is no card of this room's deck/;

/** Whoever sent a card that the deck does not have is sent it back. */
const QUOTED = /^.{1,8}(?= is no card of this room's deck)/;

/** VOTES_REVEALED as old clients get it, with every card as it was in the first run. */
export function withChoicesBefore(text: string): string {
  const event = parse(text);
  const map = event?.data["client_vote_choice_map"];
  for (const vote of Object.values(map ?? {})) vote.Value = otherCard(vote.Value);
  return JSON.stringify(event);
}
