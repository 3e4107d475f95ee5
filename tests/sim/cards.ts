/**
 * The card that stands for another in the second run of a seed [R7]: of the same deck, length and kind, so
 * that nothing but a leak can make the runs differ.
 */
import { parse } from "./told.ts";
import { CARDS } from "./words.ts";

/** The next of its kind in the deck, around in a circle; what is no card of it stays as it is. */
export function otherCard(card: string, deck: readonly string[]): string {
  return turned(card, deck, 1);
}

/** What `otherCard` makes this of. */
export function cardBefore(card: string, deck: readonly string[]): string {
  return turned(card, deck, -1);
}

function turned(card: string, deck: readonly string[], by: number): string {
  if (!deck.includes(card)) return card;
  const alike = deck.filter((one) => kindOf(one) === kindOf(card));
  return alike[(alike.indexOf(card) + by + alike.length) % alike.length] ?? card;
}

/** Whether an old client has it on its menu, too, and whether it is an estimate. */
function kindOf(card: string): string {
  return `${card.length} ${CARDS.includes(card)} ${card === "?" || card === "\u2615"}`;
}

/** What was sent or logged to v2 members, with every revealed card as it was in the first run. */
export function withCardsBefore(text: string, deck: readonly string[]): string {
  return JSON.stringify(JSON.parse(text, (field, value: unknown) => {
    // computed from cards
    if (field === "summary") return undefined;
    if ((field === "card" || field === "vote") && typeof value === "string") {
      return cardBefore(value, deck);
    }
    return value;
  }));
}

/** VOTES_REVEALED as old clients get it, with every card as it was in the first run. */
export function withChoicesBefore(text: string, deck: readonly string[]): string {
  const event = parse(text);
  const map = event?.data["client_vote_choice_map"];
  for (const vote of Object.values(map ?? {})) vote.Value = cardBefore(vote.Value, deck);
  return JSON.stringify(event);
}
