// Rules are cited by their number, as in [R7]; src/RULES.md says what each one is. It reads the sources, so
// a run that may not read them leaves it out; structure_test.ts says so in capitals.
import { assertEquals } from "@std/assert";
import { readCode } from "./sources.ts";

const RULES = new URL("../src/RULES.md", import.meta.url);
const permitted = (await Deno.permissions.query({ name: "read", path: RULES })).state === "granted";

const NUMBER = /[ACPRSW]\d+(?:\.\d+)?[a-z]?/g;
/** `[R7]`, `[R1-R17]`, `[P2.7, R14]`: numbers and nothing else. */
const CITED = /\[((?:[ACPRSW]\d+(?:\.\d+)?[a-z]?(?:-|, )?)+)\]/g;

/** `FILE cites RULE` for each citation of a rule that the list has not. */
function unknown(sources: ReadonlyMap<string, string>, list: string): readonly string[] {
  const rules = new Set([...list.matchAll(/^- \*\*(\S+)\*\* /gm)].map(([, rule]) => rule));
  const found: string[] = [];
  for (const [path, code] of sources) {
    for (const [, cited = ""] of code.matchAll(CITED)) {
      for (const [rule] of cited.matchAll(NUMBER)) {
        if (!rules.has(rule)) found.push(`${path} cites ${rule}`);
      }
    }
  }
  return found;
}

Deno.test({
  name: "every rule that is cited is in src/RULES.md",
  ignore: !permitted,
  fn: () => assertEquals(unknown(readCode("src/", "tests/"), Deno.readTextFileSync(RULES)), []),
});

Deno.test("the check itself finds a rule that is not there", () => {
  const sources = new Map([[
    "a.ts",
    `// [R7] and [P2.7, R${14}a], all of [R1-R2]; not [0], [A-Z]`,
  ]]);
  const list = "- **R7** One.\n- **P2.7** Two.\n- **R1** Three, and R2.\n";
  assertEquals(unknown(sources, list), ["a.ts cites R14a", "a.ts cites R2"]);
});
