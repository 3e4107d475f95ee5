/** Command lines, read on a machine of five cores. */
import { type CommandLine, parseCommandLine } from "../../src/cli/command_line.ts";
import type { Config } from "../../src/cli/flags.ts";

export type Env = Record<string, string>;

/** The defaults, written down once more: they are what the documents promise. */
export const DEFAULTS: Config = {
  host: "0.0.0.0",
  port: 8080,
  workers: 4,
  admin_port: null,
  admin_host: "127.0.0.1",
  tls_cert: null,
  tls_key: null,
  max_room_capacity: 100,
  max_rooms: 10_000,
  max_rooms_per_ip: 50,
  max_connections: 10_000,
  max_connections_per_ip: 200,
  max_memory: null,
  message_rate: 20,
  trust_proxy: false,
  auth_header: null,
  proxy_addresses: [],
  allowed_origins: [],
  public_url: null,
  create_key_file: null,
  api_key_file: null,
  trackers: null,
  tracker_token_files: null,
  tracker_fields: null,
  v1_idle_timeout_ms: 1_800_000,
  room_idle_ms: 14_400_000,
  resume_grace_ms: 120_000,
  admin_grace_ms: 30_000,
  drain_timeout_ms: 10_000,
  data: null,
  data_sync: "normal",
  results_keep_ms: 0,
  webhooks: null,
  webhook_secret_file: null,
  cluster: null,
  cluster_name: "estimatex",
  node: null,
  cluster_ca: null,
  cluster_creds: null,
  cluster_replicas: null,
  cluster_streams: 1,
  cluster_patience_ms: 12_000,
  log_format: "text",
  log_level: "info",
};

export function parse(args: readonly string[], env: Env = {}, cores = 5): CommandLine {
  return parseCommandLine(args, (name) => Object.hasOwn(env, name) ? env[name] : undefined, cores);
}

/** What differs from the defaults, or the error. */
export function outcome(args: readonly string[], env: Env = {}): unknown {
  const line = parse(args, env);
  if (line.kind !== "run") return line.kind === "error" ? line.message : line.kind;
  return Object.fromEntries(
    Object.entries(line.config).filter(([key, value]) =>
      JSON.stringify(value) !==
        JSON.stringify(Object.entries(DEFAULTS).find(([k]) => k === key)?.[1])
    ),
  );
}
