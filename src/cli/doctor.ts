/**
 * `estimatex-server doctor URL`: connects to a server as its clients do, through whatever is between, and
 * reports what a proxy breaks. It changes nothing but opens one room and ends it. With `--cluster` it looks at NATS
 * and the nodes instead, and touches no room.
 */
import { type FlagForm, HELP, splitArguments } from "./arguments.ts";
import { DURATION_FORM, DURATION_MS_MAX, formatDuration, parseDuration } from "../base/duration.ts";
import { EXIT } from "../base/exit.ts";
import { quoteEscaped } from "../base/printable.ts";
import { writeLine } from "../base/write_line.ts";
import { clusterFiles } from "./cluster.ts";
import { CLUSTER_FLAGS, type NamedCluster, readCluster } from "./cluster_arguments.ts";
import { source } from "./command_line.ts";
import type { CommandContext } from "./command_table.ts";
import { checkForwarding, checkHandshakes, checkReach } from "./doctor/reach.ts";
import { type Pass, readPass } from "./doctor/pass.ts";
import { type Check, shown } from "./doctor/report.ts";
import { checkSession } from "./doctor/session.ts";
import { type Target, targetOf } from "./doctor/target.ts";
import { FLAGS as SETTINGS, type Setting } from "./flags.ts";

/** Longer than the 60 s after which many proxies cut a silent connection, unless they are set not to. */
export const IDLE_FALLBACK = "65s";

const HELP_TEXT = `estimatex-server doctor: check the way to a server, or a cluster

Usage: estimatex-server doctor URL [flags]
       estimatex-server doctor --cluster URL,URL [flags] [--json]

With URL it plays clients of both protocols in a room of its own, and reports what
a proxy between here and the server breaks.

  URL                 the server's address, such as https://points.example.com
  --idle TIME         how long its clients stay silent; 0s: not at all
                      (default: ${IDLE_FALLBACK})
  --key-file FILE     file with the key on its first line, if the server asks for
                      one to open rooms
  --header-file FILE  headers to send, for a proxy that asks for a sign-in, one a
                      line, such as Cookie: ...
  --json              print one JSON object instead of lines

With --cluster it checks NATS servers, streams, nodes, clocks and shards, and says
which node would take over what if one were lost. It touches no room.

  --cluster URL,URL     the cluster's NATS servers
  --cluster-name NAME   name of the cluster (or ESTIMATEX_CLUSTER_NAME;
                        default: estimatex)
  --cluster-ca FILE     CA certificates (PEM) for the NATS servers
                        (or ESTIMATEX_CLUSTER_CA)
  --cluster-creds FILE  credentials for NATS (or ESTIMATEX_CLUSTER_CREDS)
  --monitor URL         a NATS server's monitoring address; repeat it for more
                        (default: port 8222 of each)

Exit codes: 0 all is well, or only warnings; 1 something failed; 2 a wrong argument.`;

type Asked =
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
    /** null: where they usually are. */
    readonly monitors: readonly string[] | null;
    readonly json: boolean;
  };

/** Runs it; returns the exit code. */
export async function run(args: readonly string[], { env }: CommandContext): Promise<number> {
  const asked = read(args, env);
  if (asked.kind === "help") {
    writeLine(Deno.stdout, HELP_TEXT);
    return EXIT.ok;
  }
  if (asked.kind === "error") return misused(asked.message);
  const checks: Check[] = [];
  const report = (check: Check) => {
    checks.push(check);
    if (!asked.json) writeLine(Deno.stdout, shown(check));
  };
  let what: Readonly<Record<string, string>>;
  if (asked.kind === "cluster") {
    const { cluster: { servers, cluster, ...named }, monitors } = asked;
    const files = await clusterFiles(named);
    if (!files.ok) return misused(files.error);
    const { examineCluster } = await import("./doctor/cluster_checks.ts");
    await examineCluster({ servers, cluster, ...files.value }, monitors, report);
    what = { cluster };
  } else {
    const { idleMs } = asked;
    const pass = readPass(asked);
    if (!pass.ok) return misused(pass.error);
    if (!asked.json && idleMs > 0) {
      const time = formatDuration(idleMs);
      writeLine(Deno.stderr, `Its clients will be silent for ${time}: --idle sets how long.`);
    }
    await examine(asked.target, { idleMs, pass: pass.value }, report);
    what = { url: asked.target.url };
  }
  const ok = checks.every(({ result }) => result !== "failed");
  if (asked.json) writeLine(Deno.stdout, JSON.stringify({ ...what, ok, checks }));
  return ok ? EXIT.ok : EXIT.failed;
}

function misused(message: string): number {
  writeLine(Deno.stderr, message);
  return EXIT.usage;
}

/** All checks in their order, as far as they make sense. */
async function examine(
  target: Target,
  { idleMs, pass }: { readonly idleMs: number; readonly pass: Pass },
  report: (check: Check) => void,
): Promise<void> {
  const { check, answer } = await checkReach(target, pass);
  report(check);
  if (answer === null) return;
  const handshakes = await checkHandshakes(target, pass);
  for (const handshake of handshakes) report(handshake);
  const upgraded = handshakes.every(({ name, result }) => name === "origin" || result !== "failed");
  if (upgraded) {
    await checkSession(target, { idleMs, pass, roundTripMs: answer.tookMs, report });
  }
  report(checkForwarding(answer));
}

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

/** Flags that are about a URL. */
const OF_A_SERVER = ["idle", "key-file", "header-file"] as const;

type Given = ReadonlyMap<string, readonly string[]>;
type Env = CommandContext["env"];

function read(args: readonly string[], env: Env): Asked {
  const { given, rest, problem } = splitArguments(args, FLAGS);
  if (given.has("help")) return { kind: "help" };
  if (problem !== null) return error(problem);
  return given.has("cluster") ? ofCluster(given, rest, env) : ofServer(given, rest);
}

function ofCluster(given: Given, [url]: readonly string[], env: Env): Asked {
  const flag = OF_A_SERVER.find((name) => given.has(name));
  const stray = url ?? (flag === undefined ? undefined : `--${flag}`);
  if (stray !== undefined) {
    return error(
      `doctor looks at a URL or with --cluster at a cluster, got ${quoteEscaped(stray)}`,
    );
  }
  const find = (setting: Setting) => source(SETTINGS[setting], given, env);
  const servers = find("cluster");
  if (servers === null) throw new Error("--cluster is given, and not found");
  const cluster = readCluster(servers, find);
  if (!cluster.ok) return error(cluster.error);
  const monitors = given.get("monitor") ?? null;
  const wrong = monitors?.find((url) => !/^https?:\/\//i.test(url) || targetOf(url) === null);
  if (wrong !== undefined) {
    return error(`--monitor must be ${MONITOR_RULE}, got ${quoteEscaped(wrong)}`);
  }
  return { kind: "cluster", cluster: cluster.value, monitors, json: given.has("json") };
}

function ofServer(given: Given, [url, more]: readonly string[]): Asked {
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
  if (target === null) return error(`URL must be http(s):// or ws(s)://, got ${quoteEscaped(url)}`);
  const [idle = IDLE_FALLBACK] = given.get("idle") ?? [];
  const idleMs = parseDuration(idle);
  if (idleMs === null || idleMs > DURATION_MS_MAX) {
    const rule = idleMs === null ? IDLE_RULE : `at most ${formatDuration(DURATION_MS_MAX)}`;
    return error(`--idle must be ${rule}, got ${quoteEscaped(idle)}`);
  }
  const [keyFile = null] = given.get("key-file") ?? [];
  const [headerFile = null] = given.get("header-file") ?? [];
  return { kind: "server", target, idleMs, keyFile, headerFile, json: given.has("json") };
}

function error(message: string): Asked {
  return { kind: "error", message };
}
