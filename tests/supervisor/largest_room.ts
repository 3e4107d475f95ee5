/** A room in which everything is as large as it may be, in letters of one kind. */
import { sanitize } from "../../src/protocol/text.ts";
import { votesMax, withHistory } from "../../src/room/history.ts";
import {
  CARD_LENGTH_MAX,
  DECK_CARDS_MAX,
  DESCRIPTION_LENGTH_MAX,
  ESTIMATE_LENGTH_MAX,
  MEMBER_ID_LENGTH,
  NAME_LENGTH_MAX,
  NOTE_LENGTH_MAX,
  PARTICIPANTS_MAX,
  QUEUE_BYTES_MAX,
  ROOM_NAME_LENGTH_MAX,
  TICKET_ID_LENGTH_MAX,
  TITLE_LENGTH_MAX,
  URL_LENGTH_MAX,
} from "../../src/room/limits.ts";
import { createRoom } from "../../src/room/room.ts";
import type { Member, RevealedBallot, Room, Ticket } from "../../src/room/state.ts";
import { at } from "../room/moments.ts";

/** As late as times are reckoned with: 13 digits. */
const LATE = 9_999_999_999_999;

/** So many characters, as far as a text of them gets through the door [W5]. */
function textOf(letters: string, length: number): string {
  return sanitize([...letters.repeat(length)].slice(0, length).join(""));
}

/** A ballot on which everybody voted who could, with all that is known about its ticket. */
export function largestBallot(letters: string, capacity: number): RevealedBallot {
  const text = (length: number) => textOf(letters, length);
  const count = votesMax(capacity);
  const counts = Array.from({ length: DECK_CARDS_MAX }, () => ({
    card: text(CARD_LENGTH_MAX),
    count,
  }));
  const numbers = { mean: -1234567.12, median: -1234567.12, min: -1234567.12, max: 1234567.12 };
  return {
    phase: "revealed",
    ticket: {
      ticket_id: text(TICKET_ID_LENGTH_MAX),
      title: text(TITLE_LENGTH_MAX),
      url: "\\".repeat(URL_LENGTH_MAX),
      description: text(DESCRIPTION_LENGTH_MAX),
    },
    attempt: 1_000_000,
    opened_at: LATE,
    revealed_at: LATE,
    votes: Array.from({ length: count }, () => ({
      member_id: "7".repeat(MEMBER_ID_LENGTH),
      name: text(NAME_LENGTH_MAX),
      card: text(CARD_LENGTH_MAX),
    })),
    summary: {
      counts,
      counted_apart: [],
      ...numbers,
      consensus: false,
      suggestion: text(CARD_LENGTH_MAX),
    },
    estimate: text(ESTIMATE_LENGTH_MAX),
    note: text(NOTE_LENGTH_MAX),
  };
}

/** A full room with a full queue, such a ballot just revealed, and as many former members as are remembered. */
export function largestRoom(letters: string, capacity: number): Room {
  const text = (length: number) => textOf(letters, length);
  const admin = memberOf(0, text(NAME_LENGTH_MAX));
  const ballot = largestBallot(letters, capacity);
  const members = Array.from({ length: 2 * capacity }, (_, n) => memberOf(n, admin.name));
  const room = createRoom({
    room_id: "7Z3K9QWD",
    capacity,
    deck: { name: "custom", cards: ballot.summary.counts.map(({ card }) => card) },
    admin,
  }, at(LATE));
  return withHistory({
    ...room,
    name: text(ROOM_NAME_LENGTH_MAX),
    members: new Map(members.map((member) => [member.member_id, member])),
    ballot,
    queue: fullQueue(text(DESCRIPTION_LENGTH_MAX)),
    participants: Array.from({ length: Math.max(PARTICIPANTS_MAX, members.length) }, (_, n) => ({
      member_id: idOf(n),
      name: admin.name,
      joined_at: LATE,
      left_at: LATE,
    })),
  }, [ballot, ballot]);
}

function memberOf(n: number, name: string): Member {
  return {
    member_id: idOf(n),
    name,
    role: "observer",
    protocol: "v2",
    seated_at: LATE,
    announced_at: LATE,
    presence: { state: "online" },
  };
}

function idOf(n: number): string {
  return String(n).padStart(MEMBER_ID_LENGTH, "0");
}

/** Tickets with long descriptions, until another would be too much. */
function fullQueue(description: string): readonly Ticket[] {
  const queue: Ticket[] = [];
  for (;;) {
    const more = [...queue, { ticket_id: `T-${queue.length}`, description }];
    if (bytesOf(JSON.stringify(more)) > QUEUE_BYTES_MAX) return queue;
    queue.push(...more.slice(-1));
  }
}

/** How long a text is in UTF-8. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
