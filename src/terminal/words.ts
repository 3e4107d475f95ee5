/**
 * Commands as words on a line, for people at a pipe and for programs: `vote 5`, `begin WEB-7 Log in`. The same command
 * as JSON is `{"do": "vote", "with": "5"}`. Names and tickets are looked up in the room's state. Pure.
 */
import { quote, sanitize } from "../protocol/text.ts";
import { command, type Place, type ReadCommand, refusal, type Words } from "./word.ts";
import { PEOPLE_WORDS } from "./words_people.ts";
import { ROOM_WORDS } from "./words_room.ts";
import { TICKET_WORDS } from "./words_tickets.ts";
import { VOTING_WORDS } from "./words_voting.ts";

/** A command, and what its answer repeats of it. */
export interface Parsed {
  /** Its word, as the help spells it; "": it is none of them. */
  readonly word: string;
  readonly command: ReadCommand;
  /** The id that it had; null: it had none. */
  readonly id: string | null;
}

/** The introduction to the help. */
export const ABOUT_WORDS =
  "A runner is the admin, or every voter if the room is set so (who_runs everyone). Parts in [ ] " +
  "are optional.";

/** All words, in the order of the help. */
export const WORDS: Words = {
  ...VOTING_WORDS,
  ...TICKET_WORDS,
  ...PEOPLE_WORDS,
  ...ROOM_WORDS,
  state: { usage: "state", about: "show the room once more", read: () => command({ do: "state" }) },
  leave: { usage: "leave", about: "leave the room", read: () => command({ do: "leave" }) },
  hang_up: {
    usage: "hang_up",
    about: "go, but keep the seat for a while",
    read: () => command({ do: "hang_up" }),
  },
  help: { usage: "help", about: "these words", read: () => command({ do: "help" }) },
};

/** Reads a line of standard input; null: it is empty. */
export function parse(text: string, place: Place): Parsed | null {
  const typed = text.trim();
  if (typed === "") return null;
  if (typed.startsWith("{")) return parseJson(typed, place);
  const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(typed) ?? [];
  return { ...understand(word, rest, place), id: null };
}

function parseJson(text: string, place: Place): Parsed {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { word: "", command: refusal(`this is no JSON: ${quote(text)}`), id: null };
  }
  const { do: word, with: rest, id } = {
    do: null,
    with: "",
    id: null,
    ...typeof parsed === "object" && parsed,
  };
  const read = typeof word === "string" && (typeof rest === "string" || typeof rest === "number")
    ? understand(word, `${rest}`, place)
    : { word: "", command: refusal('a command is {"do": WORD, "with": TEXT}') };
  return { ...read, id: typeof id === "string" || typeof id === "number" ? `${id}` : null };
}

function understand(typed: string, rest: string, place: Place): Omit<Parsed, "id"> {
  const word = typed.toLowerCase().replaceAll("-", "_");
  const known = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (known === undefined) {
    return { word: "", command: refusal(`no such command: ${quote(typed)}; help lists them`) };
  }
  return { word, command: known.read(known.lines ? rest : sanitize(rest), place) };
}
