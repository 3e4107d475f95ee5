/**
 * A room's history of revealed ballots, and its size as JSON. Before a ballot is opened, its largest possible size is
 * computed, so that every open ballot fits when it is revealed. Sizes are summed up: the history as a whole is never
 * encoded to measure it.
 */
import type { Deck } from "./deck.ts";
import { type Refused, refused } from "./events.ts";
import { counted, NOTHING_COUNTED } from "./history_tally.ts";
import {
  CARD_LENGTH_MAX,
  CHARACTER_BYTES_MAX,
  DECK_CARDS_MAX,
  ESTIMATE_LENGTH_MAX,
  HISTORY_BYTES_MAX,
  HISTORY_VOTES_MAX,
  LEFT_VOTES_MAX,
  MEMBER_ID_LENGTH,
  NAME_LENGTH_MAX,
  NOTE_LENGTH_MAX,
} from "./limits.ts";
import { revealedOf } from "./results.ts";
import type { RevealedBallot, Room, Ticket } from "./state.ts";
import { summarize } from "./summary.ts";
import { utf8Length } from "./utf8_length.ts";

/** Size of a ballot in a JSON list, in bytes of UTF-8, including a comma. */
export function ballotBytes(ballot: RevealedBallot): number {
  return bytesOf(revealedOf(ballot)) + 1;
}

/** The room with this history, measured and counted anew. */
export function withHistory<T extends object>(
  room: T,
  history: readonly RevealedBallot[],
): T & Pick<Room, "history" | "history_bytes" | "history_tally"> {
  const history_bytes = history.reduce((sum, ballot) => sum + ballotBytes(ballot), 0);
  return {
    ...room,
    history,
    history_bytes,
    history_tally: history.reduce(counted, NOTHING_COUNTED),
  };
}

/** [R12] The room with one more revealed ballot. If there are too many votes, the oldest ballots lose theirs. */
export function withBallot(room: Room, ballot: RevealedBallot): Room {
  const history = [...room.history, ballot];
  let history_bytes = room.history_bytes + ballotBytes(ballot);
  const tally = counted(room.history_tally, ballot);
  let { votes, bare } = tally;
  for (; votes > HISTORY_VOTES_MAX; bare++) {
    const oldest = history[bare];
    if (oldest === undefined) break; // no ballot with votes is left
    history[bare] = { ...oldest, votes: null };
    if (oldest.votes === null) continue;
    history_bytes -= VOTES_FIELD_BYTES + bytesOf(oldest.votes);
    votes -= oldest.votes.length;
  }
  return { ...room, history, history_bytes, history_tally: { ...tally, votes, bare } };
}

/** [R12] Whether the history has room for this ballot, however many vote and whatever they play. */
export function hasRoomFor(room: Room, ballot: { ticket: Ticket; attempt: number }): boolean {
  const left = HISTORY_BYTES_MAX - room.history_bytes;
  // an upper bound that is cheap to compute, and enough in most sessions
  const most = bytesOf(ballot.ticket) + BALLOT_BYTES_MAX + votesMax(room.capacity) * VOTE_BYTES_MAX;
  return most <= left || largestBallotBytes(room, ballot) <= left;
}

/** [R12] The refusal of something that might not fit; `what` names it. */
export function sessionFull(what: string): Refused {
  return refused(
    "session_full",
    `This session's results take ${
      HISTORY_BYTES_MAX / 1024 / 1024
    } MiB, the most they can, and ${what} might not fit: open a new room.`,
  );
}

/** [R12] The most votes that a ballot holds: one of each voter, and some of departed members. */
export function votesMax(capacity: number): number {
  return capacity + LEFT_VOTES_MAX;
}

/** Largest possible size of a ballot on this ticket, in bytes, including its estimate and note. */
export function largestBallotBytes(
  { capacity, deck }: { readonly capacity: number; readonly deck: Deck },
  { ticket, attempt }: { readonly ticket: Ticket; readonly attempt: number },
): number {
  const votes = votesMax(capacity);
  const all = { ...ticket, attempt, opened_at: TIME, revealed_at: TIME, votes: [], summary: {} };
  const largestCard = Math.max(...deck.cards.map((card) => bytesOf(card)));
  return bytesOf({ ...all, estimate: "", note: "" }) + ESTIMATE_BYTES_MAX + NOTE_BYTES_MAX +
    votes * (CARDLESS_VOTE_BYTES_MAX + largestCard) + summaryBytesMax(deck, votes) + 1;
}

/** Milliseconds since 1970 have 13 digits until the year 2286. */
const TIME = 9_999_999_999_999;

/** What a ballot's votes take besides themselves: the name of the field, and a comma. */
const VOTES_FIELD_BYTES = `"votes":,`.length;

/** Largest size of a vote without its card, of a card, and of both, in bytes. */
const CARDLESS_VOTE_BYTES_MAX = bytesOf({ member_id: "", name: "", card: 0 }) +
  MEMBER_ID_LENGTH + NAME_LENGTH_MAX * CHARACTER_BYTES_MAX;
const CARD_BYTES_MAX = CARD_LENGTH_MAX * CHARACTER_BYTES_MAX + 2;
const VOTE_BYTES_MAX = CARDLESS_VOTE_BYTES_MAX + CARD_BYTES_MAX;

const ESTIMATE_BYTES_MAX = ESTIMATE_LENGTH_MAX * CHARACTER_BYTES_MAX;

const NOTE_BYTES_MAX = NOTE_LENGTH_MAX * CHARACTER_BYTES_MAX;

/** Four numbers of up to 25 digits, and a card as the suggestion. */
const SUMMARY_VALUES_BYTES_MAX = 4 * 25 + 2 + CARD_LENGTH_MAX * CHARACTER_BYTES_MAX;

/** Largest size of a summary, in bytes: each card was played, and all numbers are long. */
function summaryBytesMax({ name, cards }: Deck, votes: number): number {
  const digits = `${votes}`.length * cards.length;
  return bytesOf(summarize({ name, cards }, cards)) + digits + SUMMARY_VALUES_BYTES_MAX;
}

/** Largest size of a ballot without its ticket and votes, in bytes, for any deck; counts have at most 7 digits. */
const BALLOT_BYTES_MAX = bytesOf({
  attempt: Number.MAX_SAFE_INTEGER,
  opened_at: TIME,
  revealed_at: TIME,
  votes: [],
  estimate: "",
  note: "",
  summary: summarize({ name: "", cards: [] }, []),
}) + DECK_CARDS_MAX * (bytesOf({ card: "", count: 1_000_000 }) + CARD_BYTES_MAX + 1) +
  ESTIMATE_BYTES_MAX + NOTE_BYTES_MAX + SUMMARY_VALUES_BYTES_MAX;

/** Size of a value as JSON, in bytes of UTF-8. */
function bytesOf(value: unknown): number {
  return utf8Length(JSON.stringify(value));
}
