/**
 * The commands besides serving: `estimatex-server NAME ...`. Each is a module that is loaded only when it is called, so
 * that a server starts without it.
 */
import type { Env } from "../base/env.ts";
import { quoteEscaped } from "../base/printable.ts";
import { nearest } from "./nearest.ts";

/** What a command gets from the process. */
export interface CommandContext {
  /** The version of this program. */
  readonly version: string;
  readonly env: Env;
}

/** Runs a command with the arguments after its name. Resolves with the exit code. */
type RunCommand = (args: readonly string[], context: CommandContext) => Promise<number>;

interface Command {
  /** What follows the name, as the help shows it. */
  readonly usage: string;
  /** What it is for, in the help. */
  readonly about: string;
  /** Environment variables that it reads; it reports misspelt ones. */
  readonly variables: readonly string[];
  readonly load: () => Promise<RunCommand>;
}

/** Variables of the terminal client, and the one that only `join` reads. */
const OF_CLIENT = ["ESTIMATEX_SERVER", "ESTIMATEX_NAME"] as const;
const OF_JOIN = [...OF_CLIENT, "ESTIMATEX_PASSCODE"] as const;

/** Variables that the nodes of a cluster read, too. */
const OF_CLUSTER = [
  "ESTIMATEX_CLUSTER_NAME",
  "ESTIMATEX_CLUSTER_CA",
  "ESTIMATEX_CLUSTER_CREDS",
  "ESTIMATEX_CLUSTER_STREAMS",
  "ESTIMATEX_CLUSTER_REPLICAS",
] as const;

/** Commands that `deno task client` has the permissions for. */
const OF_TASK: readonly string[] = ["create", "join", "tickets"];

/** Every command by its name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  create: {
    usage: "[flags]",
    about: "open a room and take part from this terminal",
    variables: OF_CLIENT,
    load: async () => (await import("./client.ts")).create,
  },
  join: {
    usage: "ROOM|LINK [flags]",
    about: "join a room from this terminal",
    variables: OF_JOIN,
    load: async () => (await import("./client.ts")).join,
  },
  tickets: {
    usage: "FILE|-",
    about: "show which tickets would be read from a file",
    variables: [],
    load: async () => (await import("./show_tickets.ts")).run,
  },
  results: {
    usage: "[show|delete ROOM]",
    about: "show or delete the results that --data or --cluster keeps",
    variables: [
      "ESTIMATEX_DATA",
      ...["ESTIMATEX_CLUSTER", "ESTIMATEX_CLUSTER_NAME"],
      ...["ESTIMATEX_CLUSTER_CA", "ESTIMATEX_CLUSTER_CREDS"],
    ],
    load: async () => (await import("./results.ts")).run,
  },
  backup: {
    usage: "TO",
    about: "copy a data directory, while the server runs or not",
    variables: ["ESTIMATEX_DATA"],
    load: async () => (await import("./copy.ts")).backup,
  },
  restore: {
    usage: "FROM",
    about: "put a backup into a new data directory",
    variables: ["ESTIMATEX_DATA"],
    load: async () => (await import("./copy.ts")).restore,
  },
  move: {
    usage: "[flags]",
    about: "move rooms and results from one machine to a cluster, or back",
    variables: OF_CLUSTER,
    load: async () => (await import("./move.ts")).run,
  },
  health: {
    usage: "[URL]",
    about: "check whether a server is healthy, for health checks",
    variables: [
      ...["ESTIMATEX_ADMIN_HOST", "ESTIMATEX_ADMIN_PORT"],
      ...["ESTIMATEX_HOST", "ESTIMATEX_PORT", "ESTIMATEX_TLS_CERT"],
    ],
    load: async () => (await import("./health.ts")).run,
  },
  "webhook-test": {
    usage: "URL",
    about: "send one signed test event to a webhook receiver",
    variables: ["ESTIMATEX_WEBHOOK_SECRET_FILE"],
    load: async () => (await import("./try_webhook.ts")).run,
  },
  doctor: {
    usage: "URL",
    about:
      "find out what a proxy breaks between here and a server; with --cluster, check a cluster",
    variables: OF_CLUSTER,
    load: async () => (await import("./doctor.ts")).run,
  },
};

/** Every variable that a command reads. */
export const COMMAND_VARIABLES: readonly string[] = Object.values(COMMANDS)
  .flatMap(({ variables }) => variables);

/** Whether a command line asks for help. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes("--help") || args.includes("-h");
}

/** What a command line calls: a command with its arguments, the server, or a mistake. */
type Chosen =
  | { readonly kind: "command"; readonly command: Command; readonly args: readonly string[] }
  | { readonly kind: "server" }
  | { readonly kind: "error"; readonly message: string };

/**
 * Finds the command that a command line calls. After `client`, with which `deno task client` begins, only `create`,
 * `join` or `tickets` may follow, because anything else would start a server.
 */
export function choose(args: readonly string[]): Chosen {
  const [name = "", ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return { kind: "command", command, args: rest };
  const [which = "", ...more] = rest;
  if (name !== "client") return asksForHelp(args) ? { kind: "server" } : serverOrMistake(name);
  if (asksForHelp([which])) return { kind: "server" };
  const client = OF_TASK.includes(which) ? COMMANDS[which] : undefined;
  if (client !== undefined) return { kind: "command", command: client, args: more };
  const got = which === "" ? "" : `, got ${quoteEscaped(which)}`;
  return {
    kind: "error",
    message: `client takes create, or join ROOM${got} (client create --help shows more)`,
  };
}

/** The server takes only flags, so a word that is nearly a command's name is a mistake. */
function serverOrMistake(name: string): Chosen {
  const near = name.startsWith("-") ? null : nearest(name, Object.keys(COMMANDS));
  if (near === null) return { kind: "server" };
  const message = `${quoteEscaped(name)} is no command, did you mean ${near}? (--help lists all)`;
  return { kind: "error", message };
}
