/**
 * Reads one `Config` from command line and environment. Pure: arguments, variables and the number of cores are passed
 * in, and what is wrong is returned as one line for a person.
 */
import type { Env } from "../base/env.ts";
import { CHECK_CONFIG, type FlagForm, HELP, splitArguments, VERSION } from "./arguments.ts";
import { formatDuration } from "../base/duration.ts";
import { type Flag, variables } from "./flag.ts";
import { type Config, configOf, FLAGS, type Setting, SETTINGS } from "./flags.ts";
import { samePort } from "./listens.ts";
import { quoteEscaped } from "../base/printable.ts";

/** The flag or variable that gave each setting its value: errors name what the operator wrote. */
export type Explicit = ReadonlyMap<Setting, string>;

/** What the command line asks for. */
export type CommandLine =
  | {
    readonly kind: "run";
    readonly config: Config;
    /** How the settings were given that the operator chose; all others have their default. */
    readonly explicit: Explicit;
    /** Only check the settings, without serving. */
    readonly checkOnly: boolean;
  }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "error"; readonly message: string };

/**
 * Reads the settings. A flag wins over the setting's ESTIMATEX_ variable, that over PORT, that over the
 * default; an empty variable counts as not set. `--help` wins over everything, even mistakes: somebody who asks for
 * help doesn't know the flags yet.
 */
export function parseCommandLine(
  args: readonly string[],
  env: Env,
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

/** Lowers the default of the admin's grace to a shorter resume grace. */
function withinResumeGrace(config: Config): Config {
  const { admin_grace_ms: adminGraceMs, resume_grace_ms: resumeGraceMs } = config;
  return { ...config, admin_grace_ms: Math.min(adminGraceMs, resumeGraceMs) };
}

/** What is wrong with the settings in combination, a sentence for each. */
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
 * Quotes a value without its secrets: without what is before an `@`, in addresses a user and a password [C23], and
 * without what is after a `?`, where addresses of webhooks may have secrets [A4].
 */
function quoteGiven(text: string): string {
  return quoteEscaped(text.replace(/^.*@/s, "***@").replace(/\?.+$/s, "?***"));
}

/** The name of a setting in messages: as it was given, or else its flag. */
export function nameOf(key: Setting, explicit: Explicit): string {
  return explicit.get(key) ?? `--${FLAGS[key].name}`;
}

const FORMS: readonly FlagForm[] = [
  ...SETTINGS.map((setting) => ({ ...FLAGS[setting], rule: FLAGS[setting].reader.rule })),
  HELP,
  VERSION,
  CHECK_CONFIG,
];

/** The value of a setting as it was given, and the flag or variable that gave it; null: it was not given. */
export function source(
  flag: Pick<Flag<unknown>, "name" | "also">,
  given: ReadonlyMap<string, readonly string[]>,
  env: Env,
): { name: string; text: string } | null {
  const texts = given.get(flag.name);
  if (texts !== undefined) return { name: `--${flag.name}`, text: texts.join(",") };
  for (const name of variables(flag)) {
    const text = env(name);
    if (text !== undefined && text.trim() !== "") return { name, text };
  }
  return null;
}
