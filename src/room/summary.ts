/** The summary of a revealed ballot [R13]. */
import { type Deck, isCountedApart, numericValue } from "./deck.ts";

/** How many voted for one card. */
export interface CardCount {
  /** As the deck has it. */
  readonly card: string;
  /** From 1. */
  readonly count: number;
}

/** What clients show above the votes of a revealed ballot [R13]. */
export interface Summary {
  /** How many voted for each card that is an estimate, in the deck's order; cards without a vote are left out. */
  readonly counts: readonly CardCount[];
  /** The same for `?` and the break card. */
  readonly counted_apart: readonly CardCount[];
  /**
   * Over the votes with a numeric card; null if there are none. All four numbers are rounded to 2 decimals, so that
   * they stay in order.
   */
  readonly mean: number | null;
  /** As `mean`: the middle one, or the mean of the two in the middle. */
  readonly median: number | null;
  /** As `mean`: the lowest. */
  readonly min: number | null;
  /** As `mean`: the highest. */
  readonly max: number | null;
  /** Everybody who gave an estimate gave the same one. */
  readonly consensus: boolean;
  /** The consensus, else the numeric card nearest to the median; null: there is neither. */
  readonly suggestion: string | null;
}

/** Sums up the cards of one ballot. */
export function summarize(deck: Deck, cards: readonly string[]): Summary {
  const counts: CardCount[] = [];
  const counted_apart: CardCount[] = [];
  const played = new Map<string, number>();
  for (const card of cards) played.set(card, (played.get(card) ?? 0) + 1);
  for (const card of deck.cards) {
    const count = played.get(card) ?? 0;
    if (count > 0) (isCountedApart(card) ? counted_apart : counts).push({ card, count });
  }
  const values = cards.map(numericValue).filter((value) => value !== null).sort((a, b) => a - b);
  const middle = median(values);
  return {
    counts,
    counted_apart,
    mean: round(values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length),
    median: round(middle),
    min: round(values[0] ?? null),
    max: round(values.at(-1) ?? null),
    consensus: counts.length === 1,
    suggestion: counts.length === 1 ? counts[0]?.card ?? null : nearestCard(deck, middle),
  };
}

/** The numeric card of the deck that is nearest to a value; the larger one if two are equally near. */
function nearestCard(deck: Deck, value: number | null): string | null {
  if (value === null) return null;
  let nearest: { readonly card: string; readonly number: number; readonly off: number } | null =
    null;
  for (const card of deck.cards) {
    const number = numericValue(card);
    if (number === null) continue;
    const off = decimal(Math.abs(number - value)); // in binary 0.4 - 0.3 is more than 0.3 - 0.2
    const isNearer = nearest === null || off < nearest.off ||
      off === nearest.off && number > nearest.number;
    if (isNearer) nearest = { card, number, off };
  }
  return nearest?.card ?? null;
}

function median(sorted: readonly number[]): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** To 2 decimals, halves up. 1.005 is a bit less in binary, hence the 12 digits first. */
function round(value: number | null): number | null {
  if (value === null) return null;
  const hundredths = Math.round(decimal(value * 100));
  return hundredths === 0 ? 0 : hundredths / 100; // never -0, which JSON can't express
}

/** A number without its binary rounding error, to 12 digits. Integers and halves are exact already. */
function decimal(value: number): number {
  const isExact = Number.isInteger(value * 2) && Math.abs(value) < 1e11;
  return isExact ? value : Number(value.toPrecision(12));
}
