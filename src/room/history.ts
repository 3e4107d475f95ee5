/**
 * A room's history: the ballots that were revealed, how many bytes they take as encoded, and what the open ballot
 * may come to. It is the room's word on how much a session holds; the ballots are never encoded again as a whole.
 */
import type { Deck } from "./deck.ts";
import { refused, type StepResult } from "./events.ts";
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

/** What a ballot takes in a list of them, in bytes of UTF-8, with its comma. */
export function ballotBytes(ballot: RevealedBallot): number {
  return bytesOf(revealedOf(ballot)) + 1;
}

/** The room with this history, its bytes counted. */
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

/** [R12] The room with one more revealed ballot; old ones may lose their single votes to it. */
export function withBallot(room: Room, ballot: RevealedBallot): Room {
  return withinVotes({
    ...room,
    history: [...room.history, ballot],
    history_bytes: room.history_bytes + ballotBytes(ballot),
    history_tally: counted(room.history_tally, ballot),
  });
}

/** [R12] Whether the history has room for this ballot, whatever it comes to. */
export function hasRoomFor(room: Room, ballot: { ticket: Ticket; attempt: number }): boolean {
  const left = HISTORY_BYTES_MAX - room.history_bytes;
  // most sessions are short: what no ballot goes past is known without encoding anything but the ticket
  const most = bytesOf(ballot.ticket) + BALLOT_BYTES_MAX + votesMax(room.capacity) * VOTE_BYTES_MAX;
  return most <= left || largestBallotBytes(room, ballot) <= left;
}

/** [R12] The refusal of what may not fit; `what` names it. */
export function sessionFull(what: string): StepResult {
  return refused(
    "session_full",
    `This session's results take ${
      HISTORY_BYTES_MAX / 1024 / 1024
    } MiB, the most they can, and ${what} might not fit: open a new room.`,
  );
}

/** [R12] Votes that a ballot can hold: one of each voter, and some of members who have left. */
export function votesMax(capacity: number): number {
  return capacity + LEFT_VOTES_MAX;
}

/** The most bytes that a ballot on this ticket can take once it is revealed, its estimate and note included. */
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

/** Drops the single votes of the oldest ballots once there are too many; summaries stay. */
function withinVotes(room: Room): Room {
  let { history_bytes, history_tally: { votes, bare } } = room;
  if (votes <= HISTORY_VOTES_MAX) return room;
  const history = [...room.history];
  for (; votes > HISTORY_VOTES_MAX; bare++) {
    const ballot = history[bare];
    if (ballot === undefined) break; // there is none that has votes
    const without = { ...ballot, votes: null };
    history[bare] = without;
    history_bytes -= ballotBytes(ballot) - ballotBytes(without);
    votes -= ballot.votes?.length ?? 0;
  }
  return { ...room, history, history_bytes, history_tally: { ...room.history_tally, votes, bare } };
}

/** A time is a number of so many digits, and stays one for centuries. */
const TIME = 9_999_999_999_999;

/** What a vote takes without its card, and with any. */
const CARDLESS_VOTE_BYTES_MAX = bytesOf({ member_id: "", name: "", card: 0 }) +
  MEMBER_ID_LENGTH + NAME_LENGTH_MAX * CHARACTER_BYTES_MAX;
const CARD_BYTES_MAX = CARD_LENGTH_MAX * CHARACTER_BYTES_MAX + 2;
const VOTE_BYTES_MAX = CARDLESS_VOTE_BYTES_MAX + CARD_BYTES_MAX;

const ESTIMATE_BYTES_MAX = ESTIMATE_LENGTH_MAX * CHARACTER_BYTES_MAX;

const NOTE_BYTES_MAX = NOTE_LENGTH_MAX * CHARACTER_BYTES_MAX;

/** Four numbers of up to 25 digits, and a card as the suggestion. */
const SUMMARY_VALUES_BYTES_MAX = 4 * 25 + 2 + CARD_LENGTH_MAX * CHARACTER_BYTES_MAX;

/** A summary in which each card was played, and no number is short. */
function summaryBytesMax({ name, cards }: Deck, votes: number): number {
  const digits = `${votes}`.length * cards.length;
  return bytesOf(summarize({ name, cards }, cards)) + digits + SUMMARY_VALUES_BYTES_MAX;
}

/** What a ballot takes without its ticket and its votes, in any deck: its counts are numbers of 7 digits at most. */
const BALLOT_BYTES_MAX = bytesOf({
  attempt: Number.MAX_SAFE_INTEGER,
  ...{ opened_at: TIME, revealed_at: TIME, votes: [], estimate: "", note: "" },
  summary: summarize({ name: "", cards: [] }, []),
}) + DECK_CARDS_MAX * (bytesOf({ card: "", count: 1_000_000 }) + CARD_BYTES_MAX + 1) +
  ESTIMATE_BYTES_MAX + NOTE_BYTES_MAX + SUMMARY_VALUES_BYTES_MAX;

/** Counted, not encoded: of every ballot there is, nothing else of it is needed. JSON has no half of a surrogate pair. */
function bytesOf(value: unknown): number {
  const text = JSON.stringify(value);
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    const isHalf = unit >= 0xd800 && unit <= 0xdfff; // both take four
    bytes += unit < 0x800 || isHalf ? 1 : 2;
  }
  return bytes;
}
