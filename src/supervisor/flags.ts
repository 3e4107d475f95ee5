/**
 * The one table of settings. Parsing, the names of the environment variables and the help text all come
 * from it, so they can't drift apart, and a setting without a row doesn't compile.
 */
import type { Config } from "./config.ts";
import { formatDuration } from "./duration.ts";
import {
  directory,
  duration,
  host,
  keepFor,
  limit,
  oneOf,
  origins,
  path,
  type Reader,
  truth,
  wholeNumber,
} from "./values.ts";

export const WORKERS_MAX = 16;
export const ROOM_CAPACITY_MAX = 1_000;

export type Group =
  | "Where it listens"
  | "Limits"
  | "Who may connect"
  | "Times"
  | "What is kept"
  | "Log";

/** One setting: how it is given, read and explained. */
export interface Flag<T> {
  /** Without the two dashes. */
  readonly name: string;
  readonly group: Group;
  /** What stands for the value in the help; a flag with none is a switch. */
  readonly placeholder: string | null;
  /** For the help: what it is for, what it must be. */
  readonly about: string;
  readonly reader: Reader<T>;
  /** May be given several times; the values are joined by commas, as in its variable. */
  readonly repeatable?: true;
  /** Further variables to look at, after its own. */
  readonly also?: readonly string[];
  /** The default as the help shows it. */
  readonly fallback_text: string;
  /** The default; `cores` is how many processor cores the machine has. */
  fallback(cores: number): T;
}

type Flags = { readonly [K in keyof Config]: Flag<Config[K]> };

export const FLAGS: Flags = {
  host: {
    name: "host",
    group: "Where it listens",
    placeholder: "ADDRESS",
    about: "IP address or host name to listen on",
    reader: host,
    ...constant("0.0.0.0"),
  },
  port: {
    name: "port",
    group: "Where it listens",
    placeholder: "N",
    about: "port to listen on; 0: any that is free",
    reader: wholeNumber(0, 65_535),
    also: ["PORT"],
    ...constant(8080),
  },
  workers: {
    name: "workers",
    group: "Where it listens",
    placeholder: "N",
    about: `threads that serve, 1 to ${WORKERS_MAX}`,
    reader: wholeNumber(1, WORKERS_MAX),
    fallback_text: "one for each core",
    fallback: (cores) => Math.min(WORKERS_MAX, Math.max(1, Math.floor(cores) || 1)),
  },
  admin_port: {
    name: "admin-port",
    group: "Where it listens",
    placeholder: "N",
    about: "port for /metrics, which is then served there alone, and for health",
    reader: wholeNumber(0, 65_535),
    ...none(),
  },
  admin_host: {
    name: "admin-host",
    group: "Where it listens",
    placeholder: "ADDRESS",
    about: "IP address or host name for --admin-port",
    reader: host,
    ...constant("127.0.0.1"),
  },
  tls_cert: {
    name: "tls-cert",
    group: "Where it listens",
    placeholder: "FILE",
    about: "certificate and its chain (PEM), to serve wss:// and https://",
    reader: path,
    ...none(),
  },
  tls_key: {
    name: "tls-key",
    group: "Where it listens",
    placeholder: "FILE",
    about: "the certificate's private key (PEM)",
    reader: path,
    ...none(),
  },
  max_room_capacity: {
    name: "max-room-capacity",
    group: "Limits",
    placeholder: "N",
    about: `most voters a room may be made for, 1 to ${ROOM_CAPACITY_MAX}`,
    reader: wholeNumber(1, ROOM_CAPACITY_MAX),
    ...constant(100),
  },
  max_rooms: {
    name: "max-rooms",
    group: "Limits",
    placeholder: "N",
    about: "rooms at the same time",
    reader: limit(),
    ...constant(10_000),
  },
  max_connections: {
    name: "max-connections",
    group: "Limits",
    placeholder: "N",
    about: "connections at the same time; each needs a file descriptor",
    reader: limit(),
    ...constant(10_000),
  },
  max_connections_per_ip: {
    name: "max-connections-per-ip",
    group: "Limits",
    placeholder: "N",
    about: "of these from one address; all of an office may share one",
    reader: limit(),
    ...constant(1_000),
  },
  message_rate: {
    name: "message-rate",
    group: "Limits",
    placeholder: "N",
    about: "messages a second from one connection; three times as many in a burst",
    reader: limit(),
    ...constant(20),
  },
  trust_proxy: {
    name: "trust-proxy",
    group: "Who may connect",
    placeholder: null,
    about: "take client addresses from X-Forwarded-For; only safe behind a proxy that sets it",
    reader: truth,
    fallback_text: "off",
    fallback: () => false,
  },
  allowed_origins: {
    name: "allowed-origin",
    group: "Who may connect",
    placeholder: "ORIGIN",
    about: "web site whose pages may connect, such as https://example.com; repeat it for more",
    reader: origins,
    repeatable: true,
    fallback_text: "any",
    fallback: () => [],
  },
  v1_idle_timeout_ms: {
    name: "v1-idle-timeout",
    group: "Times",
    placeholder: "TIME",
    about: "silence after which an old terminal client counts as gone; at least 1s",
    reader: duration(1_000),
    ...period(30 * 60_000),
  },
  room_idle_ms: {
    name: "room-idle",
    group: "Times",
    placeholder: "TIME",
    about: "time without any action after which a room closes; at least 1s",
    reader: duration(1_000),
    ...period(4 * 3_600_000),
  },
  resume_grace_ms: {
    name: "resume-grace",
    group: "Times",
    placeholder: "TIME",
    about: "how long the seat of somebody whose connection broke is kept; at least 1s",
    reader: duration(1_000),
    ...period(120_000),
  },
  admin_grace_ms: {
    name: "admin-grace",
    group: "Times",
    placeholder: "TIME",
    about:
      "how long a room waits for an admin whose connection broke; at most --resume-grace, by default too",
    reader: duration(0),
    ...period(30_000),
  },
  drain_timeout_ms: {
    name: "drain-timeout",
    group: "Times",
    placeholder: "TIME",
    about: "time that rooms and connections get to end when the server is stopped",
    reader: duration(0),
    ...period(10_000),
  },
  data: {
    name: "data",
    group: "What is kept",
    placeholder: "DIR",
    about: "directory where rooms and results outlive the process; made if there is none",
    reader: directory,
    fallback_text: "none",
    fallback: () => null,
  },
  data_sync: {
    name: "data-sync",
    group: "What is kept",
    placeholder: "WORD",
    about: "normal: a power cut may take the last moment along; full: not even that, but slower",
    reader: oneOf(["normal", "full"]),
    ...constant<Config["data_sync"]>("normal"),
  },
  results_keep_ms: {
    name: "results-keep",
    group: "What is kept",
    placeholder: "TIME",
    about: "how long results are kept in --data, such as 90d; 0: for ever",
    reader: keepFor,
    fallback_text: "0",
    fallback: () => 0,
  },
  log_format: {
    name: "log-format",
    group: "Log",
    placeholder: "WORD",
    about: "text, for people, or json, for programs",
    reader: oneOf(["text", "json"]),
    ...constant<Config["log_format"]>("text"),
  },
  log_level: {
    name: "log-level",
    group: "Log",
    placeholder: "WORD",
    about: "least important lines to write: debug, info, warn or error",
    reader: oneOf(["debug", "info", "warn", "error"]),
    ...constant<Config["log_level"]>("info"),
  },
};

/** The environment variables of a flag, the one that wins first. */
export function variables(flag: Pick<Flag<unknown>, "name" | "also">): readonly string[] {
  const own = `ESTIMATEX_${flag.name.replaceAll("-", "_").toUpperCase()}`;
  return [own, ...(flag.also ?? [])];
}

function constant<T extends string | number>(value: T) {
  return { fallback_text: String(value), fallback: () => value };
}

/** What is off unless somebody asks for it. */
function none() {
  return { fallback_text: "none", fallback: () => null };
}

function period(ms: number) {
  return { fallback_text: formatDuration(ms), fallback: () => ms };
}
