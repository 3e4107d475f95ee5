/**
 * Variables that were meant for this program and are misspelt. It may read the variables that begin with
 * ESTIMATEX_, but not list them: so it asks for those that are a likely slip away from one that there is. All others are
 * left alone, because not all are ours: Kubernetes sets some for a service of this name. Pure.
 */

const PREFIX = "ESTIMATEX_";
const VOWELS = ["A", "E", "I", "O", "U"];

/**
 * A sentence about a variable of which nothing would come, or null. `names`: those that are read here; `known`:
 * all there are, which are no misspelling of each other.
 */
export function misspeltVariable(
  names: readonly string[],
  known: readonly string[],
  env: (name: string) => string | undefined,
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
 * The word without its underscores, with dashes for them, and with one letter left out, doubled, in its neighbour's
 * place, or, if it is a vowel, another one; with an S or an underscore more. Any letter in any place would catch
 * little more, and take ten times as long: each start waits for it.
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
