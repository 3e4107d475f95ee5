/**
 * Swaps cards for the second run of a seed [R7]. The other card is in the same decks, has the same length and is of the
 * same kind, so that only a leak can make the runs differ.
 */
import { parse } from "./expected_frame.ts";

/** Pairs of cards that are swapped. Each deck has both or neither, because a room may change its deck [R17b]. */
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

/** The other card of the pair; a card without a pair is returned as it is. */
export function otherCard(card: string): string {
  return OTHERS.get(card) ?? card;
}

/** Frames for v2 members, comparable between the two runs. `swapped`: this is the second run. */
export class CardsBefore {
  readonly #swapped: boolean;
  /** A cache of one, because one state goes to many members. */
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

/** Matches a text that has to do with cards. */
const CARDS = /"(?:card|vote|summary)":| is no card of this room's deck/;

/** Matches the card in an error that quotes a card of no deck. */
const QUOTED = /^.{1,8}(?= is no card of this room's deck)/;

/** A VOTES_REVEALED for v1 clients, with the cards of the first run. */
export function withChoicesBefore(text: string): string {
  const event = parse(text);
  const map = event?.data["client_vote_choice_map"];
  for (const vote of Object.values(map ?? {})) vote.Value = otherCard(vote.Value);
  return JSON.stringify(event);
}
