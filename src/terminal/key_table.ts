/** Every key of the live view: what it is for, and when it is worth showing. The help and the hints come from it. */
import { isAdmin, type Model, ownMember } from "./model.ts";

export interface KeyEntry {
  readonly key: string;
  /** For the line of hints. */
  readonly hint: string;
  /** For the help. */
  readonly about: string;
  readonly who: "voter" | "admin" | "all";
  /** Whether it is what somebody would want to press now. */
  readonly now: (moment: Moment) => boolean;
}

/** What decides which keys matter. */
export interface Moment {
  readonly admin: boolean;
  readonly voter: boolean;
  readonly phase: "none" | "voting" | "complete" | "revealed";
  readonly voted: boolean;
  readonly any_votes: boolean;
  readonly tickets_wait: boolean;
  readonly offline: boolean;
}

export function momentOf(model: Model): Moment {
  const { room, vote, connection } = model;
  return {
    admin: isAdmin(model),
    voter: ownMember(model)?.role === "voter",
    phase: room.ballot?.phase ?? "none",
    voted: vote !== null && vote.card !== null,
    any_votes: room.members.some(({ voted }) => voted),
    tickets_wait: room.queue.length > 0,
    offline: connection.state === "offline",
  };
}

const isOpen = ({ phase }: Moment) => phase === "voting" || phase === "complete";
const never = () => false;

/** In the order the help shows them; `ARROWS` stands for the picture of the arrow keys. */
export const ARROWS = "ARROWS";

export const KEYS: readonly KeyEntry[] = [
  {
    key: ARROWS,
    hint: "choose",
    about: "choose a card; or type it, its letters as capitals",
    who: "voter",
    now: (moment) => isOpen(moment) && !moment.voted,
  },
  {
    key: "Enter",
    hint: "vote",
    about: "vote with it, or change the vote",
    who: "voter",
    now: (moment) => isOpen(moment) && !moment.voted,
  },
  {
    key: "r",
    hint: "reveal",
    about: "reveal, once everybody has voted",
    who: "admin",
    now: ({ phase }) => phase === "complete",
  },
  {
    key: "u",
    hint: "take back",
    about: "take the vote back",
    who: "voter",
    now: (moment) => isOpen(moment) && moment.voted,
  },
  {
    key: "o",
    hint: "take part",
    about: "only watch, or take part again",
    who: "all",
    now: ({ voter }) => !voter,
  },
  {
    key: "n",
    hint: "next ticket",
    about: "begin the next ticket that waits",
    who: "admin",
    now: (moment) => !isOpen(moment) && moment.tickets_wait,
  },
  {
    key: "b",
    hint: "begin",
    about: "begin a ticket: type its id, and a title behind it",
    who: "admin",
    now: (moment) => !isOpen(moment) && !moment.tickets_wait,
  },
  {
    key: "e",
    hint: "estimate",
    about: "note what the team settled on",
    who: "admin",
    now: ({ phase }) => phase === "revealed",
  },
  {
    key: "v",
    hint: "vote again",
    about: "vote again on the same ticket",
    who: "admin",
    now: ({ phase }) => phase === "revealed",
  },
  {
    key: "f",
    hint: "reveal now",
    about: "reveal before everybody has voted",
    who: "admin",
    now: ({ phase, any_votes }) => phase === "voting" && any_votes,
  },
  {
    key: "a",
    hint: "add tickets",
    about: "add tickets to those that wait: type one, or paste a list",
    who: "admin",
    now: (moment) => !isOpen(moment) && !moment.tickets_wait,
  },
  { key: "t", hint: "timer", about: "start or stop the timer", who: "admin", now: never },
  { key: "h", hint: "hand over", about: "make somebody else admin", who: "admin", now: never },
  { key: "x", hint: "remove", about: "remove somebody", who: "admin", now: never },
  { key: "s", hint: "settings", about: "settings of the room", who: "admin", now: never },
  { key: "d", hint: "end", about: "end the session for everybody", who: "admin", now: never },
  {
    key: "Enter",
    hint: "try now",
    about: "while the connection is lost: try now",
    who: "all",
    now: ({ offline }) => offline,
  },
  { key: "?", hint: "keys", about: "all keys", who: "all", now: () => true },
  {
    key: "q",
    hint: "leave",
    about: "leave; so does Ctrl-C, which pressed again leaves at once",
    who: "all",
    now: () => true,
  },
];

/** The keys that this person has. */
export function keysFor({ admin, voter }: Moment): readonly KeyEntry[] {
  return KEYS.filter(({ who }) => who === "all" || (who === "admin" ? admin : voter));
}

/** The ones for the line of hints; without a connection first of all the one that brings it back. */
export function hintsFor(moment: Moment): readonly KeyEntry[] {
  const hints = keysFor(moment).filter(({ now }) => now(moment));
  if (!moment.offline) return hints;
  return hints.filter(({ hint }) => hint === "try now" || hint === "keys" || hint === "leave");
}
