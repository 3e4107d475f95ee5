/** Which voters an open ballot waits for. Pure. */
import { words } from "../languages/words.ts";
import type { Member, OwnVote, RoomState } from "../../client/mod.ts";

/** With more people than this, their names are not listed. */
const NAMES_MAX = 3;

/** How long the names may be together: with longer ones, a phone cuts off the number after them. */
const LETTERS_MAX = 24;

/**
 * The voters who have not voted, in the order they joined; this person has voted as soon as a card is chosen. Once the
 * ballot is complete nobody waits any more for who is away [P2.7].
 */
export function waitedFor(
  { ballot, members }: Pick<RoomState, "ballot" | "members">,
  { me, vote }: { readonly me: string; readonly vote: OwnVote | null },
): readonly Member[] {
  const hasVoted = (member: Member) =>
    member.member_id === me && vote !== null ? vote.card !== null : member.voted;
  const isComplete = ballot?.phase === "complete";
  return members.filter((member) =>
    member.role === "voter" && !hasVoted(member) && !(isComplete && member.presence === "away")
  );
}

/** Their names as this person reads them: the reader first, and those that don't fit as a number. */
export function namesOf(waited: readonly Member[], me: string): readonly string[] {
  const isMe = ({ member_id }: Member) => member_id === me;
  const others = waited.filter((one) => !isMe(one)).map(({ name }) => name);
  const names = waited.some(isMe) ? [words().dock.you, ...others] : others;
  if (names.length <= NAMES_MAX) return names;
  const two = names.slice(0, NAMES_MAX - 1);
  const shown = two.join("").length > LETTERS_MAX ? two.slice(0, 1) : two;
  return [...shown, words().dock.more(names.length - shown.length)];
}
