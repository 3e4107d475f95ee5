/** The command line of `estimatex-server doctor`. Pure: what is wrong is returned as one line for a person. */
import type { Env } from "../base/env.ts";
import { DURATION_FORM, DURATION_MS_MAX, formatDuration, parseDuration } from "../base/duration.ts";
import { quoteEscaped } from "../base/printable.ts";
import { type FlagForm, HELP, splitArguments } from "./arguments.ts";
import { CLUSTER_FLAGS, type NamedCluster, readCluster } from "./cluster_arguments.ts";
import { source } from "./command_line.ts";
import { type Target, targetOf } from "./doctor/target.ts";
import { FLAGS as SETTINGS, type Setting } from "./flags.ts";

/** Longer than 60 s, after which many proxies close a silent connection by default. */
const IDLE_FALLBACK = "65s";

export const DOCTOR_HELP = `estimatex-server doctor: check the way to a server, or a cluster

Usage: estimatex-server doctor URL [flags]
       estimatex-server doctor --cluster URL,URL [flags] [--json]

With URL it plays clients of both protocols in a room of its own, and reports
what a proxy between here and the server breaks.

  URL                 the server's address, such as https://points.example.com
  --idle TIME         how long its clients stay silent; 0s: not at all
                      (default: ${IDLE_FALLBACK})
  --key-file FILE     file with the key on its first line, if the server asks
                      for one to open rooms
  --header-file FILE  headers to send, for a proxy that asks for a sign-in, one
                      a line, such as Cookie: ...
  --json              print one JSON object instead of lines

With --cluster it checks NATS servers, streams, nodes, clocks and shards, and
says which node would take over what if one were lost. It touches no room.

  --cluster URL,URL     the cluster's NATS servers
  --cluster-name NAME   name of the cluster (or ESTIMATEX_CLUSTER_NAME;
                        default: estimatex)
  --cluster-ca FILE     CA certificates (PEM) for the NATS servers
                        (or ESTIMATEX_CLUSTER_CA)
  --cluster-creds FILE  credentials for NATS (or ESTIMATEX_CLUSTER_CREDS)
  --monitor URL         a NATS server's monitoring address; repeat it for more
                        (default: port 8222 of each)

Exit codes: 0 all is well, or only warnings; 1 something failed; 2 a wrong
argument.`;

type DoctorArguments =
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string }
  | {
    readonly kind: "server";
    readonly target: Target;
    readonly idleMs: number;
    readonly headerFile: string | null;
    readonly keyFile: string | null;
    readonly json: boolean;
  }
  | {
    readonly kind: "cluster";
    readonly cluster: NamedCluster;
    /** The addresses where NATS is monitored; null: the usual ones. */
    readonly monitors: readonly string[] | null;
    readonly json: boolean;
  };

const IDLE_RULE = `a time ${DURATION_FORM}`;
const FILE_RULE = "the path of a file";
const MONITOR_RULE = "an http or https address, such as http://10.0.0.1:8222";

const FLAGS: readonly FlagForm[] = [
  { name: "idle", placeholder: "TIME", rule: IDLE_RULE },
  { name: "key-file", placeholder: "FILE", rule: FILE_RULE },
  { name: "header-file", placeholder: "FILE", rule: FILE_RULE },
  { name: "json", placeholder: null, rule: null },
  ...CLUSTER_FLAGS,
  { name: "monitor", placeholder: "URL", rule: MONITOR_RULE, repeatable: true },
  HELP,
];

/** Flags for a URL, not for a cluster. */
const OF_A_SERVER = ["idle", "key-file", "header-file"] as const;

type Given = ReadonlyMap<string, readonly string[]>;

/** Parses the arguments after `doctor`. */
export function parseDoctor(args: readonly string[], env: Env): DoctorArguments {
  const { given, rest, problem } = splitArguments(args, FLAGS);
  if (given.has("help")) return { kind: "help" };
  if (problem !== null) return error(problem);
  return given.has("cluster") ? ofCluster(given, rest, env) : ofServer(given, rest);
}

function ofCluster(given: Given, [url]: readonly string[], env: Env): DoctorArguments {
  const flag = OF_A_SERVER.find((name) => given.has(name));
  const stray = url ?? (flag === undefined ? undefined : `--${flag}`);
  if (stray !== undefined) {
    return error(
      `doctor looks at a URL or with --cluster at a cluster, got ${quoteEscaped(stray)}`,
    );
  }
  const find = (setting: Setting) => source(SETTINGS[setting], given, env);
  const servers = find("cluster");
  if (servers === null) throw new Error("--cluster was given but not found");
  const cluster = readCluster(servers, find);
  if (!cluster.ok) return error(cluster.error);
  const monitors = given.get("monitor") ?? null;
  const wrong = monitors?.find((url) => !/^https?:\/\//i.test(url) || !URL.canParse(url));
  if (wrong !== undefined) {
    return error(`--monitor must be ${MONITOR_RULE}, got ${quoteEscaped(wrong)}`);
  }
  return { kind: "cluster", cluster: cluster.value, monitors, json: given.has("json") };
}

function ofServer(given: Given, [url, more]: readonly string[]): DoctorArguments {
  const stray = ["cluster-name", "cluster-ca", "cluster-creds", "monitor"].find((it) =>
    given.has(it)
  );
  if (stray !== undefined) return error(`--${stray} needs --cluster`);
  if (url === undefined || more !== undefined) {
    const got = more === undefined
      ? ""
      : `, got ${quoteEscaped(url ?? "")} and ${quoteEscaped(more)}`;
    return error(`doctor needs one URL, such as https://points.example.com, or --cluster${got}`);
  }
  const target = targetOf(url);
  if (!target.ok) return error(`URL ${target.error}`);
  const [idle = IDLE_FALLBACK] = given.get("idle") ?? [];
  const idleMs = parseDuration(idle);
  if (idleMs === null || idleMs > DURATION_MS_MAX) {
    const rule = idleMs === null ? IDLE_RULE : `at most ${formatDuration(DURATION_MS_MAX)}`;
    return error(`--idle must be ${rule}, got ${quoteEscaped(idle)}`);
  }
  const [keyFile = null] = given.get("key-file") ?? [];
  const [headerFile = null] = given.get("header-file") ?? [];
  return {
    kind: "server",
    target: target.value,
    idleMs,
    keyFile,
    headerFile,
    json: given.has("json"),
  };
}

function error(message: string): DoctorArguments {
  return { kind: "error", message };
}
