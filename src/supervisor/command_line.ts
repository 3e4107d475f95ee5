/**
 * From command line and environment to one Config. Pure: arguments, variables and the number of cores are
 * handed in, and what is wrong comes back as one line for a person.
 */
import { splitArguments } from "./arguments.ts";
import type { Config } from "./config.ts";
import { formatDuration } from "./duration.ts";
import { type Flag, FLAGS, variables } from "./flags.ts";
import { quoted } from "./printable.ts";

/** What the command line asks for. */
export type CommandLine =
  | {
    readonly kind: "run";
    readonly config: Config;
    /** Settings that somebody chose, by flag or variable; all others have their default. */
    readonly explicit: ReadonlySet<keyof Config>;
  }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "error"; readonly message: string };

/**
 * Reads the settings. A flag wins over the setting's ESTIMATEX_ variable, that over PORT, that over the
 * default; a variable that is empty counts as not set. `--help` wins over everything, mistakes included:
 * who asks for help doesn't know the flags yet.
 */
export function parseCommandLine(
  args: readonly string[],
  env: (name: string) => string | undefined,
  cores: number,
): CommandLine {
  const split = splitArguments(args);
  if (split.help) return { kind: "help" };
  if (split.version) return { kind: "version" };
  if (split.problem !== null) return { kind: "error", message: split.problem };

  const explicit = new Set<keyof Config>();
  const problems: string[] = [];
  const read = <K extends keyof Config>(key: K): Config[K] => {
    const flag: Flag<Config[K]> = FLAGS[key];
    const given = source(flag, split.given, env);
    if (given === null) return flag.fallback(cores);
    explicit.add(key);
    const reading = flag.reader.read(given.text.trim());
    if ("value" in reading) return reading.value;
    problems.push(`${given.name} must be ${reading.must_be}, got ${quoted(given.text)}`);
    return flag.fallback(cores);
  };
  const resume_grace_ms = read("resume_grace_ms");
  const admin_grace_ms = read("admin_grace_ms");
  const config: Config = {
    host: read("host"),
    port: read("port"),
    workers: read("workers"),
    admin_port: read("admin_port"),
    admin_host: read("admin_host"),
    tls_cert: read("tls_cert"),
    tls_key: read("tls_key"),
    max_room_capacity: read("max_room_capacity"),
    max_rooms: read("max_rooms"),
    max_connections: read("max_connections"),
    max_connections_per_ip: read("max_connections_per_ip"),
    message_rate: read("message_rate"),
    trust_proxy: read("trust_proxy"),
    allowed_origins: read("allowed_origins"),
    v1_idle_timeout_ms: read("v1_idle_timeout_ms"),
    room_idle_ms: read("room_idle_ms"),
    resume_grace_ms,
    // its default gives way to a shorter resume grace
    admin_grace_ms: explicit.has("admin_grace_ms")
      ? admin_grace_ms
      : Math.min(admin_grace_ms, resume_grace_ms),
    drain_timeout_ms: read("drain_timeout_ms"),
    data: read("data"),
    data_sync: read("data_sync"),
    results_keep_ms: read("results_keep_ms"),
    log_format: read("log_format"),
    log_level: read("log_level"),
  };
  if (config.admin_grace_ms > resume_grace_ms) {
    const [admin, resume] = [admin_grace_ms, resume_grace_ms].map(formatDuration);
    problems.push(`--admin-grace must be at most --resume-grace, got ${admin} and ${resume}`);
  }
  if ((config.tls_cert === null) !== (config.tls_key === null)) {
    const [given, missing] = config.tls_key === null ? ["cert", "key"] : ["key", "cert"];
    problems.push(`--tls-${given} needs --tls-${missing}: a certificate and its key go together`);
  }
  const problem = problems[0];
  return problem === undefined
    ? { kind: "run", config, explicit }
    : { kind: "error", message: problem };
}

/** Where a setting was given: the name to blame, and its text. */
function source(
  flag: Pick<Flag<unknown>, "name" | "also">,
  given: ReadonlyMap<string, string>,
  env: (name: string) => string | undefined,
): { name: string; text: string } | null {
  const text = given.get(flag.name);
  if (text !== undefined) return { name: `--${flag.name}`, text };
  for (const name of variables(flag)) {
    const text = env(name);
    if (text !== undefined && text.trim() !== "") return { name, text };
  }
  return null;
}
