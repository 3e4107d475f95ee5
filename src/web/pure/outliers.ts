/** Who should speak first: the voters furthest apart on a revealed ballot. Pure. */
import { countVoters } from "../../client/count_voters.ts";
import type { Member, RevealedBallot, Vote } from "../../client/mod.ts";
import { isCountedApart } from "../../room/deck.ts";

/** With more voters than this on one side, they are no outliers. */
const OUTLIERS_MAX = 3;

export interface Side {
  readonly card: string;
  readonly names: readonly string[];
}

/**
 * How far the estimates are apart. `close`: on neighbouring cards. A side is null if so many are on it that nobody
 * stands out.
 */
export type Spread =
  | { readonly kind: "none" }
  | { readonly kind: "consensus"; readonly card: string }
  | { readonly kind: "close" | "apart"; readonly low: Side | null; readonly high: Side | null };

/** Computes the spread. Cards are compared by their order in the deck, since its author chose what is larger. */
export function spreadOf({ votes, summary }: RevealedBallot, cards: readonly string[]): Spread {
  const played = summary.counts.map(({ card }) => card)
    .sort((a, b) => cards.indexOf(a) - cards.indexOf(b));
  const [lowest] = played;
  const highest = played.at(-1);
  if (lowest === undefined || highest === undefined) return { kind: "none" };
  if (lowest === highest) return { kind: "consensus", card: lowest };
  const estimates = (votes ?? []).filter(({ card }) => !isCountedApart(card));
  const distance = cards.indexOf(highest) - cards.indexOf(lowest);
  return {
    kind: distance <= 1 ? "close" : "apart",
    low: side(lowest, estimates),
    high: side(highest, estimates),
  };
}

/** Whether all voters who are here gave the same estimate; a consensus is one of those who gave any [R13]. */
export function isUnanimous({ summary }: RevealedBallot, members: readonly Member[]): boolean {
  const [only] = summary.counts;
  const { voters } = countVoters({ members });
  return summary.consensus && only !== undefined && only.count >= voters;
}

function side(card: string, estimates: readonly Vote[]): Side | null {
  const names = estimates.filter((vote) => vote.card === card).map(({ name }) => name);
  const isFew = names.length <= OUTLIERS_MAX && names.length * 2 <= estimates.length;
  return names.length > 0 && isFew ? { card, names } : null;
}
