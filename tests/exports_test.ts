// What a file exports, another one imports: a name that only its own file uses is that file's own. It
// reads the sources, so a run that may not read them leaves it out; structure_test.ts says so in capitals.
import { assertEquals } from "@std/assert";
import { readCode } from "./sources.ts";

const ROOT = new URL("../", import.meta.url);

const permitted = (await Deno.permissions.query({ name: "read", path: ROOT })).state === "granted";

/** What is there for others to import: the client library, and the schemas of the wire. */
const OFFERED = ["src/client/mod.ts", "src/protocol/v2_frames.ts"];

/** What one file exports, and what it takes from others: `*` is all of a file. */
interface Names {
  readonly exported: ReadonlySet<string>;
  readonly imported: readonly { readonly from: string; readonly name: string }[];
}

const DECLARED =
  /^export (?:default )?(?:abstract |async |declare )*(?:class|const|function\*?|interface|let|type) (\w+)/gm;
const LISTED = /^export (?:type )?\{([^}]*)\}(?! from)/gm;
const TAKEN = /^(?:import|export) (?:type )?(\*|\w+|\{[^}]*\})[^;"{}]* from "([^"]+)"/gm;
const LOADED = /(?:\{([^{}]*)\} = await )?import\(\s*"([^"]+)"\s*\)/g;

/** The names in `{ a, type b, c as d, e: f }`, each as the exporting file has it. */
function listed(list: string): readonly string[] {
  return list.split(",").map((one) => /^(?:type )?(\w+)/.exec(one.trim())?.[1] ?? "")
    .filter((name) => name !== "");
}

function namesOf(path: string, code: string): Names {
  const imported: { from: string; name: string }[] = [];
  const take = (specifier: string, names: readonly string[]) => {
    if (!specifier.startsWith(".")) return;
    const from = new URL(specifier, new URL(path, ROOT)).href.slice(ROOT.href.length);
    for (const name of names) imported.push({ from, name });
  };
  for (const [, what = "", specifier = ""] of code.matchAll(TAKEN)) {
    take(specifier, what.startsWith("{") ? listed(what.slice(1, -1)) : ["*"]);
  }
  for (const [, names, specifier = ""] of code.matchAll(LOADED)) {
    take(specifier, names === undefined ? ["*"] : listed(names));
  }
  const exported = new Set([...code.matchAll(DECLARED)].map(([, name = ""]) => name));
  for (const [, list = ""] of code.matchAll(LISTED)) {
    for (const one of list.split(",")) exported.add(one.trim().split(/\s+/).at(-1) ?? "");
  }
  exported.delete("");
  return { exported, imported };
}

/** `FILE exports NAME` for each name that no other file takes. */
function unused(sources: ReadonlyMap<string, string>): readonly string[] {
  const names = new Map([...sources].map(([path, code]) => [path, namesOf(path, code)]));
  const taken = new Set<string>();
  for (const { imported } of names.values()) {
    for (const { from, name } of imported) taken.add(`${from} ${name}`);
  }
  const found: string[] = [];
  for (const [path, { exported }] of names) {
    if (OFFERED.includes(path) || taken.has(`${path} *`)) {
      continue;
    }
    for (const name of exported) {
      if (!taken.has(`${path} ${name}`)) found.push(`${path} exports ${name}`);
    }
  }
  return found;
}

Deno.test({
  name: "every name that a file exports is imported by another file",
  ignore: !permitted,
  fn: () => assertEquals(unused(readCode("src/", "tests/")), []),
});

Deno.test("the check itself finds what nobody imports", () => {
  const a = [
    'export { type Kept, lost } from "./b.ts";',
    "export const one = 1;",
    "export function two() {}",
    "export interface Three {}",
    "const four = 4;",
    "export { four };",
    "export abstract class Five {}",
    "export async function* six() {}",
    "const seven = 7;",
  ].join("\n");
  const b = "export type Kept = 1;\nexport const lost = 2;\nexport const eight = 8;";
  const user = [
    'import { one, type Three as Other } from "../src/a.ts";',
    'import type { Kept } from "../src/b.ts";',
    'const { four } = await import("../src/a.ts");',
  ].join("\n");
  const sources = new Map([["src/a.ts", a], ["src/b.ts", b], ["tests/user.ts", user]]);
  assertEquals(unused(sources), [
    "src/a.ts exports two",
    "src/a.ts exports Five",
    "src/a.ts exports six",
    "src/b.ts exports eight",
  ]);
  const all = 'import * as all from "../src/a.ts";\nimport * as more from "../src/b.ts";';
  assertEquals(unused(new Map([...sources, ["tests/all.ts", all]])), []);
});
