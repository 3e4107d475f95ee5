/** Words of line mode about the ballot: voting, beginning, revealing, what came out. Pure. */
import { findCard } from "../protocol/card_match.ts";
import { checkEstimate, checkNote, quote } from "../protocol/text.ts";
import { openBallot } from "./open_ballot.ts";
import { readTimer, TIMER_FORM } from "./seconds.ts";
import { acceptSuggestion } from "./suggestion.ts";
import { readTicket } from "../tickets/tickets.ts";
import { type LineCommand, type Place, revealedNamed, type Words } from "./word.ts";

export const VOTING_WORDS: Words = {
  vote: {
    usage: "vote CARD",
    about: "vote, or change the vote",
    read: (rest, { room }) => {
      const { ballot, deck } = room;
      if (ballot === null) return "there is nothing to vote on yet";
      const card = findCard(deck.cards, rest);
      if (card === undefined) {
        return `no such card: ${quote(rest)}; the deck has ${deck.cards.join(" ")}`;
      }
      return { do: "vote", ticket_id: ballot.ticket_id, card };
    },
  },
  withdraw: {
    usage: "withdraw",
    about: "take the vote back",
    read: (_, { room: { ballot } }) =>
      ballot === null
        ? "there is nothing to vote on yet"
        : { do: "withdraw", ticket_id: ballot.ticket_id },
  },
  begin: {
    usage: "begin [TICKET [TITLE]]",
    about: "runner: begin a ticket, or a vote without one",
    read: (rest) => ({ do: "begin", ticket: readTicket(rest) ?? {} }),
  },
  next: {
    usage: "next",
    about: "runner: begin the next ticket that waits",
    read: (_, { room: { queue: [ticket] } }) =>
      ticket === undefined ? "no tickets wait" : { do: "begin", ticket },
  },
  nudge: {
    usage: "nudge",
    about: "runner: ask those once more who have not voted",
    read: (_, { room }) =>
      openBallot(room) === null ? "there is nothing to vote on yet" : { do: "nudge" },
  },
  reveal: {
    usage: "reveal",
    about: "runner: reveal, once everybody has voted",
    read: (_, place) => reveal(place, false),
  },
  force: {
    usage: "force",
    about: "admin: reveal before that",
    read: (_, place) => reveal(place, true),
  },
  again: {
    usage: "again",
    about: "runner: vote again on the same ticket",
    read: () => ({ do: "restart" }),
  },
  cancel: {
    usage: "cancel",
    about: "admin: give the open ballot up; nobody sees its cards",
    read: (_, { room }) =>
      openBallot(room) === null
        ? "no ballot is open: there is nothing to cancel"
        : { do: "cancel" },
  },
  estimate: {
    usage: "estimate TEXT",
    about: "admin: note what the team settled on",
    read: (rest, { room: { ballot } }) => {
      if (ballot?.phase !== "revealed") return "reveal the votes first";
      const estimate = checkEstimate(rest);
      if (!estimate.ok) return `the estimate ${estimate.error}`;
      return { do: "estimate", ticket_id: ballot.ticket_id, estimate: estimate.value };
    },
  },
  estimate_of: {
    usage: "estimate_of TICKET TEXT",
    about: "admin: the same for any ticket that was revealed",
    read: (rest, place) => {
      const named = revealedNamed(rest, place);
      if (typeof named === "string") return named;
      const estimate = checkEstimate(named.rest);
      if (!estimate.ok) return `the estimate ${estimate.error}`;
      return { do: "estimate", ticket_id: named.ticket_id, estimate: estimate.value };
    },
  },
  accept: {
    usage: "accept",
    about: "admin: note the suggestion as the estimate",
    read: (_, { room }) => acceptSuggestion(room),
  },
  note: {
    usage: "note [TEXT]",
    about: "admin: note something about what was revealed; no text takes it away",
    lines: true,
    read: (rest, { room: { ballot } }) => {
      if (ballot?.phase !== "revealed") return "reveal the votes first";
      const note = checkNote(rest);
      if (!note.ok) return `the note ${note.error}`;
      return { do: "note", ticket_id: ballot.ticket_id, note: note.value };
    },
  },
  note_of: {
    usage: "note_of TICKET [TEXT]",
    about: "admin: the same for any ticket that was revealed",
    lines: true,
    read: (rest, place) => {
      const named = revealedNamed(rest, place);
      if (typeof named === "string") return named;
      const note = checkNote(named.rest);
      if (!note.ok) return `the note ${note.error}`;
      return { do: "note", ticket_id: named.ticket_id, note: note.value };
    },
  },
  timer: {
    usage: "timer TIME [reveal]",
    about: "admin: start the timer (90, 1:30, 2m), whose end may turn the cards; 0 stops it",
    read: (rest) => {
      const timer = readTimer(rest);
      return timer === null ? `the timer must be ${TIMER_FORM}` : { do: "timer", ...timer };
    },
  },
};

function reveal({ room: { ballot } }: Place, force: boolean): LineCommand | string {
  if (ballot === null) return "there is nothing to reveal yet";
  return { do: "reveal", ticket_id: ballot.ticket_id, force };
}
