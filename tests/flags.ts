/**
 * The command line of a program of the tests: what it doesn't know ends it before it does anything, and `--help`
 * does nothing else.
 */
import { type FlagForm, HELP, splitArguments } from "../src/cli/arguments.ts";
import { print, printError } from "./print.ts";

/** Reads flags that each take a value. Prints `usage` and ends the process where it is asked to, or has to. */
export function readFlags(
  usage: string,
  names: readonly string[],
  switches: readonly string[] = [],
): ReadonlyMap<string, readonly string[]> {
  const forms: readonly FlagForm[] = [
    ...names.map((name) => ({ name, placeholder: "VALUE", rule: "see --help" })),
    ...switches.map((name) => ({ name, placeholder: null, rule: null })),
    HELP,
  ];
  const { given, rest, problem } = splitArguments(Deno.args, forms);
  if (given.has(HELP.name)) {
    print(usage);
    Deno.exit(0);
  }
  const wrong = problem ?? (rest.length === 0 ? null : `unexpected argument "${rest[0]}"`);
  if (wrong !== null) {
    printError(`${wrong}\n${usage}`);
    Deno.exit(2);
  }
  return given;
}

/** The whole number that a flag says, or its default. Ends the process where it says none. */
export function integer(
  given: ReadonlyMap<string, readonly string[]>,
  flag: string,
  fallback: number,
): number {
  const text = given.get(flag)?.[0] ?? `${fallback}`;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  printError(`--${flag} must be a whole number, got "${text}"`);
  Deno.exit(2);
}

/** The number that the arguments after `--` of `deno test` have for a flag, as `--FLAG=NUMBER`; null: none. */
export function numberFor(flag: string): number | null {
  const word = Deno.args.find((arg) => arg.startsWith(`--${flag}=`));
  return word === undefined ? null : Number(word.slice(flag.length + 3));
}
