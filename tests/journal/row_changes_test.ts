// Lists as rows: what comes out is the list as it is, in its order, and costs what has changed.
import { assertEquals } from "@std/assert";
import { isEmpty, rowChanges, withChanges } from "../../src/journal/row_changes.ts";
import { Random } from "../sim/random.ts";

type List = readonly (readonly [string, unknown])[];

/** What happens to a list, and the rows that are written and removed. */
const COSTS: readonly [what: string, before: string, after: string, rows: number][] = [
  ["nothing", "abc", "abc", 0],
  ["somebody comes", "abc", "abcd", 1],
  ["somebody goes", "abc", "ac", 1],
  ["somebody changes", "abc", "aBc", 1],
  ["somebody goes, and comes again", "abc", "bca", 1],
  ["the first comes back last, changed", "abc", "bcA", 1],
  ["all go", "abc", "", 3],
  ["all are new", "", "abc", 3],
];

function listOf(letters: string): Map<string, string> {
  return new Map([...letters].map((letter) => [letter.toLowerCase(), letter] as const));
}

for (const [what, before, after, rows] of COSTS) {
  Deno.test(`rows of a list: ${what}: ${rows}`, () => {
    const changes = rowChanges(listOf(before), listOf(after));
    assertEquals(withChanges(listOf(before), changes), listOf(after));
    const { changed, appended, removed } = changes;
    assertEquals(changed.size + appended.size + removed.length, rows);
    assertEquals(isEmpty(changes), rows === 0);
  });
}

Deno.test("rows of a list: whatever happens to it, it is the same list, in the same order, also written twice", () => {
  const random = new Random(7);
  for (let run = 0; run < 2_000; run++) {
    const before = new Map<string, unknown>();
    for (let n = random.below(6); n > 0; n--) before.set(`${random.below(8)}`, {});
    const after = new Map(before);
    for (let n = random.below(6); n > 0; n--) {
      const key = `${random.below(8)}`;
      if (random.once(2)) after.delete(key);
      else after.set(key, {});
    }
    const changes = rowChanges(before, after);
    const once = withChanges(before, changes);
    const twice = withChanges(once, changes);
    for (const is of [once, twice]) {
      const list: List = [...is];
      assertEquals(list.length, after.size);
      for (const [at, [key, row]] of [...after].entries()) {
        assertEquals([list[at]?.[0], list[at]?.[1] === row], [key, true], `run ${run}`);
      }
    }
  }
});
