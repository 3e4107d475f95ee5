/** The command line of `estimatex-server tickets`. Pure: what is wrong is returned as one line for a person. */
import { quoteEscaped } from "../base/printable.ts";
import type { ChosenColumns } from "../tickets/tickets.ts";
import { type FlagForm, HELP, splitArguments } from "./arguments.ts";

type TicketsArguments =
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string }
  | {
    readonly kind: "read";
    /** null: standard input. */
    readonly path: string | null;
    readonly json: boolean;
    /** null: columns are found by the header. */
    readonly chosen: ChosenColumns | null;
  };

export const TICKETS_HELP = `estimatex-server tickets: show which tickets would be read from a file

Usage: estimatex-server tickets FILE|- [flags]

FILE is a tracker's export, with commas or tabs, or a list with one ticket a
line, with bullets, links or Markdown; - is standard input. Columns are found
by their English header (Issue key, ID, Summary, Title, URL, ...). If no header
is known, nothing is guessed: the columns are listed, and you choose. create
and join read a file in the same way with --queue FILE.

Flags:
  --id N           the column with the ids, from 1
  --title N        the column with the titles
  --json           print one JSON object, see below
  -h, --help       print this and exit

--json prints {"tickets": [{"ticket_id", "title", "url", "description"}, ...],
"left_out": [{"what", "why"}, ...], "notes": [...]}; a ticket has only the
fields that were found. If the file is refused there are no tickets, and
"refused" says why; if its columns are unknown there are no tickets, and "asks"
lists them: [{"number", "head", "examples"}, ...].

Exit codes: 0 tickets were read; 1 the file was refused, or you have to choose
its columns; 2 the command line is wrong.

Examples:
  estimatex-server tickets backlog.csv
  estimatex-server tickets export.csv --id 2 --title 1 --json`;

const COLUMN_RULE = "the number of a column, from 1";

const FLAGS: readonly FlagForm[] = [
  { name: "id", placeholder: "N", rule: COLUMN_RULE },
  { name: "title", placeholder: "N", rule: COLUMN_RULE },
  { name: "json", placeholder: null, rule: null },
  HELP,
];

/** Parses the arguments after `tickets`. */
export function parseTickets(args: readonly string[]): TicketsArguments {
  const { given, rest, problem } = splitArguments(args, FLAGS);
  if (given.has("help")) return { kind: "help" };
  if (problem !== null) return wrong(problem);
  const [path = "", stray] = rest;
  if (path.trim() === "") return wrong("tickets needs a FILE, or - for standard input");
  if (stray !== undefined) return wrong(`unexpected argument ${quoteEscaped(stray)}`);
  const columns: Record<keyof ChosenColumns, number | null> = { id: null, title: null };
  for (const name of ["id", "title"] as const) {
    const text = given.get(name)?.[0];
    if (text === undefined) continue;
    if (!/^[1-9]\d{0,3}$/.test(text.trim())) {
      return wrong(`--${name} must be ${COLUMN_RULE}, got ${quoteEscaped(text)}`);
    }
    columns[name] = Number(text);
  }
  const { id, title } = columns;
  return {
    kind: "read",
    path: path === "-" ? null : path,
    json: given.has("json"),
    chosen: id === null && title === null ? null : columns,
  };
}

function wrong(message: string): TicketsArguments {
  return { kind: "error", message };
}
