/**
 * Splits a command line into flags, their values and the rest, by the table of flags of the server or of a command. It
 * checks the form: a flag that is unknown, given twice or without its value is a problem, never ignored. It doesn't
 * check values, which its callers do.
 */
import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "./nearest.ts";
import { printable } from "../base/printable.ts";

/** What this module needs to know about a flag. */
export interface FlagForm {
  /** Without the two dashes. */
  readonly name: string;
  /** Its letter after a single dash. */
  readonly letter?: string;
  /** The name of its value in the help; null: it is a switch. */
  readonly placeholder: string | null;
  /** What a value must be, in words; for a switch, in `--flag=VALUE`; null: a switch that takes no value. */
  readonly rule: string | null;
  readonly repeatable?: true;
}

export const HELP: FlagForm = { name: "help", letter: "h", placeholder: null, rule: null };
export const VERSION: FlagForm = { name: "version", letter: "V", placeholder: null, rule: null };

export const CHECK_CONFIG: FlagForm = { name: "check-config", placeholder: null, rule: null };

/** The data directory, for the commands that need it. */
export const DATA: FlagForm & { readonly rule: string } = {
  name: "data",
  placeholder: "DIR",
  rule: "the directory that the server keeps its rooms in",
};

/** A command line, taken apart. */
interface Arguments {
  /** The value of each flag that was given, by its name; a switch has `true`. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** Arguments that are no flags, in their order. */
  readonly rest: readonly string[];
  /** The first thing wrong with its form, if any. */
  readonly problem: string | null;
}

/** How much of an unknown flag a message shows, in characters. */
const UNKNOWN_LENGTH_MAX = 40;

/** Takes a command line apart. Never throws: what is wrong with it is in `problem`. */
export function splitArguments(
  args: readonly string[],
  flags: readonly FlagForm[],
): Arguments {
  const { words, unknown } = spellOut(args, flags);
  const names = flags.map(({ name }) => keyOf(name));
  const rest: string[] = [];
  const parsed = parseArgs(words, {
    string: names,
    collect: names,
    // not `_`, in which `parseArgs` turns words into numbers
    unknown: (word) => {
      rest.push(word);
      return false;
    },
  });
  rest.push(...parsed._.map(String));
  const given = new Map<string, readonly string[]>();
  const problems = unknown.map((word) => unknownFlag(word, flags));
  for (const { name, rule, repeatable } of flags) {
    const values = textsOf(parsed[keyOf(name)]);
    if (values.length > 0) given.set(name, values);
    if (values.length > 1 && repeatable === undefined && rule !== null) {
      problems.push(`--${name} was given ${values.length} times, it can only be given once`);
    }
    if (values.includes("")) problems.push(`--${name} needs a value: ${rule}`);
  }
  return { given, rest, problem: problems[0] ?? null };
}

/**
 * Rewrites each flag as `--KEY=value`, because `parseArgs` would misread other forms: it takes `-host` for `-h`,
 * `--no-port=80` for `--port=80`, the word after a switch for its value, and `-5` for a flag. Unknown flags are left
 * out and listed.
 */
function spellOut(
  args: readonly string[],
  flags: readonly FlagForm[],
): { readonly words: readonly string[]; readonly unknown: readonly string[] } {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const words: string[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < end; at++) {
    const word = args[at] ?? "";
    if (!looksLikeFlag(word)) {
      words.push(word);
      continue;
    }
    const [spelled = "", inline] = word.split(/=(.*)/s);
    const flag = flags.find(({ name, letter }) =>
      spelled === `--${name}` || (letter !== undefined && spelled === `-${letter}`)
    );
    if (flag === undefined || (flag.rule === null && inline !== undefined)) unknown.push(word);
    if (flag === undefined) continue;
    const isSwitch = flag.placeholder === null;
    const apart = !isSwitch && inline === undefined && at + 1 < end && isValue(args[at + 1]);
    const value = inline ?? (apart ? args[++at] : isSwitch ? "true" : "");
    words.push(`--${keyOf(flag.name)}=${value}`);
  }
  return { words: [...words, ...args.slice(end)], unknown };
}

/** The name of a flag for `parseArgs`, which would take `no-color` for the opposite of `color`. */
function keyOf(name: string): string {
  return `flag-${name}`;
}

function textsOf(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.map(String) : [];
}

/** Whether a word is a flag. A dash alone is not: it means standard input. */
function looksLikeFlag(word: string): boolean {
  return word.startsWith("-") && word !== "-";
}

/** Whether a word after a flag is its value. A negative number is, although no flag allows one. */
function isValue(word: string | undefined): boolean {
  return word !== undefined && (!looksLikeFlag(word) || /^-[\d.]/.test(word));
}

function unknownFlag(word: string, flags: readonly FlagForm[]): string {
  const [spelled = "", inline] = word.split(/=(.*)/s);
  const known = flags.find(({ name }) => spelled === `--${name}`);
  if (known !== undefined && inline !== undefined) return `--${known.name} takes no value`;
  const shown = spelled.slice(0, UNKNOWN_LENGTH_MAX);
  const name = shown.replace(/^-+/, "").replaceAll("_", "-").toLowerCase();
  const names = flags.map(({ name }) => name);
  const near = nearest(name, names) ?? nearest(name.replace(/^no-/, ""), names);
  const hint = near === null ? "" : `, did you mean --${near}?`;
  return `unknown flag ${printable(shown)}${hint} (--help lists all flags)`;
}
