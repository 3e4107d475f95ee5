/**
 * From command line and environment to one Config. Pure: arguments, variables and the number of cores are
 * handed in, and what is wrong comes back as one line for a person.
 */
import { CHECK_CONFIG, type FlagForm, HELP, splitArguments, VERSION } from "./arguments.ts";
import { formatDuration } from "../base/duration.ts";
import { type Flag, variables } from "./flag.ts";
import { type Config, configOf, FLAGS, type Setting, SETTINGS } from "./flags.ts";
import { samePort } from "./listens.ts";
import { quoteEscaped } from "../base/printable.ts";

/** The flag or variable that a setting was given by: what somebody wrote is what is blamed. */
export type Explicit = ReadonlyMap<Setting, string>;

/** What the command line asks for. */
export type CommandLine =
  | {
    readonly kind: "run";
    readonly config: Config;
    /** How the settings that somebody chose were given; all others have their default. */
    readonly explicit: Explicit;
    /** Nothing is to be served: the settings are to be checked. */
    readonly checkOnly: boolean;
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
  const { given, rest: [stray], problem: misspelt } = splitArguments(args, FORMS);
  if (given.has(HELP.name)) return { kind: "help" };
  if (given.has(VERSION.name)) return { kind: "version" };
  if (misspelt !== null) return { kind: "error", message: misspelt };
  if (stray !== undefined) {
    const message = `unexpected argument ${
      quoteGiven(stray)
    }, settings are flags (--help lists them)`;
    return { kind: "error", message };
  }

  const explicit = new Map<Setting, string>();
  const problems: string[] = [];
  const read = configOf((setting) => {
    const flag = FLAGS[setting];
    const found = source(flag, given, env);
    if (found === null) return flag.fallback(cores);
    explicit.set(setting, found.name);
    const reading = flag.reader.read(found.text.trim());
    if (reading.ok) return reading.value;
    problems.push(`${found.name} must be ${reading.error}, got ${quoteGiven(found.text)}`);
    return flag.fallback(cores);
  });
  const config = explicit.has("admin_grace_ms") ? read : withinResumeGrace(read);
  problems.push(...relations(config, explicit));
  const problem = problems[0];
  return problem === undefined
    ? { kind: "run", config, explicit, checkOnly: given.has(CHECK_CONFIG.name) }
    : { kind: "error", message: problem };
}

/** The default of the admin's grace gives way to a shorter resume grace. */
function withinResumeGrace(config: Config): Config {
  const { admin_grace_ms: adminGraceMs, resume_grace_ms: resumeGraceMs } = config;
  return { ...config, admin_grace_ms: Math.min(adminGraceMs, resumeGraceMs) };
}

/** What settings ask of each other, in sentences. */
function* relations(config: Config, explicit: Explicit): Generator<string> {
  const { admin_grace_ms, resume_grace_ms } = config;
  const name = (key: Setting) => nameOf(key, explicit);
  if (admin_grace_ms > resume_grace_ms) {
    const [admin, resume] = [admin_grace_ms, resume_grace_ms].map(formatDuration);
    yield `${name("admin_grace_ms")} must be at most ${
      name("resume_grace_ms")
    }, got ${admin} and ${resume}`;
  }
  for (const key of explicit.keys()) {
    const { needs } = FLAGS[key];
    if (needs === undefined) continue;
    const needed = config[needs.setting];
    if (needed !== null && needed !== false) continue;
    yield `${name(key)} needs ${name(needs.setting)}: ${needs.because}`;
  }
  if (config.cluster !== null && config.data !== null) {
    yield `${name("cluster")} can't be used with ${name("data")}: the cluster keeps the rooms`;
  }
  if (samePort(config)) {
    yield `${name("admin_port")} must be another port than ${
      name("port")
    }, got ${config.port} for both`;
  }
}

/**
 * What somebody gave, without what stands before an `@`: of an address that is a user and a password [C23]; nor what
 * stands behind a `?`, where addresses of webhooks have their secrets [A4].
 */
function quoteGiven(text: string): string {
  return quoteEscaped(text.replace(/^.*@/s, "***@").replace(/\?.+$/s, "?***"));
}

/** What to call a setting: as it was given, or else by its flag. */
export function nameOf(key: Setting, explicit: Explicit): string {
  return explicit.get(key) ?? `--${FLAGS[key].name}`;
}

const FORMS: readonly FlagForm[] = [
  ...SETTINGS.map((setting) => ({ ...FLAGS[setting], rule: FLAGS[setting].reader.rule })),
  HELP,
  VERSION,
  CHECK_CONFIG,
];

/** Where a setting was given: the name to blame, and its text. */
export function source(
  flag: Pick<Flag<unknown>, "name" | "also">,
  given: ReadonlyMap<string, readonly string[]>,
  env: (name: string) => string | undefined,
): { name: string; text: string } | null {
  const texts = given.get(flag.name);
  if (texts !== undefined) return { name: `--${flag.name}`, text: texts.join(",") };
  for (const name of variables(flag)) {
    const text = env(name);
    if (text !== undefined && text.trim() !== "") return { name, text };
  }
  return null;
}
