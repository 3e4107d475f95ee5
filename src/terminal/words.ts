/**
 * Commands as words on a line, for people at a pipe and for programs: `vote 5`, `begin WEB-7 Log in`. The
 * same command as JSON is `{"do": "vote", "with": "5"}`. Pure: names and tickets are looked up in the room.
 */
import type { Member, OwnVote, RoomState } from "../client/mod.ts";
import { checkEstimate, quote, sanitize } from "../protocol/text.ts";
import type { RoomAction } from "./action.ts";
import { readSeconds, SECONDS_FORM } from "./seconds.ts";
import { readTicket } from "../tickets/tickets.ts";

/** What is known where a command is given. */
export interface Place {
  readonly room: RoomState;
  readonly vote: OwnVote | null;
}

export type Said =
  | RoomAction
  | { readonly do: "leave" }
  | { readonly do: "hang_up" }
  | { readonly do: "help" }
  | { readonly do: "state" };

/** A command, and the mark by which its answer is known, if there is one. */
export interface Heard {
  readonly said: Said | { readonly problem: string };
  readonly id: string | null;
}

interface Word {
  readonly usage: string;
  readonly about: string;
  readonly read: (rest: string, place: Place) => Said | string;
}

/** Every word, in the order the help shows them. */
export const WORDS: Readonly<Record<string, Word>> = {
  vote: {
    usage: "vote CARD",
    about: "vote, or change the vote",
    read: (rest, { room }) => {
      const { ballot, deck } = room;
      if (ballot === null) return "there is nothing to vote on yet";
      const wanted = rest.toLowerCase();
      const card = deck.cards.find((one) => one.toLowerCase() === wanted);
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
  watch: { usage: "watch", about: "only watch", read: () => ({ do: "role", role: "observer" }) },
  play: { usage: "play", about: "take part again", read: () => ({ do: "role", role: "voter" }) },
  begin: {
    usage: "begin TICKET [TITLE]",
    about: "admin: begin a ticket",
    read: (rest) => {
      const ticket = readTicket(rest);
      return ticket === null ? "say which ticket: begin WEB-7" : { do: "begin", ticket };
    },
  },
  next: {
    usage: "next",
    about: "admin: begin the next ticket that waits",
    read: (_, { room: { queue: [ticket] } }) =>
      ticket === undefined ? "no tickets wait" : { do: "begin", ticket },
  },
  add: {
    usage: "add TICKET [TITLE]",
    about: "admin: add a ticket to those that wait",
    read: (rest) => {
      const ticket = readTicket(rest);
      if (ticket === null) return "say which ticket: add WEB-7";
      return { do: "queue", tickets: [ticket], replace: false };
    },
  },
  reveal: {
    usage: "reveal",
    about: "admin: reveal, once everybody has voted",
    read: (_, place) => reveal(place, false),
  },
  force: {
    usage: "force",
    about: "admin: reveal before that",
    read: (_, place) => reveal(place, true),
  },
  again: {
    usage: "again",
    about: "admin: vote again on the same ticket",
    read: () => ({ do: "restart" }),
  },
  estimate: {
    usage: "estimate TEXT",
    about: "admin: note what the team settled on",
    read: (rest, { room: { ballot } }) => {
      if (ballot?.phase !== "revealed") return "reveal the votes first";
      const estimate = checkEstimate(rest);
      if (!estimate.ok) return `the estimate ${estimate.rule}`;
      return { do: "estimate", ticket_id: ballot.ticket_id, estimate: estimate.value };
    },
  },
  timer: {
    usage: "timer TIME",
    about: "admin: start the timer (90, 1:30, 2m), or stop it (0)",
    read: (rest) => {
      const seconds = readSeconds(rest);
      if (seconds === null) return `the timer must be ${SECONDS_FORM}`;
      return { do: "timer", seconds: seconds === 0 ? null : seconds };
    },
  },
  auto_reveal: {
    usage: "auto_reveal on|off",
    about: "admin: turn the cards over when all have voted",
    read: (rest) => {
      const on = oneOf(rest, ["on", "off"]);
      if (on === null) return "auto_reveal must be on or off";
      return { do: "settings", settings: { auto_reveal: on === "on" } };
    },
  },
  on_admin_leave: {
    usage: "on_admin_leave close|promote",
    about: "admin: what becomes of the room",
    read: (rest) => {
      const on_admin_leave = oneOf(rest, ["close", "promote"]);
      if (on_admin_leave === null) return "on_admin_leave must be close or promote";
      return { do: "settings", settings: { on_admin_leave } };
    },
  },
  hand_over: {
    usage: "hand_over NAME",
    about: "admin: make somebody else admin",
    read: (rest, place) => {
      const member = named(rest, place);
      return typeof member === "string" ? member : { do: "hand_over", member_id: member.member_id };
    },
  },
  remove: {
    usage: "remove NAME",
    about: "admin: remove somebody",
    read: (rest, place) => {
      const member = named(rest, place);
      return typeof member === "string" ? member : { do: "remove", member_id: member.member_id };
    },
  },
  end: { usage: "end", about: "admin: end the session", read: () => ({ do: "end" }) },
  state: { usage: "state", about: "tell the room once more", read: () => ({ do: "state" }) },
  leave: { usage: "leave", about: "leave the room", read: () => ({ do: "leave" }) },
  hang_up: {
    usage: "hang_up",
    about: "go, but keep the seat for a while",
    read: () => ({ do: "hang_up" }),
  },
  help: { usage: "help", about: "these words", read: () => ({ do: "help" }) },
};

/** Longest line that is looked at, in UTF-16 units. */
const LINE_LENGTH_MAX = 4_096;

/** A line from standard input; null where there is nothing on it. */
export function hear(text: string, place: Place): Heard | null {
  const typed = text.slice(0, LINE_LENGTH_MAX).trim();
  if (typed === "") return null;
  if (typed.startsWith("{")) return hearJson(typed, place);
  const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(typed) ?? [];
  return { said: understand(word, rest, place), id: null };
}

function hearJson(text: string, place: Place): Heard {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { said: { problem: `this is no JSON: ${quote(text)}` }, id: null };
  }
  const { do: word, with: rest, id } = {
    do: null,
    with: "",
    id: null,
    ...typeof parsed === "object" && parsed,
  };
  const said = typeof word === "string" && (typeof rest === "string" || typeof rest === "number")
    ? understand(word, `${rest}`, place)
    : { problem: 'a command is {"do": WORD, "with": TEXT}' };
  return { said, id: typeof id === "string" || typeof id === "number" ? `${id}` : null };
}

function understand(word: string, rest: string, place: Place): Heard["said"] {
  const name = word.toLowerCase().replaceAll("-", "_");
  const known = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (known === undefined) return { problem: `no such command: ${quote(word)}; help lists them` };
  const said = known.read(sanitize(rest), place);
  return typeof said === "string" ? { problem: said } : said;
}

function reveal({ room: { ballot } }: Place, force: boolean): Said | string {
  if (ballot === null) return "there is nothing to reveal yet";
  return { do: "reveal", ticket_id: ballot.ticket_id, force };
}

function named(text: string, { room: { members } }: Place): Member | string {
  const wanted = text.toLowerCase();
  return members.find(({ member_id, name }) =>
    name.toLowerCase() === wanted || member_id.toLowerCase() === wanted
  ) ?? `nobody here is called ${quote(text)}`;
}

function oneOf<T extends string>(text: string, words: readonly T[]): T | null {
  return words.find((word) => word === text.toLowerCase()) ?? null;
}
