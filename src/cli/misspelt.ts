/**
 * Finds misspelt environment variables. The program may read the variables that begin with ESTIMATEX_, but not list
 * them, so it looks for likely misspellings of each one. It doesn't complain about other variables, since not all are
 * its own: Kubernetes sets some for a service of this name. Pure.
 */
import type { Env } from "../base/env.ts";

const PREFIX = "ESTIMATEX_";
const VOWELS = ["A", "E", "I", "O", "U"];

/**
 * A sentence about a misspelt variable, which would have no effect; null: there is none. `names`: the variables that
 * this command reads; `known`: those of all commands, which are not taken for misspellings.
 */
export function misspeltVariable(
  names: readonly string[],
  known: readonly string[],
  env: Env,
): string | null {
  for (const name of names) {
    if (!name.startsWith(PREFIX)) continue;
    for (const slip of misspellings(name.slice(PREFIX.length))) {
      const variable = `${PREFIX}${slip}`;
      if (!env(variable)?.trim() || known.includes(variable)) continue;
      return `${variable} is no setting, did you mean ${name}? (--help lists all settings)`;
    }
  }
  return null;
}

/**
 * The word without its underscores or with dashes instead; with one letter left out, doubled, swapped with the next or,
 * if it is a vowel, replaced by another vowel; with an S or an underscore inserted. Trying every letter everywhere
 * would find little more, and delay each start ten times as long.
 */
function* misspellings(word: string): Generator<string> {
  yield word.replaceAll("_", "");
  yield word.replaceAll("_", "-");
  for (let at = 0; at <= word.length; at++) {
    const before = word.slice(0, at);
    const letter = word.charAt(at);
    const after = word.slice(at + 1);
    yield `${before}S${letter}${after}`;
    yield `${before}_${letter}${after}`;
    yield `${before}${letter}${letter}${after}`;
    yield `${before}${after}`;
    yield `${before}${after.charAt(0)}${letter}${after.slice(1)}`;
    if (!VOWELS.includes(letter)) continue;
    for (const vowel of VOWELS) yield `${before}${vowel}${after}`;
  }
}
