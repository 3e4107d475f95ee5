/** The command line of `estimatex-server results`. Pure: what is wrong comes back as one line for a person. */
import { parseArgs } from "@std/cli/parse-args";
import { checkRoomId } from "../protocol/text.ts";
import { parseDuration } from "../supervisor/duration.ts";
import { quoted } from "../supervisor/printable.ts";

export const FORMATS = ["table", "json", "csv", "markdown"] as const;
export type Format = typeof FORMATS[number];

export type ResultsArguments =
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string }
  | {
    readonly kind: "list" | "show";
    readonly data: string;
    readonly format: Format;
    /** Milliseconds since 1970. */
    readonly since: number;
    /** Of `show`. */
    readonly room_id: string;
  };

export const RESULTS_HELP = `estimatex-server results: what was estimated

Usage: estimatex-server results [list] [flags]
       estimatex-server results show ROOM [flags]

list shows the sessions that the server has kept, the newest first; show shows
one: each ballot that was revealed, with its votes. It reads the server's files
and changes nothing, whether the server is running or not.

Flags:
  --data DIR       where the server keeps its rooms: its own --data
                   (or ESTIMATEX_DATA)
  --format WORD    table, json, csv or markdown (default: table)
  --since WHEN     sessions that ended since then or go on: a time ago, such as
                   7d or 12h, or a date, such as 2026-11-01
  -h, --help       print this and exit

Examples:
  estimatex-server results --data /var/lib/estimatex --since 7d
  estimatex-server results show 7K2M9QXD --data /var/lib/estimatex --format csv`;

/** Reads the arguments behind `results`. `now`: milliseconds since 1970. */
export function parseResults(
  args: readonly string[],
  { env, now }: { readonly env: (name: string) => string | undefined; readonly now: number },
): ResultsArguments {
  let unknown: string | null = null;
  const parsed = parseArgs(args, {
    string: ["data", "format", "since", "_"],
    boolean: ["help"],
    alias: { help: "h" },
    unknown: (arg, key) => {
      if (key === undefined) return true;
      unknown ??= arg;
      return false;
    },
  });
  if (parsed["help"] === true) return { kind: "help" };
  if (unknown !== null) return wrong(`unknown flag ${quoted(unknown)} (--help lists all flags)`);

  const [action = "list", id, surplus] = parsed._.map(String).filter((word) => word !== "");
  if (action !== "list" && action !== "show") {
    return wrong(`results takes list or show ROOM, got ${quoted(action)}`);
  }
  const room = checkRoomId(id ?? "");
  if (action === "show" && id === undefined) {
    return wrong("show needs a room: results show 7K2M9QXD");
  }
  if (action === "show" && !room.ok) return wrong(`the room ${room.rule}`);
  const stray = action === "show" ? surplus : id;
  if (stray !== undefined) return wrong(`unexpected argument ${quoted(stray)}`);

  const given = valueOf(parsed["format"]) ?? "table";
  const format = FORMATS.find((one) => one === given);
  if (format === undefined) {
    return wrong(`--format must be table, json, csv or markdown, got ${quoted(given)}`);
  }
  const when = valueOf(parsed["since"]);
  const since = when === null ? 0 : parseSince(when, now);
  if (since === null) {
    const rule = "a time ago, such as 7d or 12h, or a date, such as 2026-11-01";
    return wrong(`--since must be ${rule}, got ${quoted(when ?? "")}`);
  }
  const data = valueOf(parsed["data"]) ?? env("ESTIMATEX_DATA") ?? "";
  if (data === "") return wrong("--data must be the directory that the server keeps its rooms in");
  return { kind: action, data, format, since, room_id: room.ok ? room.value : "" };
}

/** A moment, by how long ago it is or by its date; null for all else. */
function parseSince(text: string, now: number): number | null {
  const ago = parseDuration(text);
  if (ago !== null) return now - ago;
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/.test(text)) return null;
  // a date alone is the day here, not in Greenwich
  const moment = new Date(text.includes("T") ? text : `${text}T00:00`).getTime();
  return Number.isNaN(moment) ? null : moment;
}

/** Of a flag that was given twice the last value counts. */
function valueOf(flag: unknown): string | null {
  const value: unknown = Array.isArray(flag) ? flag.at(-1) : flag;
  return typeof value === "string" ? value : null;
}

function wrong(message: string): ResultsArguments {
  return { kind: "error", message };
}
