/** Guesses the known name that a misspelt one was meant to be. Pure. */

/** How many edits a misspelt name may be away. */
const SLIPS_MAX = 2;

/** The nearest known name, within `SLIPS_MAX` edits, or else the first that begins with `name`; null: none. */
export function nearest(name: string, names: readonly string[]): string | null {
  const ranked = names
    .map((known) => ({ known, slips: slipsBetween(name, known) }))
    .sort((one, other) => one.slips - other.slips);
  const best = ranked[0];
  if (best !== undefined && best.slips <= SLIPS_MAX && best.slips < name.length - 1) {
    return best.known;
  }
  return names.find((known) => name.length >= 3 && known.startsWith(name)) ?? null;
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
