/**
 * The one table of settings: a row is all that a new one takes. Its type, its default, the environment variable,
 * parsing and the help text come from the row, so they can't drift apart.
 */
import { constant, type Flag, none, period, variables } from "./flag.ts";
import {
  boolean,
  directory,
  duration,
  host,
  integer,
  keepFor,
  limit,
  memory,
  oneOf,
  origins,
  path,
  type Reader,
  webAddress,
} from "./values.ts";

const WORKERS_MAX = 16;
export const ROOM_CAPACITY_MAX = 1_000;

const ROWS = {
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
    reader: integer(0, 65_535),
    also: ["PORT"],
    ...constant(8080),
  },
  workers: {
    name: "workers",
    group: "Where it listens",
    placeholder: "N",
    about: `threads that serve, 1 to ${WORKERS_MAX}`,
    reader: integer(1, WORKERS_MAX),
    fallbackText: "one for each core",
    fallback: (cores) => Math.min(WORKERS_MAX, Math.max(1, Math.floor(cores) || 1)),
  },
  admin_port: {
    name: "admin-port",
    group: "Where it listens",
    placeholder: "N",
    about: "port for /metrics, which is then served there alone, and for health",
    reader: integer(0, 65_535),
    ...none(),
  },
  admin_host: {
    name: "admin-host",
    group: "Where it listens",
    placeholder: "ADDRESS",
    about: "IP address or host name for --admin-port",
    reader: host,
    needs: { setting: "admin_port", because: "without it nothing listens there" },
    ...constant("127.0.0.1"),
  },
  tls_cert: {
    name: "tls-cert",
    group: "Where it listens",
    placeholder: "FILE",
    about: "certificate and its chain (PEM), to serve wss:// and https://",
    reader: path,
    needs: { setting: "tls_key", because: "a certificate and its key go together" },
    ...none(),
  },
  tls_key: {
    name: "tls-key",
    group: "Where it listens",
    placeholder: "FILE",
    about: "the certificate's private key (PEM)",
    reader: path,
    needs: { setting: "tls_cert", because: "a certificate and its key go together" },
    ...none(),
  },
  max_room_capacity: {
    name: "max-room-capacity",
    group: "Limits",
    placeholder: "N",
    about: `most voters a room may be made for, 1 to ${ROOM_CAPACITY_MAX}`,
    reader: integer(1, ROOM_CAPACITY_MAX),
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
  max_rooms_per_ip: {
    name: "max-rooms-per-ip",
    group: "Limits",
    placeholder: "N",
    about: "of these opened from one address, as long as they live",
    reader: limit(),
    ...constant(50),
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
    ...constant(200),
  },
  max_memory: {
    name: "max-memory",
    group: "Limits",
    placeholder: "SIZE",
    about:
      "memory of the process, such as 512M or 2G, past which nobody new is let in; half-received " +
      "messages count",
    reader: memory,
    fallbackText: "80 % of what there is",
    fallback: () => null, // main finds out what there is
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
    reader: boolean,
    fallbackText: "off",
    fallback: () => false,
  },
  allowed_origins: {
    name: "allowed-origin",
    group: "Who may connect",
    placeholder: "ORIGIN",
    about:
      "web site whose pages may connect besides the server's own, such as https://example.com; " +
      "repeat it for more; *: any",
    reader: origins,
    repeatable: true,
    fallbackText: "none",
    fallback: () => [],
  },
  public_url: {
    name: "public-url",
    group: "Who may connect",
    placeholder: "URL",
    about:
      "what people call the server, such as https://points.example.com; pages of no other name are " +
      "then its own",
    reader: webAddress,
    ...none(),
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
    fallbackText: "none",
    fallback: () => null,
  },
  data_sync: {
    name: "data-sync",
    group: "What is kept",
    placeholder: "WORD",
    about: "normal: a power cut may take the last moment along; full: not even that, but slower",
    reader: oneOf(["normal", "full"]),
    needs: { setting: "data", because: "without it nothing is kept" },
    ...constant("normal"),
  },
  results_keep_ms: {
    name: "results-keep",
    group: "What is kept",
    placeholder: "TIME",
    about: "how long results are kept in --data, such as 90d; 0: for ever",
    reader: keepFor,
    needs: { setting: "data", because: "without it nothing is kept" },
    fallbackText: "0",
    fallback: () => 0,
  },
  log_format: {
    name: "log-format",
    group: "Log",
    placeholder: "WORD",
    about: "text, for people, or json, for programs",
    reader: oneOf(["text", "json"]),
    ...constant("text"),
  },
  log_level: {
    name: "log-level",
    group: "Log",
    placeholder: "WORD",
    about: "least important lines to write: debug, info, warn or error",
    reader: oneOf(["debug", "info", "warn", "error"]),
    ...constant("info"),
  },
} as const satisfies Readonly<Record<string, Flag<unknown>>>;

/**
 * The server's settings, a field for each row: read once, at the start, and passed down unchanged. What is off is
 * null; a limit of 0 is none; times are in milliseconds.
 */
export type Config = { readonly [K in keyof typeof ROWS]: ValueOf<(typeof ROWS)[K]> };

/** What is read, or the null that stands for a default which is none. */
type ValueOf<Row> = Row extends
  { readonly reader: Reader<infer Read>; fallback(cores: number): infer Default }
  ? Read | Extract<Default, null>
  : never;

export type Setting = keyof Config;

/** The rows by the setting they are of. A row may need no setting but one of these. */
export const FLAGS: { readonly [K in Setting]: Flag<Config[K], Setting> } = ROWS;

/** Every setting, in the order of the table. */
export const SETTINGS: readonly Setting[] = Object.keys(FLAGS).filter(isSetting);

/** Every variable that sets something of a server. */
export const VARIABLES: readonly string[] = SETTINGS.flatMap((setting) =>
  variables(FLAGS[setting])
);

/** The settings, each as `valueOf` gives it. */
export function configOf(valueOf: <K extends Setting>(setting: K) => Config[K]): Config {
  const config: object = Object.fromEntries(SETTINGS.map((one) => [one, valueOf(one)]));
  if (!isConfig(config)) throw new Error("a setting has no value");
  return config;
}

/** The settings of somebody who chose none, on a machine of so many cores. */
export function defaults(cores: number): Config {
  return configOf((setting) => FLAGS[setting].fallback(cores));
}

function isSetting(key: string): key is Setting {
  return Object.hasOwn(ROWS, key);
}

function isConfig(config: object): config is Config {
  return SETTINGS.every((setting) => Object.hasOwn(config, setting));
}
