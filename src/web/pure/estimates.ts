/** Which cards are offered as the estimate of a revealed ballot. Pure. */
import type { RevealedBallot } from "../../client/mod.ts";
import { isCountedApart } from "../../room/deck.ts";

/** All estimates of the deck: first the cards that were played, then the others, both in the deck's order. */
export function estimatesOffered(
  cards: readonly string[],
  { counts }: RevealedBallot["summary"],
): readonly string[] {
  const played = counts.map(({ card }) => card);
  const others = cards.filter((card) => !isCountedApart(card) && !played.includes(card));
  return [...played, ...others];
}
