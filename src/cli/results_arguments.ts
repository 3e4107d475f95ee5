/** The command line of `estimatex-server results`. Pure: what is wrong is returned as one line for a person. */
import type { Env } from "../base/env.ts";
import { checkRoomId } from "../protocol/text.ts";
import { DATA, type FlagForm, HELP, splitArguments } from "./arguments.ts";
import { parseDuration } from "../base/duration.ts";
import { quoteEscaped } from "../base/printable.ts";
import type { Result } from "../base/result.ts";
import { CLUSTER_FLAGS, type Find, type NamedCluster, readCluster } from "./cluster_arguments.ts";
import { source } from "./command_line.ts";
import { FLAGS as SETTINGS } from "./flags.ts";

export const FORMATS = ["table", "json", "csv", "markdown"] as const;
export type Format = typeof FORMATS[number];

type ResultsArguments =
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string }
  | {
    readonly kind: "list" | "show" | "delete";
    readonly from: Kept;
    readonly format: Format;
    /** In milliseconds since 1970. */
    readonly since: number;
    /** For `show` and `delete`; "" for `list`. */
    readonly room_id: string;
  };

/** Where sessions are kept: in a directory, or by a cluster's NATS servers. */
export type Kept =
  | { readonly kind: "data"; readonly directory: string }
  | { readonly kind: "cluster" } & NamedCluster;

export const RESULTS_HELP = `estimatex-server results: show or delete results

Usage: estimatex-server results [list] [flags]
       estimatex-server results show ROOM [flags]
       estimatex-server results delete ROOM --data DIR

list shows the sessions that were kept, newest first. show shows one session:
each revealed ballot with its votes. Both read the server's files, or a
cluster's records in NATS, and change nothing. delete deletes the results of a
room that has ended. All work whether the server runs or not.

Flags:
  --data DIR            the server's data directory (or ESTIMATEX_DATA)
  --cluster URL,URL     instead of --data: the NATS servers of its cluster
                        (or ESTIMATEX_CLUSTER)
  --cluster-name NAME   name of the cluster (or ESTIMATEX_CLUSTER_NAME;
                        default: estimatex)
  --cluster-ca FILE     CA certificates (PEM) for the NATS servers
                        (or ESTIMATEX_CLUSTER_CA)
  --cluster-creds FILE  credentials for NATS (or ESTIMATEX_CLUSTER_CREDS)
  --format WORD         table, json, csv or markdown (default: table)
  --since WHEN          only sessions that ended since then or are still open:
                        a time ago, such as 7d, or a date, such as 2026-11-01
  -h, --help            print this and exit

Exit codes: 0 done; 1 it could not be done; 2 a wrong argument.

Examples:
  estimatex-server results --data /var/lib/estimatex --since 7d
  estimatex-server results show 7K2M9QXD --data /var/lib/estimatex --format csv
  estimatex-server results --cluster nats://10.0.0.1:4222`;

const FORMAT_RULE = "table, json, csv or markdown";
const SINCE_RULE = "a time ago, such as 7d or 12h, or a date, such as 2026-11-01";

const FLAGS: readonly FlagForm[] = [
  DATA,
  ...CLUSTER_FLAGS,
  { name: "format", placeholder: "WORD", rule: FORMAT_RULE },
  { name: "since", placeholder: "WHEN", rule: SINCE_RULE },
  HELP,
];

/** Parses the arguments after `results`. `now`: in milliseconds since 1970. */
export function parseResults(
  args: readonly string[],
  { env, now }: { readonly env: Env; readonly now: number },
): ResultsArguments {
  const { given, rest, problem } = splitArguments(args, FLAGS);
  if (given.has("help")) return { kind: "help" };
  if (problem !== null) return wrong(problem);
  const value = (name: string) => given.get(name)?.[0] ?? null;

  const [action = "list", id, surplus] = rest.filter((word) => word !== "");
  if (action !== "list" && action !== "show" && action !== "delete") {
    return wrong(`results takes list, show ROOM or delete ROOM, got ${quoteEscaped(action)}`);
  }
  const ofOne = action !== "list";
  const room = checkRoomId(id ?? "");
  if (ofOne && id === undefined) {
    return wrong(`${action} needs a room: results ${action} 7K2M9QXD`);
  }
  if (ofOne && !room.ok) return wrong(`the room ${room.error}`);
  const stray = ofOne ? surplus : id;
  if (stray !== undefined) return wrong(`unexpected argument ${quoteEscaped(stray)}`);

  const form = value("format") ?? "table";
  const format = FORMATS.find((one) => one === form);
  if (format === undefined) {
    return wrong(`--format must be ${FORMAT_RULE}, got ${quoteEscaped(form)}`);
  }
  const when = value("since");
  const since = when === null ? 0 : parseSince(when, now);
  if (since === null) {
    return wrong(`--since must be ${SINCE_RULE}, got ${quoteEscaped(when ?? "")}`);
  }
  const from = keptBy((setting) => source(SETTINGS[setting], given, env));
  if (!from.ok) return wrong(from.error);
  if (action === "delete" && from.value.kind === "cluster") {
    return wrong("delete needs --data: of what a cluster keeps, no session can be deleted alone");
  }
  return { kind: action, from: from.value, format, since, room_id: room.ok ? room.value : "" };
}

/** Where the sessions are, by the flags and variables. */
function keptBy(find: Find): Result<Kept, string> {
  const [data, cluster] = [find("data"), find("cluster")];
  if (cluster === null) {
    const alone = find("cluster_name") ?? find("cluster_ca") ?? find("cluster_creds");
    if (alone !== null) return no(`${alone.name} needs --cluster: without it, files are read`);
    if (data !== null) return { ok: true, value: { kind: "data", directory: data.text } };
    return no(`--data (or ESTIMATEX_DATA) must be ${DATA.rule}; or give its --cluster`);
  }
  if (data !== null) {
    return no(`${cluster.name} can't be used with ${data.name}: the cluster keeps the rooms`);
  }
  const read = readCluster(cluster, find);
  return read.ok ? { ok: true, value: { kind: "cluster", ...read.value } } : read;
}

function no(error: string): Result<never, string> {
  return { ok: false, error };
}

/** Parses how long ago, or a date, to milliseconds since 1970; null for anything else. */
function parseSince(text: string, now: number): number | null {
  const ago = parseDuration(text);
  if (ago !== null) return now - ago;
  const [, date = ""] = SINCE.exec(text) ?? [];
  // the 30th of February would be taken for one of March
  if (date === "" || !isDay(date)) return null;
  // a date alone begins at midnight in the local time zone, not in UTC
  const moment = new Date(text === date ? `${text}T00:00` : text).getTime();
  return Number.isNaN(moment) ? null : moment;
}

const SINCE = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?$/;

function isDay(date: string): boolean {
  const moment = new Date(date);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date);
}

function wrong(message: string): ResultsArguments {
  return { kind: "error", message };
}
