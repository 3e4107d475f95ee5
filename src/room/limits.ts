/** Every bound on what one room holds, with its unit. Relations between them are in the comments. */

/** Shown names are at most this many code points, a number behind them included [W5]. */
export const NAME_LENGTH_MAX = 40;

/** Ticket ids, in code points [W5]. */
export const TICKET_ID_LENGTH_MAX = 64;

/** Single votes a room's history keeps; older ballots keep their summary only [R12]. */
export const HISTORY_VOTES_MAX = 5_000;

/** Revealed ballots a session can hold. At one a minute it takes a week to get there. */
export const HISTORY_BALLOTS_MAX = 10_000;

/** People named in the results; beyond it those who left first are dropped. */
export const PARTICIPANTS_MAX = 1_000;

/** How long a v1 seat is kept for the event that announces its member, in milliseconds [R3]. */
export const ANNOUNCE_WITHIN_MS = 10_000;

/** Tickets in a queue, and what they take together in UTF-8 bytes [P2.5]. */
export const QUEUE_TICKETS_MAX = 200;
export const QUEUE_BYTES_MAX = 32 * 1024;

/** Ticket titles, in code points [W5]. */
export const TITLE_LENGTH_MAX = 200;

/** Final estimates, in code points [P2.5]. */
export const ESTIMATE_LENGTH_MAX = 16;

/** The longest timer, in seconds. */
export const TIMER_SECONDS_MAX = 86_400;

/** Cards of a deck of one's own, and their length in code points [P2.1]. */
export const DECK_CARDS_MIN = 2;
export const DECK_CARDS_MAX = 24;
export const CARD_LENGTH_MAX = 8;

/**
 * How far a room's version jumps when it comes back after a restart: further than it can have got with changes
 * that were told and then lost, by a power cut or while nothing could be saved. So it never goes back [P2.3].
 */
export const VERSION_JUMP = 1_000_000;
