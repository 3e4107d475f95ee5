/** `estimatex-server`: checks what can be checked before the start, serves, and stops on a signal [S6]. */
import type { Env } from "../base/env.ts";
import { namedPage } from "../server/named_page.ts";
import { readPageFiles } from "../server/page_files.ts";
import type { Listener } from "../server/listener.ts";
import type { Ask } from "../server/operations.ts";
import type { Log } from "../base/log.ts";
import { listenAdmin } from "../supervisor/admin.ts";
import type { Explicit } from "./command_line.ts";
import type { Config } from "./flags.ts";
import { EXIT } from "../base/exit.ts";
import type { Loading } from "../supervisor/loading.ts";
import { type LineStream, LineWriter } from "../supervisor/line_writer.ts";
import { pause, systemClock } from "../base/clock.ts";
import { createLog, formatLine } from "../base/log_lines.ts";
import { findMemoryLimit, revokeMemoryInfo } from "../supervisor/memory_limit.ts";
import { type CheckedSettings, checkedSettings } from "./checked_settings.ts";
import {
  checkConnections,
  countDescriptors,
  descriptorsInUse,
  descriptorsWanted,
} from "./descriptors.ts";
import { chosenSettings } from "./shown_settings.ts";
import { revokeHostName, revokeReading, revokeWriting } from "./permissions.ts";
import { type Reload, reloadOnHangup } from "./reload.ts";
import { address, adminOf, type Where, whyNot } from "./listening.ts";
import { loadTls } from "./tls.ts";
import { TlsFiles } from "./tls_files.ts";
import { trackersOf } from "./trackers.ts";
import { loadKeys } from "./key_files.ts";
import { runtimeTrouble } from "../supervisor/runtime.ts";
import { onStopSignals } from "./stop_signals.ts";
import { Supervisor } from "../supervisor/supervisor.ts";
import { loadSecrets } from "./webhook_secrets.ts";

/** How long the process waits for the last lines of the log at its end, in milliseconds. */
const LAST_LINES_MS = 1_000;

interface ServeOptions {
  readonly config: Config;
  /** The settings that the operator chose, and how; errors are about these only. */
  readonly explicit: Explicit;
  readonly env: Env;
  readonly version: string;
  /** The commit that it was built from; null: not known. */
  readonly commit: string | null;
  /** The modules that serve, which load while the settings are checked. */
  readonly loading: Loading;
  readonly stdout: LineStream;
  readonly writeError: (line: string) => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/** Serves until a signal comes. Returns the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const { config: asked, explicit, env, writeError, loading } = options;
  const checked = await checkedSettings(asked, explicit, {
    ...{ env, quiet: () => loading.done, mayCountLater: true },
  });
  if (!checked.ok) {
    writeError(checked.error);
    return EXIT.usage;
  }
  revokeHostName();
  const { config, warning, tls } = checked.value;
  const { out, write, log } = logTo(options.stdout, config);
  if (warning !== null) log.warn("setting_lowered", { message: warning });
  const supervisor = supervisorOf(checked.value, options, { write, log });
  const tlsFiles = tls === null ? null : new TlsFiles({
    first: tls,
    read: () => loadTls(asked, explicit),
    use: (renewed) => supervisor.renew({ tls: renewed }),
  });
  const reloads = reloadsOf(supervisor, options);
  if (tlsFiles !== null) reloads.push({ flag: "tls-cert", again: () => tlsFiles.again() });
  if (config.data === null) revokeWriting();
  const serving = Promise.withResolvers<void>();
  // SIGHUP stops a server that runs in a terminal and has no files to read again
  const endsWithTerminal = reloads.length === 0 && Deno.stdin.isTerminal();
  if (!endsWithTerminal) reloadOnHangup(reloads, { log, serving: serving.promise });
  const stopped = signalled(options, log, endsWithTerminal);
  const admin = adminOf(config);
  let adminListener: Listener | null = null;
  let where: Where = { setting: "port", host: config.host, port: config.port };
  try {
    const port = await supervisor.start();
    if (admin !== null) {
      where = admin;
      const ask: Ask = (operation) => supervisor.answer(operation);
      adminListener = listenAdmin({ ...admin, ask, log });
    }
    logStart(checked.value, options, { log, port, adminPort: adminListener?.port ?? null });
  } catch (error) {
    await supervisor.drain();
    await out.flush(LAST_LINES_MS);
    writeError(whyNot(error, where, explicit));
    return EXIT.failed;
  }
  serving.resolve();
  tlsFiles?.watch(log);
  findMemory(config, supervisor, log);
  const counted = checked.value.countsLater ? findConnections(config, supervisor, log) : null;
  const readsAgain = config.data !== null || reloads.length > 0;
  if (!readsAgain) void Promise.resolve(counted).then(revokeReading);
  await stopped;
  await supervisor.drain();
  await adminListener?.stop();
  log.info("stopped");
  await out.flush(LAST_LINES_MS);
  return EXIT.ok;
}

/** The log on standard output: its writer, what takes finished lines, and the log itself. */
function logTo(stdout: LineStream, { log_format, log_level }: Config) {
  const lost = (count: number) =>
    formatLine(log_format, {
      time: new Date(),
      level: "warn",
      event: "log_lines_lost",
      fields: { count },
    });
  const out = new LineWriter(stdout, lost);
  const write = (line: string) => out.write(line);
  const log = createLog({ format: log_format, level: log_level, write, now: Date.now });
  return { out, write, log };
}

function supervisorOf(
  { config, tls, keys, apiKeys, secrets, trackers, cluster }: CheckedSettings,
  { version, commit, loading: { threads } }: ServeOptions,
  { write, log }: { readonly write: (line: string) => void; readonly log: Log },
): Supervisor {
  const built = readPageFiles();
  if (built === null) log.warn("page_missing", { build_it_with: "deno task page" });
  const page = built === null ? null : namedPage(built, {
    publicUrl: config.public_url,
    namesAreFixed: config.auth_header !== null,
  });
  const supervisor = new Supervisor({
    config,
    cluster,
    version,
    commit,
    page,
    tls,
    trackers,
    log,
    write,
    threads,
  });
  supervisor.createKeys.replace(keys);
  supervisor.apiKeys.replace(apiKeys);
  supervisor.webhookSecrets = secrets;
  return supervisor;
}

/** Logs where the server listens, and with which settings. `adminPort`: null: there is no such port. */
function logStart(
  { config, tls, trackers }: CheckedSettings,
  { explicit, version }: ServeOptions,
  { log, port, adminPort }: {
    readonly log: Log;
    readonly port: number;
    readonly adminPort: number | null;
  },
): void {
  const trouble = runtimeTrouble(Deno.version.deno);
  if (trouble !== null) log.warn("runtime_old", { message: trouble });
  for (const { name, kind, site, field } of trackers) {
    log.info("tracker_configured", { tracker: name, kind, site, field: field ?? undefined });
  }
  const { host, workers } = config;
  const [ws, http] = tls === null ? ["ws", "http"] as const : ["wss", "https"] as const;
  log.info("listening", {
    version,
    host,
    port,
    workers,
    page: address(http, host, port, "/"),
    clients: address(ws, host, port, "/ws"),
    health: address(http, host, port, "/healthz"),
    metrics: adminPort === null
      ? address(http, host, port, "/metrics")
      : address("http", config.admin_host, adminPort, "/metrics"),
    settings: chosenSettings(config, explicit),
  });
}

/** What can be read again while the server runs [A1, A3, A4, A5]. */
function reloadsOf(
  supervisor: Supervisor,
  { config, explicit, env }: Pick<ServeOptions, "config" | "explicit" | "env">,
): Reload[] {
  const reloads: Reload[] = [];
  const tables = [
    ["create_key_file", "create-key-file", supervisor.createKeys],
    ["api_key_file", "api-key-file", supervisor.apiKeys],
  ] as const;
  for (const [setting, flag, table] of tables) {
    if (config[setting] === null) continue;
    const again = async () => {
      const keys = await loadKeys(setting, config, explicit);
      if (keys.ok) table.replace(keys.value);
      return keys;
    };
    reloads.push({ flag, again });
  }
  if (config.webhook_secret_file !== null) {
    const again = async () => {
      const secrets = await loadSecrets(config, explicit);
      if (secrets.ok) supervisor.webhookSecrets = secrets.value;
      return secrets;
    };
    reloads.push({ flag: "webhook-secret-file", again });
  }
  if (config.tracker_token_files !== null) {
    const again = async () => {
      const trackers = await trackersOf(config, explicit, env);
      if (trackers.ok) supervisor.renew({ trackers: trackers.value });
      return trackers;
    };
    reloads.push({ flag: "tracker-token-file", again });
  }
  return reloads;
}

/** Finds out how much memory the process may use [W10], while it already serves. */
function findMemory(config: Config, { memoryLimit }: Supervisor, log: Log): void {
  const { bytes, warning } = findMemoryLimit(config);
  memoryLimit.set(bytes);
  if (warning !== null) log.warn("memory_unknown", { message: warning });
  revokeMemoryInfo();
}

/** Finds out whether there are descriptors for the default number of connections [W10], while it already serves. */
async function findConnections(config: Config, supervisor: Supervisor, log: Log): Promise<void> {
  const free = await countDescriptors(descriptorsWanted(config), {
    inUse: () => supervisor.connections + descriptorsInUse(config),
    pause: (ms) => pause(systemClock, ms),
  });
  const fitted = checkConnections(config, new Map(), free);
  const { message, limit } = fitted.ok
    ? { message: fitted.value.warning, limit: fitted.value.config.max_connections }
    : { message: fitted.error, limit: 1 };
  supervisor.connectionLimit.set(limit);
  if (message !== null) log.warn("setting_lowered", { message });
}

/** Resolves at the first SIGINT or SIGTERM, or the terminal's end; a later one ends the process at once. */
function signalled({ exit }: ServeOptions, log: Log, endsWithTerminal: boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = (signal: Deno.Signal) => {
      log.info("stopping", { signal });
      resolve();
    };
    onStopSignals({ endsWithTerminal, stop, exit });
  });
}
