/** Who played which card of a revealed ballot. Pure. */
import type { Member, RevealedBallot, RoomState } from "../../client/mod.ts";

export interface CardGroup {
  /** null: the group of those who did not vote. */
  readonly card: string | null;
  readonly count: number;
  /** Empty for an old ballot, which has only counts. */
  readonly people: readonly Player[];
}

interface Player extends Pick<Member, "member_id" | "name" | "presence"> {
  /** Left the room after voting: the vote still counts, so it is shown. */
  readonly hasLeft: boolean;
}

/** The groups: in the deck's order, then cards that are no estimates, then those who did not vote. */
export function cardGroups(
  { members, deck }: Pick<RoomState, "members" | "deck">,
  { votes = [], summary }: Pick<RevealedBallot, "votes" | "summary">,
): readonly CardGroup[] {
  const voters = new Map(
    members.filter(({ role }) => role === "voter").map((one) => [one.member_id, one]),
  );
  const place = (card: string) => deck.cards.indexOf(card);
  const counts = [...summary.counts].sort((a, b) => place(a.card) - place(b.card));
  const played = [...counts, ...summary.counted_apart].map(({ card, count }) => ({
    card,
    count,
    people: votes.filter((vote) => vote.card === card).map(({ member_id, name }): Player => {
      const member = voters.get(member_id);
      return member === undefined
        ? { member_id, name, presence: "away", hasLeft: true }
        : { ...member, hasLeft: false };
    }),
  }));
  const hasVoted = new Set(votes.map(({ member_id }) => member_id));
  const others = [...voters.values()].filter(({ member_id }) => !hasVoted.has(member_id));
  if (others.length === 0 || votes.length === 0) return played;
  const people = others.map((member): Player => ({ ...member, hasLeft: false }));
  return [...played, { card: null, count: people.length, people }];
}
