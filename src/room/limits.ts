/** Every bound on what one room holds, with its unit. Relations between them are in the comments. */

/** Shown names are at most this many code points, a number behind them included [W5]. */
export const NAME_LENGTH_MAX = 40;

/** Seats for voters of a room whose creator named no number to page or terminal: on the wire one stands always. */
export const CAPACITY_DEFAULT = 20;

/** Ticket ids, in code points [W5]. */
export const TICKET_ID_LENGTH_MAX = 64;

/** Single votes a room's history keeps; older ballots keep their summary only [R12]. */
export const HISTORY_VOTES_MAX = 5_000;

/**
 * What the revealed ballots of a session take together, in UTF-8 bytes as encoded; beyond it no ballot is begun. A
 * team of ten has some 900 ballots in it [R12].
 */
export const HISTORY_BYTES_MAX = 1024 * 1024;

/** Cancelled attempts whose numbers a room remembers. */
export const CANCELLED_MAX = 100;

/** Votes of members who have left that one ballot keeps; the first give way. */
export const LEFT_VOTES_MAX = 100;

/** People named in the results; beyond it those who left first are dropped. */
export const PARTICIPANTS_MAX = 1_000;

/** A member's id is a ULID [R18]. */
export const MEMBER_ID_LENGTH = 26;

/** What a code point takes at most in JSON as UTF-8: text is sanitised, so none is written as an escape of six. */
export const CHARACTER_BYTES_MAX = 4;

/** How long a v1 seat is kept for the event that announces its member, in milliseconds [R3]. */
export const ANNOUNCE_WITHIN_MS = 10_000;

/** How long a room that a program opened waits for its first person, in milliseconds [A3]. */
export const FIRST_PERSON_WITHIN_MS = 3_600_000;

/** Tickets in a queue, and what they take together in UTF-8 bytes [P2.5]. */
export const QUEUE_TICKETS_MAX = 200;
export const QUEUE_BYTES_MAX = 32 * 1024;

/** Ticket titles, in code points [W5]. */
export const TITLE_LENGTH_MAX = 200;

/** A ticket's link, in code points, and what is to be known about it [P2.5a]. */
export const URL_LENGTH_MAX = 2_000;
export const DESCRIPTION_LENGTH_MAX = 4_000;

/** Final estimates, in code points [P2.5]. */
export const ESTIMATE_LENGTH_MAX = 16;

/** Notes on a revealed ticket, in code points [P2.5a]. */
export const NOTE_LENGTH_MAX = 500;

/** A room's name, in code points [R17b]. */
export const ROOM_NAME_LENGTH_MAX = 60;

/** A room's passcode, in code points [R17b]. */
export const PASSCODE_LENGTH_MAX = 64;

/** Whom a room keeps out; beyond it those who were barred first may come back [R17b]. */
export const BARS_MAX = 100;

/** How long voters are left alone after they were asked once more, in milliseconds [P2.5a]. */
export const NUDGE_EVERY_MS = 10_000;

/** The longest timer, in seconds. */
export const TIMER_SECONDS_MAX = 86_400;

/** Cards of a deck of one's own, and their length in code points [P2.1]. */
export const DECK_CARDS_MIN = 2;
export const DECK_CARDS_MAX = 24;
export const CARD_LENGTH_MAX = 8;

/**
 * How far a room's version jumps when it comes back after a restart: further than it can have got with changes
 * that were sent and then lost, by a power cut or while nothing could be saved. So it never goes back [P2.3].
 */
export const VERSION_JUMP = 1_000_000;
