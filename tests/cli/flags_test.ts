// The table of settings, row by row: all that a person meets of a setting follows from its row.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import { COMMANDS } from "../../src/cli/command_table.ts";
import { variables } from "../../src/cli/flag.ts";
import { defaults, FLAGS, type Setting, SETTINGS, VARIABLES } from "../../src/cli/flags.ts";
import { helpText } from "../../src/cli/help.ts";
import { permittedTest } from "../permitted.ts";
import { GUIDE } from "../readme.ts";

const README = "README.md";

function parse(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return parseCommandLine(args, (name) => Object.hasOwn(env, name) ? env[name] : undefined, 5);
}

Deno.test("no two rows have a name or a variable in common", () => {
  const names = SETTINGS.map((setting) => FLAGS[setting].name);
  assertEquals(new Set(names).size, names.length);
  assertEquals(new Set(VARIABLES).size, VARIABLES.length);
});

Deno.test("without settings, each has its row's default", () => {
  const line = parse([]);
  assert(line.kind === "run");
  assertEquals(line.config, defaults(5));
  assertEquals(Object.keys(line.config), [...SETTINGS]);
});

for (const setting of SETTINGS) {
  const flag = FLAGS[setting];
  const [variable = ""] = variables(flag);

  Deno.test(`--${flag.name} without a value, or with one out of bounds, is refused with its rule`, () => {
    const { rule } = flag.reader;
    const empty = parse([`--${flag.name}=`]);
    assertEquals(empty, { kind: "error", message: `--${flag.name} needs a value: ${rule}` });
    const bad = ["-1", "9999999", "99d", "no such word", "\u0007"]
      .find((text) => !flag.reader.read(text).ok);
    if (bad === undefined) return assertEquals(rule, "the path of a file");
    const by = [parse([`--${flag.name}=${bad}`]), parse([], { [variable]: bad })];
    for (const [at, name] of [`--${flag.name}`, variable].entries()) {
      const line = by[at];
      assert(line?.kind === "error");
      assert(line.message.startsWith(`${name} must be `), line.message);
      assertStringIncludes(line.message, ", got ");
    }
  });

  Deno.test(`--${flag.name} is in the help, with its default`, () => {
    const lines = helpText(COMMANDS).split("\n");
    const at = lines.findIndex((line) => line.startsWith(`  --${flag.name} `));
    assert(at >= 0);
    assertStringIncludes(lines.slice(at, at + 3).join("\n"), `(default: ${flag.fallbackText})`);
  });
}

permittedTest("the operator's guide has a row for each, with its default", async () => {
  const rows = await rowsOf(GUIDE);
  const missing = SETTINGS.filter((setting) => !rows.some((row) => isAbout(setting, row)));
  assertEquals(missing, [], `rows that ${GUIDE} lacks`);
  assertEquals(rows.flatMap(wrongDefaults), []);
});

permittedTest("the README has the ten most used settings, with their defaults", async () => {
  const rows = await rowsOf(README);
  assertEquals(rows.length, 10);
  assertEquals(rows.filter((row) => !SETTINGS.some((setting) => isAbout(setting, row))), []);
  assertEquals(rows.flatMap(wrongDefaults), []);
});

async function rowsOf(document: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(`../../${document}`, import.meta.url));
  return text.split("\n").filter((line) => /^\| `--/.test(line));
}

/** Two that go together share a row. */
function isAbout(setting: Setting, row: string): boolean {
  return row.split("|")[1]?.includes(`\`--${FLAGS[setting].name}\``) ?? false;
}

function wrongDefaults(row: string): string[] {
  const shown = row.split("|")[2]?.trim() ?? "";
  return SETTINGS.filter((setting) => isAbout(setting, row)).flatMap((setting) => {
    const { name, fallbackText } = FLAGS[setting];
    const words = setting === "workers" ? "cores less one, 1 to 16" : fallbackText;
    return [words, `\`${words}\``].includes(shown) ? [] : [`--${name}: ${shown} is not ${words}`];
  });
}
