/**
 * The command lines of `create` and `join`. Pure: what is wrong comes back as one line for a person. Every
 * switch and value is in one table, from which the help is made, too.
 */
import { checkName, quote } from "../protocol/text.ts";
import {
  type Found,
  readRoom,
  readServer,
  type RoomAddress,
  type ServerAddress,
} from "./address.ts";

export type CommandName = "create" | "join";

/** What was asked for on the command line; null or undefined: it was not said. */
export interface Options {
  readonly command: CommandName;
  readonly help: boolean;
  readonly server: ServerAddress | null;
  readonly name: string | null;
  /** For `join`. */
  readonly room: RoomAddress | null;
  readonly observer: boolean;
  /** For `create`. */
  readonly capacity: number;
  readonly deck: string | null;
  readonly keep_room: boolean;
  /** Files to save the results in. */
  readonly save: readonly SaveFile[];
  readonly json: boolean;
  readonly plain: boolean;
  readonly ascii: boolean;
  readonly colour: boolean;
}

export interface SaveFile {
  readonly path: string;
  readonly format: "csv" | "json" | "md";
}

export type ParsedOptions =
  | { readonly kind: "options"; readonly options: Options }
  | { readonly kind: "error"; readonly message: string };

/** Seats for voters where nobody said how many. */
export const CAPACITY_DEFAULT = 12;
/** More than any server allows (`--max-room-capacity`). */
const CAPACITY_MAX = 1_000;

export interface OptionEntry {
  readonly name: string;
  /** What stands for the value; a switch has none. */
  readonly placeholder?: string;
  readonly about: string;
  readonly only?: CommandName;
  readonly repeatable?: true;
}

export const OPTIONS: readonly OptionEntry[] = [
  {
    name: "server",
    placeholder: "URL",
    about: "where the server is, http(s) or ws(s); remembered, or ESTIMATEX_SERVER",
  },
  {
    name: "name",
    placeholder: "NAME",
    about: "what the others call you; remembered, or ESTIMATEX_NAME",
  },
  {
    name: "capacity",
    placeholder: "N",
    about: `seats for voters (default: ${CAPACITY_DEFAULT})`,
    only: "create",
  },
  {
    name: "deck",
    placeholder: "DECK",
    about:
      "fibonacci (default), modified_fibonacci, t_shirt, powers_of_two, or cards with commas between",
    only: "create",
  },
  {
    name: "keep-room",
    about: "when you leave somebody else becomes admin; otherwise the room closes",
    only: "create",
  },
  { name: "observer", about: "watch, without a vote" },
  {
    name: "save",
    placeholder: "FILE",
    about: "write the results at the end, as .csv, .json or .md; may be given again",
    repeatable: true,
  },
  { name: "json", about: "for programs: everything as JSON, one line each" },
  { name: "plain", about: "lines instead of a screen, as without a terminal" },
  { name: "ascii", about: "no pictures, only ASCII" },
  { name: "no-color", about: "no colours, as with NO_COLOR" },
];

export function optionsOf(command: CommandName): readonly OptionEntry[] {
  return OPTIONS.filter(({ only }) => only === undefined || only === command);
}

/** Reads a command line. Never throws. */
export function parseOptions(command: CommandName, args: readonly string[]): ParsedOptions {
  const split = splitArguments(command, args);
  if ("problem" in split) return { kind: "error", message: split.problem };
  const { given, rest } = split;
  const problems: string[] = [];
  const value = (name: string) => given.get(name)?.at(-1) ?? null;
  const read = <T>(name: string, from: (text: string) => Found<T>): T | null => {
    const text = value(name);
    if (text === null) return null;
    const found = from(text);
    if ("value" in found) return found.value;
    problems.push(`--${name} ${found.problem}`);
    return null;
  };
  const server = read("server", readServer);
  const name = read("name", readName);
  const capacity = read("capacity", readCapacity) ?? CAPACITY_DEFAULT;
  const [room_text] = rest;
  const found = room_text === undefined ? null : readRoom(room_text);
  if (found !== null && "problem" in found) problems.push(`the room ${found.problem}`);
  const room = found !== null && "value" in found ? found.value : null;
  const linked = room?.server ?? null;
  if (linked !== null && server !== null && linked.socket !== server.socket) {
    problems.push(
      `--server is ${server.page}, but the link leads to ${linked.page}: leave one out`,
    );
  }
  const save: SaveFile[] = [];
  for (const path of given.get("save") ?? []) {
    const file = readSaveFile(path);
    if ("problem" in file) problems.push(`--save ${file.problem}`);
    else save.push(file.value);
  }
  const problem = given.has("help") ? undefined : problems[0];
  if (problem !== undefined) return { kind: "error", message: problem };
  return {
    kind: "options",
    options: {
      command,
      help: given.has("help"),
      server: linked ?? server,
      name,
      room,
      observer: given.has("observer"),
      capacity,
      deck: value("deck"),
      keep_room: given.has("keep-room"),
      save,
      json: given.has("json"),
      plain: given.has("plain"),
      ascii: given.has("ascii"),
      colour: !given.has("no-color"),
    },
  };
}

interface Split {
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** Takes a command line apart; what it doesn't know is a mistake, not ignored. */
function splitArguments(
  command: CommandName,
  args: readonly string[],
): Split | { readonly problem: string } {
  const given = new Map<string, string[]>();
  const rest: string[] = [];
  const more = `(estimatex-server ${command} --help lists all flags)`;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "-h" || arg === "--help") given.set("help", [""]);
    else if (arg.startsWith("-") && arg !== "-") {
      const [flag = "", inline] = arg.split(/=(.*)/s);
      const entry = optionsOf(command).find(({ name }) => flag === `--${name}`);
      if (entry === undefined) return { problem: `unknown flag ${quote(flag)} ${more}` };
      const { name, placeholder, repeatable } = entry;
      const before = given.get(name) ?? [];
      if (before.length > 0 && repeatable === undefined) {
        return { problem: `--${name} can only be given once` };
      }
      if (placeholder === undefined) {
        if (inline !== undefined) return { problem: `--${name} takes no value` };
        given.set(name, [""]);
        continue;
      }
      const value = inline ?? args[++at];
      if (value === undefined || value.trim() === "") {
        return { problem: `--${name} needs a value: ${entry.about}` };
      }
      given.set(name, [...before, value]);
    } else rest.push(arg);
  }
  const stray = rest[command === "join" ? 1 : 0];
  if (stray !== undefined && !given.has("help")) {
    return { problem: `unexpected argument ${quote(stray)} ${more}` };
  }
  return { given, rest };
}

export function readName(text: string): Found<string> {
  const checked = checkName(text);
  return checked.ok ? { value: checked.value } : { problem: checked.rule };
}

export function readCapacity(text: string): Found<number> {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN;
  if (value >= 1 && value <= CAPACITY_MAX) return { value };
  return { problem: `must be a whole number from 1 to ${CAPACITY_MAX}, got ${quote(text)}` };
}

function readSaveFile(path: string): Found<SaveFile> {
  const format = /\.(csv|json|md)$/i.exec(path)?.[1]?.toLowerCase();
  if (format === "csv" || format === "json" || format === "md") return { value: { path, format } };
  return { problem: `must end with .csv, .json or .md, got ${quote(path)}` };
}
