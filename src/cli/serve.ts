/** `estimatex-server`: checks what can be checked before the start, serves, and stops on a signal [S6]. */
import { JournalFailure } from "../journal/journal.ts";
import { namedPage } from "../server/named_page.ts";
import { readPageFiles } from "../server/page_files.ts";
import type { Listener } from "../server/listener.ts";
import type { Ask } from "../server/operations.ts";
import type { Log } from "../base/log.ts";
import { listenAdmin } from "../supervisor/admin.ts";
import { type Explicit, nameOf } from "./command_line.ts";
import type { Config } from "./flags.ts";
import { EXIT } from "../base/exit.ts";
import type { Loading } from "../supervisor/loading.ts";
import { type LineStream, LineWriter } from "../supervisor/line_writer.ts";
import { createLog, formatLine } from "../base/log_lines.ts";
import { findMemoryLimit, giveUpMemoryInfo } from "../supervisor/memory_limit.ts";
import { checkedSettings } from "./checked_settings.ts";
import { chosenSettings } from "./shown_settings.ts";
import { giveUpHostName, giveUpWhatDataNeeds } from "./permissions.ts";
import { type Reload, reloadOnHangup } from "./reload.ts";
import { loadTls } from "./tls.ts";
import { TlsFiles } from "./tls_files.ts";
import { trackersOf } from "./trackers.ts";
import { loadKeys } from "./key_files.ts";
import { runtimeTrouble } from "../supervisor/runtime.ts";
import { ClusterRefusal, Supervisor } from "../supervisor/supervisor.ts";
import { loadSecrets } from "./webhook_secrets.ts";

/** How long the last lines of the log may take at the end, in milliseconds. */
const LAST_LINES_MS = 1_000;

interface ServeOptions {
  readonly config: Config;
  /** Settings that somebody chose, and how; only these may be complained about. */
  readonly explicit: Explicit;
  /** A variable's text, where it may be read. */
  readonly env: (name: string) => string | undefined;
  readonly version: string;
  /** What it was built from; null: not known. */
  readonly commit: string | null;
  /** What serves: it may come while all else is checked. */
  readonly loading: Loading;
  readonly stdout: LineStream;
  readonly writeError: (line: string) => void;
  /** Ends the process, now. */
  readonly exit: (code: number) => void;
}

/** Serves until a signal comes. Returns the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const { config: asked, explicit, env, version, commit, stdout, writeError, loading } = options;
  const checked = await checkedSettings(asked, explicit, { env, quiet: () => loading.done });
  if (!checked.ok) {
    writeError(checked.error);
    return EXIT.usage;
  }
  giveUpHostName();
  const built = readPageFiles();
  const { config, warning: connectionsWarning, tls, keys, apiKeys, secrets, trackers, cluster } =
    checked.value;
  const out = new LineWriter(
    stdout,
    (count) => formatLine(config.log_format, new Date(), "warn", "log_lines_lost", { count }),
  );
  const write = (line: string) => out.write(line);
  const log = createLog({
    format: config.log_format,
    level: config.log_level,
    write,
    now: Date.now,
  });
  if (connectionsWarning !== null) log.warn("setting_lowered", { message: connectionsWarning });
  const page = built === null ? null : namedPage(built, {
    publicUrl: config.public_url,
    namesAreFixed: config.auth_header !== null,
  });
  if (page === null) log.warn("page_missing", { build_it_with: "deno task page" });
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
    threads: loading.threads,
  });
  supervisor.createKeys.replace(keys);
  supervisor.apiKeys.replace(apiKeys);
  supervisor.webhookSecrets = secrets;
  const tlsFiles = tls === null ? null : new TlsFiles({
    first: tls,
    read: () => loadTls(asked, explicit),
    use: (renewed) => supervisor.renew({ tls: renewed }),
  });
  const reloads = reloadsOf(supervisor, options);
  if (tlsFiles !== null) reloads.push({ flag: "tls-cert", again: () => tlsFiles.again() });
  if (config.data === null) giveUpWhatDataNeeds({ readsAgain: reloads.length > 0 });
  const serving = Promise.withResolvers<void>();
  // whoever has nothing to read again, and a terminal, is stopped with that
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
    const [ws, http] = tls === null ? ["ws", "http"] as const : ["wss", "https"] as const;
    const trouble = runtimeTrouble(Deno.version.deno);
    if (trouble !== null) log.warn("runtime_old", { message: trouble });
    for (const { name, kind, site, field } of trackers) {
      log.info("tracker_configured", { tracker: name, kind, site, field: field ?? undefined });
    }
    log.info("listening", {
      version,
      host: config.host,
      port,
      workers: config.workers,
      page: address(http, config.host, port, "/"),
      clients: address(ws, config.host, port, "/ws"),
      health: address(http, config.host, port, "/healthz"),
      metrics: admin === null || adminListener === null
        ? address(http, config.host, port, "/metrics")
        : address("http", admin.host, adminListener.port, "/metrics"),
      settings: chosenSettings(config, explicit),
    });
  } catch (error) {
    await supervisor.drain();
    await out.flush(LAST_LINES_MS);
    writeError(whyNot(error, where, explicit));
    return EXIT.failed;
  }
  serving.resolve();
  tlsFiles?.watch(log);
  findMemory(config, supervisor, log);
  await stopped;
  await supervisor.drain();
  await adminListener?.stop();
  log.info("stopped");
  await out.flush(LAST_LINES_MS);
  return EXIT.ok;
}

/** [A1, A3, A4, A5] What may change while the server serves. */
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

/** What memory the process may take [W10], found out while it serves already. */
function findMemory(config: Config, { memoryLimit }: Supervisor, log: Log): void {
  const { bytes, warning } = findMemoryLimit(config);
  memoryLimit.find(bytes);
  if (warning !== null) log.warn("memory_unknown", { message: warning });
  giveUpMemoryInfo();
}

/** Resolves at the first SIGINT or SIGTERM, or the terminal's end; a second one ends the process at once. */
function signalled({ exit }: ServeOptions, log: Log, endsWithTerminal: boolean): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const on = (signal: Deno.Signal, number: number) => {
      Deno.addSignalListener(signal, () => {
        if (++signals > 1) return exit(128 + number);
        log.info("stopping", { signal });
        resolve();
      });
    };
    on("SIGINT", 2);
    if (Deno.build.os === "windows") return;
    on("SIGTERM", 15);
    if (endsWithTerminal) on("SIGHUP", 1);
  });
}

/** An address to open: where every interface is listened on, this machine is one of them. */
function address(scheme: string, host: string, port: number, path: string): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `${scheme}://${name}:${port}${path}`;
}

/** Where it tried to listen, and the setting to blame. */
interface Where {
  readonly setting: "port" | "admin_port";
  readonly host: string;
  readonly port: number;
}

function adminOf({ admin_host: host, admin_port: port }: Config): Where | null {
  return port === null ? null : { setting: "admin_port", host, port };
}

function whyNot(error: unknown, { setting, host, port }: Where, explicit: Explicit): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof JournalFailure) {
    return `${nameOf("data", explicit)} can't be used: ${reason}`;
  }
  if (error instanceof ClusterRefusal) return reason;
  if (/address already in use|AddrInUse/i.test(`${error}`)) {
    const name = nameOf(setting, explicit);
    return `${name} ${port} is in use already on ${host}: stop what listens there or choose another`;
  }
  return `can't listen on ${host} port ${port}: ${reason}`;
}
