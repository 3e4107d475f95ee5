/** The table of all keys in the room: what each is for, and when to hint at it. Help and hints are made from it. */
import { isAdmin, type Model, ownMember } from "./model.ts";

interface KeyEntry {
  readonly key: string;
  /** For the line of hints. */
  readonly hint: string;
  /** For the help. */
  readonly about: string;
  readonly who: "voter" | "runner" | "admin" | "all";
  /** Whether somebody might want to press it now. */
  readonly now: (moment: Moment) => boolean;
}

/** What decides which keys matter. */
interface Moment {
  readonly admin: boolean;
  readonly voter: boolean;
  /** Whether this person may begin and reveal [R11b]. */
  readonly runner: boolean;
  readonly phase: "none" | "voting" | "complete" | "revealed";
  readonly voted: boolean;
  /** Whether the cursor is on another card than that of the vote. */
  readonly changesCard: boolean;
  /** Whether an estimate is suggested, and none is set. */
  readonly undecided: boolean;
  readonly anyVotes: boolean;
  readonly ticketsWait: boolean;
  readonly offline: boolean;
}

/** What of the room and the person decides which keys matter. */
export function momentOf(model: Model): Moment {
  const { room, vote, connection, card } = model;
  const { ballot, deck } = room;
  const voter = ownMember(model)?.role === "voter";
  return {
    admin: isAdmin(model),
    voter,
    runner: isAdmin(model) || voter && room.settings.who_runs === "everyone",
    phase: ballot?.phase ?? "none",
    voted: vote !== null && vote.card !== null,
    changesCard: card !== null && deck.cards[card] !== vote?.card,
    undecided: ballot?.phase === "revealed" && ballot.estimate === undefined &&
      ballot.summary.suggestion !== null,
    anyVotes: room.members.some(({ voted }) => voted),
    ticketsWait: room.queue.length > 0,
    offline: connection.state === "offline",
  };
}

const isOpen = ({ phase }: Moment) => phase === "voting" || phase === "complete";
const never = () => false;

/** Replaced by the symbol of the arrow keys. */
export const ARROWS = "ARROWS";

const KEYS: readonly KeyEntry[] = [
  {
    key: ARROWS,
    hint: "choose",
    about: "choose a card; or type it, with letters as capitals",
    who: "voter",
    now: (moment) => isOpen(moment) && !moment.voted,
  },
  {
    key: "Enter",
    hint: "vote",
    about: "vote with it, or change the vote",
    who: "voter",
    now: (moment) => isOpen(moment) && (!moment.voted || moment.changesCard),
  },
  {
    key: "r",
    hint: "reveal",
    about: "reveal, once everybody has voted",
    who: "runner",
    now: ({ phase }) => phase === "complete",
  },
  {
    key: "y",
    hint: "accept",
    about: "set the suggestion as the estimate",
    who: "admin",
    now: ({ undecided }) => undecided,
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
    about: "become an observer, or a voter again",
    who: "all",
    now: ({ voter }) => !voter,
  },
  {
    key: "n",
    hint: "next ticket",
    about: "start voting on the next ticket in the queue",
    who: "runner",
    now: (moment) => !isOpen(moment) && moment.ticketsWait,
  },
  {
    key: "b",
    hint: "begin",
    about: "start voting on a ticket: type its id, and a title if you like; or no id",
    who: "runner",
    now: (moment) => !isOpen(moment) && !moment.ticketsWait,
  },
  {
    key: "l",
    hint: "tickets",
    about: "tickets: start, edit, move or remove one; estimates and notes of earlier ones",
    who: "all",
    now: never,
  },
  {
    key: "p",
    hint: "people",
    about: "people: change your name; the admin can remove people or hand the room over",
    who: "all",
    now: never,
  },
  {
    key: "s",
    hint: "settings",
    about: "room settings: name, seats, cards, lock, passcode, who runs it",
    who: "admin",
    now: never,
  },
  {
    key: "e",
    hint: "estimate",
    about: "set the estimate the team settled on",
    who: "admin",
    now: ({ phase }) => phase === "revealed",
  },
  {
    key: "m",
    hint: "note",
    about: "set a note beside it",
    who: "admin",
    now: ({ phase }) => phase === "revealed",
  },
  {
    key: "v",
    hint: "vote again",
    about: "vote again on the same ticket",
    who: "runner",
    now: ({ phase }) => phase === "revealed",
  },
  {
    key: "f",
    hint: "reveal now",
    about: "reveal before everybody has voted",
    who: "admin",
    now: ({ phase, anyVotes }) => phase === "voting" && anyVotes,
  },
  {
    key: "a",
    hint: "add tickets",
    about: "add tickets to the queue: type one, or paste a list",
    who: "admin",
    now: (moment) => !isOpen(moment) && !moment.ticketsWait,
  },
  {
    key: "w",
    hint: "ask again",
    about: "remind those who have not voted",
    who: "runner",
    now: never,
  },
  {
    key: "c",
    hint: "cancel",
    about: "cancel the ballot; nobody sees its cards",
    who: "admin",
    now: never,
  },
  {
    key: "t",
    hint: "timer",
    about: "start or stop a timer, which may reveal when it ends",
    who: "admin",
    now: never,
  },
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
    about: "leave; so does Ctrl-C, and a second Ctrl-C leaves at once",
    who: "all",
    now: () => true,
  },
];

/** The entry of a letter. Enter has two entries, and is no letter. */
export function keyNamed(char: string): KeyEntry | undefined {
  return KEYS.find(({ key }) => key === char);
}

/** Whether this person may use a key. */
export function mayUse({ who }: Pick<KeyEntry, "who">, { admin, runner, voter }: Moment): boolean {
  return { all: true, admin, runner, voter }[who];
}

/** The keys that this person has. */
export function keysFor(moment: Moment): readonly KeyEntry[] {
  return KEYS.filter((entry) => mayUse(entry, moment));
}

/** The keys for the line of hints; without a connection, the key that reconnects comes first. */
export function hintsFor(moment: Moment): readonly KeyEntry[] {
  const hints = keysFor(moment).filter(({ now }) => now(moment));
  if (!moment.offline) return hints;
  return hints.filter(({ hint }) => hint === "try now" || hint === "keys" || hint === "leave");
}
