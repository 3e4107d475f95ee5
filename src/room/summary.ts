/** What a revealed ballot comes to [R13]. */
import { type Deck, isCountedApart, numericValue } from "./deck.ts";

export interface CardCount {
  readonly card: string;
  readonly count: number;
}

export interface Summary {
  /** How many voted for each card that is an estimate, in the deck's order; cards nobody took are left out. */
  readonly counts: readonly CardCount[];
  /** The same for `?` and the break card. */
  readonly counted_apart: readonly CardCount[];
  /** Over the numeric cards; null where there is none, which is not the same as 0. */
  readonly mean: number | null;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Everybody who gave an estimate gave the same one. */
  readonly consensus: boolean;
}

/** Sums up the cards of one ballot. */
export function summarize(deck: Deck, cards: readonly string[]): Summary {
  const counts: CardCount[] = [];
  const counted_apart: CardCount[] = [];
  for (const card of deck.cards) {
    const count = cards.filter((played) => played === card).length;
    if (count > 0) (isCountedApart(card) ? counted_apart : counts).push({ card, count });
  }
  const values = cards.map(numericValue).filter((value) => value !== null).sort((a, b) => a - b);
  return {
    counts,
    counted_apart,
    mean: values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length,
    median: median(values),
    min: values[0] ?? null,
    max: values.at(-1) ?? null,
    consensus: counts.length === 1,
  };
}

function median(sorted: readonly number[]): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
