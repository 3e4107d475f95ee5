/**
 * The command lines of `create` and `join`. Pure: what is wrong is returned as one line for a person. All flags are in
 * one table, from which the help is made, too.
 */
import type { Result } from "../base/result.ts";
import { checkName, quote } from "../protocol/text.ts";
import { CAPACITY_DEFAULT } from "../room/limits.ts";
import {
  type CommandName,
  type Options,
  readCapacity,
  type SaveFile,
} from "../terminal/options.ts";
import { readRoom, readServer } from "../terminal/server_address.ts";
import { type FlagForm, HELP, splitArguments } from "./arguments.ts";

type ParsedOptions =
  | { readonly kind: "options"; readonly options: Options }
  | { readonly kind: "error"; readonly message: string };

interface OptionEntry {
  readonly name: string;
  /** The name of its value in the help; a switch has none. */
  readonly placeholder?: string;
  readonly about: string;
  /** The command that has it, if the other one has not. */
  readonly only?: CommandName;
  readonly repeatable?: true;
}

const OPTIONS: readonly OptionEntry[] = [
  {
    name: "server",
    placeholder: "URL",
    about: "the server's address, http(s) or ws(s); remembered, or ESTIMATEX_SERVER",
  },
  {
    name: "name",
    placeholder: "NAME",
    about: "your name in the room; remembered, or ESTIMATEX_NAME",
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
      "fibonacci (default), modified_fibonacci, t_shirt, powers_of_two, or cards: '1,2,?' or '0,5;1;2'",
    only: "create",
  },
  {
    name: "keep-room",
    about: "when you leave, somebody else becomes admin; without it the room closes",
    only: "create",
  },
  { name: "observer", about: "watch without voting" },
  {
    name: "passcode-file",
    placeholder: "FILE",
    about: "newcomers need the passcode on the first line of FILE",
    only: "create",
  },
  {
    name: "passcode-file",
    placeholder: "FILE",
    about: "file with the room's passcode on its first line; or ESTIMATEX_PASSCODE",
    only: "join",
  },
  {
    name: "key-file",
    placeholder: "FILE",
    about: "file with the key on its first line, if the server asks for one",
    only: "create",
  },
  {
    name: "header-file",
    placeholder: "FILE",
    about: "headers to send, for a proxy that asks for a sign-in, one a line, such as Cookie: ...",
  },
  {
    name: "queue",
    placeholder: "FILE",
    about: "admin: add the tickets of a file to the queue; `tickets FILE` shows them first",
  },
  {
    name: "queue-id",
    placeholder: "N",
    about: "the column of --queue that has the ids, from 1, if the header row does not name it",
  },
  { name: "queue-title", placeholder: "N", about: "the same for the titles" },
  {
    name: "save",
    placeholder: "FILE",
    about: "write the results at the end, as .csv, .json or .md; repeat it for more",
    repeatable: true,
  },
  { name: "json", about: "for programs: print everything as JSON, one object a line" },
  { name: "plain", about: "print lines instead of drawing a screen" },
  { name: "ascii", about: "draw with ASCII characters; names and texts stay as they are" },
  { name: "no-color", about: "no colours; so does NO_COLOR" },
];

/** The flags of a command, in the order of the help. */
export function optionsOf(command: CommandName): readonly OptionEntry[] {
  return OPTIONS.filter(({ only }) => only === undefined || only === command);
}

/** Parses a command line. Never throws. */
export function parseOptions(command: CommandName, args: readonly string[]): ParsedOptions {
  const { given, rest, problem: misspelt } = splitArguments(args, FORMS[command]);
  if (misspelt !== null) return { kind: "error", message: misspelt };
  const problems: string[] = [];
  const stray = rest[command === "join" ? 1 : 0];
  if (stray !== undefined) {
    const isRoom = command === "create" && readRoom(stray).ok;
    const instead = isRoom ? ", use join to come into that room" : "";
    problems.push(`unexpected argument ${quote(stray)}${instead}`);
  }
  const value = (name: string) => given.get(name)?.at(-1) ?? null;
  const read = <T>(name: string, from: (text: string) => Result<T, string>): T | null => {
    const text = value(name);
    if (text === null) return null;
    const found = from(text);
    if (found.ok) return found.value;
    problems.push(`--${name} ${found.error}`);
    return null;
  };
  const server = read("server", readServer);
  const name = read("name", checkName);
  const capacity = read("capacity", readCapacity) ?? CAPACITY_DEFAULT;
  const room = roomFrom(rest[0], server, problems);
  const save = saveFiles(given.get("save") ?? [], problems);
  const [id, title] = [read("queue-id", readColumn), read("queue-title", readColumn)];
  const path = value("queue");
  const chosen = id === null && title === null ? null : { id, title };
  if (path === null && (given.has("queue-id") || given.has("queue-title"))) {
    problems.push("--queue-id and --queue-title need --queue FILE");
  }
  const problem = given.has("help") ? undefined : problems[0];
  if (problem !== undefined) return { kind: "error", message: problem };
  return {
    kind: "options",
    options: {
      command,
      help: given.has("help"),
      server: room?.server ?? server,
      name,
      room,
      observer: given.has("observer"),
      capacity,
      deck: value("deck"),
      keepRoom: given.has("keep-room"),
      passcodeFile: value("passcode-file"),
      keyFile: value("key-file"),
      headerFile: value("header-file"),
      queue: path === null ? null : { path, chosen },
      save,
      json: given.has("json"),
      plain: given.has("plain"),
      ascii: given.has("ascii"),
      colour: !given.has("no-color"),
    },
  };
}

/** The room in an id or a link; adds to `problems` if it is invalid, or its server is not that of --server. */
function roomFrom(
  text: string | undefined,
  server: Options["server"],
  problems: string[],
): Options["room"] {
  if (text === undefined) return null;
  const found = readRoom(text);
  if (!found.ok) {
    problems.push(`the room ${found.error}`);
    return null;
  }
  const linked = found.value.server;
  if (linked !== null && server !== null && linked.socket !== server.socket) {
    problems.push(
      `--server is ${server.page}, but the link leads to ${linked.page}: leave one out`,
    );
  }
  return found.value;
}

/** The files of --save; adds to `problems` if one is invalid. */
function saveFiles(paths: readonly string[], problems: string[]): readonly SaveFile[] {
  return paths.flatMap((path) => {
    const file = readSaveFile(path);
    if (file.ok) return [file.value];
    problems.push(`--save ${file.error}`);
    return [];
  });
}

const FORMS: Readonly<Record<CommandName, readonly FlagForm[]>> = {
  create: formsOf("create"),
  join: formsOf("join"),
};

function formsOf(command: CommandName): readonly FlagForm[] {
  const forms = optionsOf(command).map(({ placeholder = null, about, ...entry }) => ({
    ...entry,
    placeholder,
    rule: placeholder === null ? null : about,
  }));
  return [...forms, HELP];
}

function readColumn(text: string): Result<number, string> {
  if (/^[1-9]\d{0,3}$/.test(text.trim())) return { ok: true, value: Number(text) };
  return { ok: false, error: `must be the number of a column, from 1, got ${quote(text)}` };
}

function readSaveFile(path: string): Result<SaveFile, string> {
  const format = /\.(csv|json|md)$/i.exec(path)?.[1]?.toLowerCase();
  if (format === "csv" || format === "json" || format === "md") {
    return { ok: true, value: { path, format } };
  }
  return { ok: false, error: `must end with .csv, .json or .md, got ${quote(path)}` };
}
