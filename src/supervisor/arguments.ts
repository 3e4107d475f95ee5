/**
 * Splits a command line into flags and their texts. Owns what `@std/cli/parse-args` would let pass: it
 * believes `--no-port=80` to be `--port 80`, `-host=x` to be `-h`, and the last of two equal flags. Doesn't
 * look into a value; that is for whoever reads the table.
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Flag, FLAGS } from "./flags.ts";
import { printable, quoted } from "./printable.ts";

/** A command line, taken apart. */
export interface Arguments {
  readonly help: boolean;
  readonly version: boolean;
  /** What each flag that was given says, by its name. */
  readonly given: ReadonlyMap<string, string>;
  /** The first thing wrong with its form, if any. */
  readonly problem: string | null;
}

type AnyFlag = Pick<Flag<unknown>, "name" | "placeholder" | "repeatable" | "reader">;

const KNOWN: readonly AnyFlag[] = Object.values(FLAGS);
const NAMES = [...KNOWN.map((flag) => flag.name), "help", "version"];
const ALIAS = { help: "h", version: "V" };
const UNKNOWN_LENGTH_MAX = 40;

/** Takes a command line apart. Never throws: what is wrong with it is in `problem`. */
export function splitArguments(args: readonly string[]): Arguments {
  const unknown: string[] = [];
  const parsed = parseArgs(spellOut(args, unknown), {
    string: [...KNOWN.map((flag) => flag.name), "_"],
    collect: KNOWN.map((flag) => flag.name),
    boolean: Object.keys(ALIAS),
    alias: ALIAS,
    unknown: (arg, key) => {
      if (key === undefined) return true; // no flag but a stray argument, for `_`
      unknown.push(arg);
      return false;
    },
  });
  const given = new Map<string, string>();
  const problems = unknown.map(unknownFlag);
  for (const flag of KNOWN) {
    const texts = valuesOf(parsed[flag.name]);
    if (texts.length === 0) continue;
    given.set(flag.name, texts.join(","));
    if (texts.length > 1 && flag.repeatable === undefined) {
      problems.push(`--${flag.name} was given ${texts.length} times, it can only be given once`);
    }
    if (texts.includes("")) problems.push(`--${flag.name} needs a value: ${flag.reader.rule}`);
  }
  const stray = parsed._[0];
  if (stray !== undefined) {
    problems.push(
      `unexpected argument ${quoted(String(stray))}, settings are flags (--help lists them)`,
    );
  }
  return {
    help: parsed.help !== false,
    version: parsed.version !== false,
    given,
    problem: problems[0] ?? null,
  };
}

/** Rewrites the spellings that `parseArgs` reads otherwise than people mean them; unknown ones go to the list. */
function spellOut(args: readonly string[], unknown: string[]): string[] {
  const end = args.indexOf("--");
  const flags = end === -1 ? args : args.slice(0, end);
  const spelled: string[] = [];
  for (const [index, arg] of flags.entries()) {
    const before = KNOWN.find((flag) => `--${flag.name}` === flags[index - 1]);
    if (/^-[\d.]/.test(arg) && before !== undefined && before.placeholder !== null) {
      spelled.splice(-1, 1, `--${before.name}=${arg}`); // a negative number is a value, if a wrong one
    } else if (/^--no-|^--_|^-[^-]/.test(arg) && arg !== "-h" && arg !== "-V") {
      // no flag of ours begins so, and only two have one dash; `--_` would take the place of the list of
      // stray arguments, and `parseArgs` throw
      unknown.push(arg);
    } else {
      const isSwitch = KNOWN.some((flag) => flag.placeholder === null && `--${flag.name}` === arg);
      spelled.push(isSwitch ? `${arg}=true` : arg);
    }
  }
  return end === -1 ? spelled : [...spelled, ...args.slice(end)];
}

function valuesOf(parsed: unknown): string[] {
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

function unknownFlag(arg: string): string {
  const name = (arg.split("=", 1)[0] ?? "").slice(0, UNKNOWN_LENGTH_MAX);
  const near = nearest(name.replace(/^-+(no-)?/, "").replaceAll("_", "-").toLowerCase());
  const hint = near === null ? "" : `, did you mean --${near}?`;
  return `unknown flag ${printable(name)}${hint} (--help lists all flags)`;
}

/** The flag that was probably meant: two slips away at most, or begun with the same letters. */
function nearest(name: string): string | null {
  const ranked = NAMES
    .map((known) => ({ known, slips: slipsBetween(name, known) }))
    .sort((one, other) => one.slips - other.slips);
  const best = ranked[0];
  if (best !== undefined && best.slips <= 2 && best.slips < name.length - 1) return best.known;
  return NAMES.find((known) => name.length >= 3 && known.startsWith(name)) ?? null;
}

/** Levenshtein distance. Both texts are short. */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (let column = 0; column < other.length; column++) {
      const swap = (row[column] ?? 0) + (letter === other[column] ? 0 : 1);
      next.push(Math.min(swap, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
