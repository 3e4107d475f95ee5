/**
 * Checks at the start that the largest frames and log lines fit the buffers that they pass through [R12]. Each relation
 * has a name, so that whoever changes a limit learns which other one it concerns.
 */
import { RESULTS_PAGE_BYTES } from "../protocol/results_pages.ts";
import { TABLE_ROWS_MAX } from "../protocol/results_table.ts";
import { largestBallotBytes, votesMax } from "../room/history.ts";
import {
  CARD_LENGTH_MAX,
  CHARACTER_BYTES_MAX,
  DECK_CARDS_MAX,
  DESCRIPTION_LENGTH_MAX,
  HISTORY_BYTES_MAX,
  MEMBER_ID_LENGTH,
  NAME_LENGTH_MAX,
  PARTICIPANTS_MAX,
  QUEUE_BYTES_MAX,
  TICKET_ID_LENGTH_MAX,
  TITLE_LENGTH_MAX,
  URL_LENGTH_MAX,
} from "../room/limits.ts";
import { LAG_BYTES, OUTBOX_BYTES_MAX } from "../server/outbox.ts";
import { LINK_QUEUE_WEIGHT_MAX } from "../bus/worker_link.ts";
import { LOGGED_PARTICIPANTS_MAX } from "../hosting/room_log.ts";
import { WAITING_UNITS_MAX } from "./line_writer.ts";
import { LINE_BYTES_MAX } from "../base/log_lines.ts";

/** The limits that are compared, in bytes. */
interface Limits {
  readonly page: number;
  readonly history: number;
  readonly outbox: number;
  readonly lag: number;
  readonly linkQueue: number;
  readonly logLine: number;
  /** In UTF-16 units: a line has no more of them than bytes. */
  readonly logBuffer: number;
}

/** The limits as they are. */
export const LIMITS: Limits = {
  page: RESULTS_PAGE_BYTES,
  history: HISTORY_BYTES_MAX,
  outbox: OUTBOX_BYTES_MAX,
  lag: LAG_BYTES,
  linkQueue: LINK_QUEUE_WEIGHT_MAX,
  logLine: LINE_BYTES_MAX,
  logBuffer: WAITING_UNITS_MAX,
};

/** A sentence for each relation that does not hold in a room with this capacity. */
export function brokenRelations(capacity: number, limits: Limits = LIMITS): readonly string[] {
  const ballot = largestBallotOf(capacity);
  const participants = Math.max(PARTICIPANTS_MAX, 2 * capacity) * PERSON_BYTES_MAX;
  const members = 2 * capacity * PERSON_BYTES_MAX;
  const frames = {
    "a page of results": limits.page + ballot,
    "the end of a session": limits.page + ballot + participants,
    "the state of a room": members + ballot + QUEUE_BYTES_MAX + DECK_BYTES_MAX,
    "the results for v1": TABLE_ROWS_MAX * tableRowBytes(capacity),
    "a reveal to v1": votesMax(capacity) * (PERSON_BYTES_MAX + MEMBER_ID_LENGTH + CARD_BYTES_MAX),
  };
  const largest = Math.max(...Object.values(frames)) + ENVELOPE_BYTES;
  const conns = 2 * capacity * CONN_BYTES;
  const lines = {
    // with its note, which has a line of its own as well when it is set
    "the log line of a ballot": LOGGED_BYTES_MAX * ballot + ENVELOPE_BYTES,
    "the log line of a session's end":
      LOGGED_BYTES_MAX * LOGGED_PARTICIPANTS_MAX * PERSON_BYTES_MAX + ENVELOPE_BYTES,
  };
  return [
    ...Object.entries(frames).map(([what, bytes]) =>
      // up to the lag, the number of unsent bytes is only an upper bound (metered_socket.ts)
      fits(what, bytes + ENVELOPE_BYTES, "the outbox less the lag", limits.outbox - limits.lag)
    ),
    fits("the largest envelope", largest + conns, "the link's queue", limits.linkQueue),
    ...Object.entries(lines).map(([what, bytes]) =>
      fits(what, bytes, "a line of the log", limits.logLine)
    ),
    fits("a line of the log", limits.logLine, "the log's buffer", limits.logBuffer),
    fits("the largest ballot", ballot, "a history", limits.history),
  ].filter((problem) => problem !== null);
}

function fits(what: string, bytes: number, where: string, room: number): string | null {
  return bytes <= room ? null : `${what} may have ${bytes} bytes, ${where} ${room}`;
}

const CARD_BYTES_MAX = CARD_LENGTH_MAX * CHARACTER_BYTES_MAX;
const DECK_BYTES_MAX = DECK_CARDS_MAX * (CARD_BYTES_MAX + 3);

/** A character of the table, encoded, and the two spaces that fill its place in another row. */
const TABLE_CHARACTER_BYTES_MAX = CHARACTER_BYTES_MAX + 2;

/** The length of a row without ticket and cards: an attempt, four numbers, and words between. */
const ROW_LENGTH_MAX = 200;

/** After each card: how often it was played, without digits. */
const CARD_COUNT_LENGTH_MAX = " x, ".length;

/** A member or participant as encoded: an id, a name, and some 90 bytes of fields and times. */
const PERSON_BYTES_MAX = MEMBER_ID_LENGTH + NAME_LENGTH_MAX * CHARACTER_BYTES_MAX + 96;

/** The rest of a frame: types, versions, settings, a token. */
const ENVELOPE_BYTES = 2_048;

/** Bytes in the log for a byte of JSON: an unprintable character of 2 bytes becomes an escape of 6, one of 4 of 12. */
const LOGGED_BYTES_MAX = 3;

/** A connection's number in an envelope. */
const CONN_BYTES = 8;

/** The largest row of the results table, with every card of the deck. */
function tableRowBytes(capacity: number): number {
  const card = CARD_LENGTH_MAX + CARD_COUNT_LENGTH_MAX + `${votesMax(capacity)}`.length;
  const length = TICKET_ID_LENGTH_MAX + DECK_CARDS_MAX * card + ROW_LENGTH_MAX;
  return length * TABLE_CHARACTER_BYTES_MAX;
}

function largestBallotOf(capacity: number): number {
  const text = (length: number) => "\u{1F9EA}".repeat(length);
  const cards = Array.from({ length: DECK_CARDS_MAX }, () => text(CARD_LENGTH_MAX));
  const ticket = {
    ticket_id: text(TICKET_ID_LENGTH_MAX),
    title: text(TITLE_LENGTH_MAX),
    url: text(URL_LENGTH_MAX),
    description: text(DESCRIPTION_LENGTH_MAX),
  };
  return largestBallotBytes({ capacity, deck: { name: "custom", cards } }, {
    ticket,
    attempt: 1_000_000,
  });
}
