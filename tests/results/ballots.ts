/** Revealed ballots for tests, short to write. */
import type { RevealedBallot } from "../../src/client/types.ts";

export const OPENED_AT = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Ana and Bob played 5 and 8 on WEB-7, unless `some` says otherwise. */
export function revealed(some: Partial<RevealedBallot> = {}): RevealedBallot {
  return {
    ticket_id: "WEB-7",
    attempt: 1,
    opened_at: OPENED_AT,
    revealed_at: OPENED_AT + 60_000,
    votes: [
      { member_id: "M1", name: "Ana", card: "5" },
      { member_id: "M2", name: "Bob", card: "8" },
    ],
    summary: {
      counts: [{ card: "5", count: 1 }, { card: "8", count: 1 }],
      counted_apart: [],
      mean: 6.5,
      median: 6.5,
      min: 5,
      max: 8,
      consensus: false,
      suggestion: "8",
    },
    ...some,
  };
}

/** Everybody played `card`. */
export function agreed(
  card: string,
  count: number,
  some: Partial<RevealedBallot> = {},
): RevealedBallot {
  const value = Number.isNaN(Number(card)) ? null : Number(card);
  const counts = [{ card, count }];
  return revealed({
    votes: Array.from({ length: count }, (_, n) => ({ member_id: `M${n}`, name: `P${n}`, card })),
    summary: {
      counts,
      counted_apart: [],
      mean: value,
      median: value,
      min: value,
      max: value,
      consensus: true,
      suggestion: card,
    },
    ...some,
  });
}
