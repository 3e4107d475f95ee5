/** Words of line mode about ballots: voting, beginning, revealing, results. Pure. */
import { findCard } from "../protocol/card_match.ts";
import { quote } from "../protocol/text.ts";
import { openBallot } from "../client/open_ballot.ts";
import { acceptSuggestion } from "./suggestion.ts";
import { asBegin, asEstimate, asNote, asTimer } from "./text_actions.ts";
import {
  command,
  type Place,
  type ReadCommand,
  refusal,
  revealedNamed,
  type Words,
} from "./word.ts";

const NO_BALLOT = refusal("there is nothing to vote on yet");
const NOT_REVEALED = refusal("reveal the votes first");

export const VOTING_WORDS: Words = {
  vote: {
    usage: "vote CARD",
    about: "vote, or change the vote",
    read: (rest, { room }) => {
      const { ballot, deck } = room;
      if (ballot === null) return NO_BALLOT;
      const card = findCard(deck.cards, rest);
      if (card === undefined) {
        return refusal(`no such card: ${quote(rest)}; the deck has ${deck.cards.join(" ")}`);
      }
      return command({ do: "vote", ticket_id: ballot.ticket_id, card });
    },
  },
  withdraw: {
    usage: "withdraw",
    about: "take the vote back",
    read: (_, { room: { ballot } }) =>
      ballot === null ? NO_BALLOT : command({ do: "withdraw", ticket_id: ballot.ticket_id }),
  },
  begin: {
    usage: "begin [TICKET [TITLE]]",
    about: "runner: start voting on a ticket, or without one",
    read: asBegin,
  },
  next: {
    usage: "next",
    about: "runner: start voting on the next ticket in the queue",
    read: (_, { room: { queue: [ticket] } }) =>
      ticket === undefined ? refusal("no tickets wait") : command({ do: "begin", ticket }),
  },
  nudge: {
    usage: "nudge",
    about: "runner: remind those who have not voted",
    read: (_, { room }) => openBallot(room) === null ? NO_BALLOT : command({ do: "nudge" }),
  },
  reveal: {
    usage: "reveal",
    about: "runner: reveal, once everybody has voted",
    read: (_, place) => reveal(place, false),
  },
  force: {
    usage: "force",
    about: "admin: reveal before everybody has voted",
    read: (_, place) => reveal(place, true),
  },
  again: {
    usage: "again",
    about: "runner: vote again on the same ticket",
    read: () => command({ do: "restart" }),
  },
  cancel: {
    usage: "cancel",
    about: "admin: cancel the open ballot; nobody sees its cards",
    read: (_, { room }) =>
      openBallot(room) === null
        ? refusal("no ballot is open: there is nothing to cancel")
        : command({ do: "cancel" }),
  },
  estimate: {
    usage: "estimate TEXT",
    about: "admin: set the estimate the team settled on",
    read: (rest, { room: { ballot } }) =>
      ballot?.phase === "revealed" ? asEstimate(ballot.ticket_id, rest) : NOT_REVEALED,
  },
  estimate_of: {
    usage: "estimate_of TICKET TEXT",
    about: "admin: set the estimate of any revealed ticket",
    read: (rest, place) => {
      const named = revealedNamed(rest, place);
      return named.ok ? asEstimate(named.value.ticket_id, named.value.rest) : named;
    },
  },
  accept: {
    usage: "accept",
    about: "admin: set the suggestion as the estimate",
    read: (_, { room }) => acceptSuggestion(room),
  },
  note: {
    usage: "note [TEXT]",
    about: "admin: set the note of the revealed ticket; no text removes it",
    lines: true,
    read: (rest, { room: { ballot } }) =>
      ballot?.phase === "revealed" ? asNote(ballot.ticket_id, rest) : NOT_REVEALED,
  },
  note_of: {
    usage: "note_of TICKET [TEXT]",
    about: "admin: set the note of any revealed ticket",
    lines: true,
    read: (rest, place) => {
      const named = revealedNamed(rest, place);
      return named.ok ? asNote(named.value.ticket_id, named.value.rest) : named;
    },
  },
  timer: {
    usage: "timer TIME [reveal]",
    about: "admin: start a timer (90, 1:30, 2m), which may reveal when it ends; 0 stops it",
    read: asTimer,
  },
};

function reveal({ room: { ballot } }: Place, force: boolean): ReadCommand {
  if (ballot === null) return refusal("there is nothing to reveal yet");
  return command({ do: "reveal", ticket_id: ballot.ticket_id, force });
}
