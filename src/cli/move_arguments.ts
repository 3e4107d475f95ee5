/** The command line of `estimatex-server move`. Pure: what is wrong is returned as one line for a person. */
import type { Env } from "../base/env.ts";
import { quoteEscaped } from "../base/printable.ts";
import { type FlagForm, HELP, splitArguments } from "./arguments.ts";
import {
  CLUSTER_FLAGS,
  type Given,
  type NamedCluster,
  readAs,
  readCluster,
} from "./cluster_arguments.ts";
import { source } from "./command_line.ts";
import { FLAGS as SETTINGS, type Setting } from "./flags.ts";

type MoveArguments =
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string }
  | {
    readonly kind: "move";
    readonly directory: string;
    readonly to: "cluster" | "directory";
    readonly cluster: NamedCluster;
    /** For a cluster that does not exist yet; `replicas`: null: the default. */
    readonly streams: number;
    readonly replicas: number | null;
  };

export const MOVE_HELP = `estimatex-server move: move rooms and results to a cluster, or back

Usage: estimatex-server move --data DIR --cluster URL,URL [flags]
       estimatex-server move --cluster URL,URL --data DIR [flags]

Moves all rooms and results from the first to the second. Members keep their
seats: their resume tokens stay valid. Stop the server and all nodes first;
while any of them runs nothing is moved. If a move is interrupted, run the same
command again to finish it, or the other one to undo it. Until then no server
and no node starts on either.

Flags:
  --data DIR            the server's data directory
  --cluster URL,URL     the NATS servers of the cluster
  --cluster-name NAME   name of the cluster (or ESTIMATEX_CLUSTER_NAME;
                        default: estimatex)
  --cluster-ca FILE     CA certificates (PEM) for the NATS servers
                        (or ESTIMATEX_CLUSTER_CA)
  --cluster-creds FILE  credentials for NATS (or ESTIMATEX_CLUSTER_CREDS)
  --cluster-streams N   streams that rooms are spread over, as on the nodes
                        (or ESTIMATEX_CLUSTER_STREAMS; default: 1)
  --cluster-replicas N  NATS servers that keep each record
                        (or ESTIMATEX_CLUSTER_REPLICAS; default: 3, or 1 on one)
  -h, --help            print this and exit

Exit codes: 0 done; 1 it could not be done; 2 a wrong argument.`;

const OF_STREAMS = ["cluster_streams", "cluster_replicas"] as const;

const FLAGS: readonly FlagForm[] = [
  { name: "data", placeholder: "DIR", rule: SETTINGS.data.reader.rule },
  ...CLUSTER_FLAGS,
  ...OF_STREAMS.map((setting) => ({ ...SETTINGS[setting], rule: SETTINGS[setting].reader.rule })),
  HELP,
];

/** Parses the arguments after `move`. */
export function parseMove(
  args: readonly string[],
  env: Env,
): MoveArguments {
  const { given, rest: [stray], problem } = splitArguments(args, FLAGS);
  if (given.has("help")) return { kind: "help" };
  if (problem !== null) return wrong(problem);
  if (stray !== undefined) return wrong(`unexpected argument ${quoteEscaped(stray)}`);
  const find = (setting: Setting): Given | null => source(SETTINGS[setting], given, env);
  // their order on the command line is the direction, so variables don't count
  const [data, cluster] = [given.has("data"), given.has("cluster")];
  const [directory, servers] = [find("data"), find("cluster")];
  if (!data || !cluster || directory === null || servers === null) {
    return wrong("move needs --data and --cluster: first from where, then to where");
  }
  const read = readCluster(servers, find);
  if (!read.ok) return wrong(read.error);
  const path = readAs(SETTINGS.data.reader, directory);
  if (!path.ok) return wrong(path.error);
  const numbers: (number | null)[] = [];
  for (const setting of OF_STREAMS) {
    const number = find(setting);
    const value = number === null
      ? { ok: true as const, value: SETTINGS[setting].fallback(1) }
      : readAs(SETTINGS[setting].reader, number);
    if (!value.ok) return wrong(value.error);
    numbers.push(value.value);
  }
  const [streams, replicas = null] = numbers;
  const to = isBefore(args, "--data", "--cluster") ? "cluster" : "directory";
  return {
    kind: "move",
    ...{ directory: path.value ?? "", to, cluster: read.value },
    ...{ streams: streams ?? 1, replicas },
  };
}

function isBefore(args: readonly string[], first: string, second: string): boolean {
  const at = (flag: string) => args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  return at(first) < at(second);
}

function wrong(message: string): MoveArguments {
  return { kind: "error", message };
}
