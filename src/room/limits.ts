/** Every limit on what one room holds, with its unit. */

/** Members' names, in code points, including a suffix such as ` (2)` [W5]. */
export const NAME_LENGTH_MAX = 40;

/** Seats for voters that page and terminal ask for if the creator names no number. The wire has no default. */
export const CAPACITY_DEFAULT = 20;

/** The most seats for voters that a server can allow (`--max-room-capacity`). */
export const CAPACITY_MAX = 1_000;

/** Ticket ids, in code points [W5]. */
export const TICKET_ID_LENGTH_MAX = 64;

/** Votes that a room's history keeps; beyond it the oldest ballots keep only their summaries [R12]. */
export const HISTORY_VOTES_MAX = 5_000;

/**
 * All revealed ballots of a session, in bytes of JSON; once it might be exceeded, no further ballot can be opened.
 * It suffices for about 900 ballots of a team of ten [R12].
 */
export const HISTORY_BYTES_MAX = 1024 * 1024;

/** Cancelled attempts that a room remembers, so that their numbers are not reused. */
export const CANCELLED_MAX = 100;

/** Votes of departed members that one ballot keeps; beyond it the oldest are dropped. */
export const LEFT_VOTES_MAX = 100;

/** Participants in the results; beyond it those who left first are dropped. */
export const PARTICIPANTS_MAX = 1_000;

/** A member's id, in characters: it is a ULID [R18]. */
export const MEMBER_ID_LENGTH = 26;

/** The most bytes that a code point takes in JSON: texts are sanitised, so none needs an escape such as `\u0000`. */
export const CHARACTER_BYTES_MAX = 4;

/** How long a v1 member has to send JOIN_ROOM before it loses its seat, in milliseconds [R3]. */
export const ANNOUNCE_WITHIN_MS = 10_000;

/** How long a room that a program opened waits for its first member, in milliseconds [A3]. */
export const FIRST_PERSON_WITHIN_MS = 3_600_000;

/** Tickets in a queue, and the size of all together in bytes of JSON [P2.5]. */
export const QUEUE_TICKETS_MAX = 200;
export const QUEUE_BYTES_MAX = 32 * 1024;

/** Ticket titles, in code points [W5]. */
export const TITLE_LENGTH_MAX = 200;

/** A ticket's link and description, in code points [P2.5a]. */
export const URL_LENGTH_MAX = 2_000;
export const DESCRIPTION_LENGTH_MAX = 4_000;

/** The estimate that a team settles on, in code points [P2.5]. */
export const ESTIMATE_LENGTH_MAX = 16;

/** Notes on a revealed ticket, in code points [P2.5a]. */
export const NOTE_LENGTH_MAX = 500;

/** A room's name, in code points [R17b]. */
export const ROOM_NAME_LENGTH_MAX = 60;

/** A room's passcode, in code points [R17b]. */
export const PASSCODE_LENGTH_MAX = 64;

/** Barred members that a room remembers; beyond it those barred first may come back [R17b]. */
export const BARS_MAX = 100;

/** Shortest time between two nudges, in milliseconds [P2.5a]. */
export const NUDGE_EVERY_MS = 10_000;

/** The longest timer, in seconds. */
export const TIMER_SECONDS_MAX = 86_400;

/** Number of cards in a custom deck, and a card's length in code points [P2.1]. */
export const DECK_CARDS_MIN = 2;
export const DECK_CARDS_MAX = 24;
export const CARD_LENGTH_MAX = 8;

/**
 * How far a room's version jumps when the room is restored. Versions that members have seen may have been lost, by
 * a power cut or while the disk was full; the jump is larger than their number, so that no version is used twice
 * [P2.3].
 */
export const VERSION_JUMP = 1_000_000;
