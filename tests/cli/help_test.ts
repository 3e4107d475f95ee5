import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import { FLAGS } from "../../src/cli/flags.ts";
import { COMMANDS } from "../../src/cli/command_table.ts";
import { helpText } from "../../src/cli/help.ts";
import { runToEnd } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";

Deno.test("the help names every flag once, and the two that are no settings", () => {
  const lines = helpText(COMMANDS).split("\n");
  for (const flag of Object.values(FLAGS)) {
    assertEquals(lines.filter((line) => line.startsWith(`  --${flag.name} `)).length, 1, flag.name);
  }
  assertStringIncludes(helpText(COMMANDS), "-h, --help");
  assertStringIncludes(helpText(COMMANDS), "-V, --version");
  assertStringIncludes(helpText(COMMANDS), "\nExit codes: 0 ");
});

Deno.test("the help fits a terminal of 80 columns, without trailing blanks or odd characters", () => {
  for (const line of helpText(COMMANDS).split("\n")) {
    assert(line.length <= 80, line);
    assertEquals(line, line.trimEnd());
    assert(/^[ -~]*$/.test(line), line);
    // what it is for begins in a column of its own, or on the next line
    if (/^ {2}--/.test(line)) assert(line[29] === " " || line.length < 40, line);
  }
});

permittedTest(
  "each command has a help that begins with its usage and fits 80 columns",
  async () => {
    for (const name of Object.keys(COMMANDS)) {
      const { code, lines } = await runToEnd([name, "--help"]);
      assertEquals(code, 0, name);
      assertStringIncludes(lines.slice(0, 3).join("\n"), `Usage: estimatex-server ${name}`);
      assertStringIncludes(lines.join("\n"), "\nExit codes: 0 ");
      for (const line of lines) assert(/^[ -~]{0,80}$/.test(line) && line === line.trimEnd(), line);
    }
  },
);

Deno.test("the help's examples are accepted", () => {
  const [, below = ""] = helpText(COMMANDS).split("Examples:\n");
  const examples = below.split("\n").filter((line) => /^ {2}.*estimatex-server/.test(line));
  assertEquals(examples.length, 3);
  for (const example of examples) {
    const [before = "", after = ""] = example.trim().split("estimatex-server");
    const set = new Map(
      before.trim().split(" ").map((pair) => {
        const [name = "", value = ""] = pair.split("=");
        return [name, value];
      }),
    );
    const args = after.split(" ").filter((word) => word !== "");
    const line = parseCommandLine(args, (name) => set.get(name), 1);
    assert(line.kind === "run" && line.explicit.size > 0, example);
  }
});

Deno.test("the defaults that the help shows are the ones in use", () => {
  for (const flag of Object.values(FLAGS)) {
    // these depend on the machine
    if (
      flag.placeholder === null ||
      ["workers", "max-memory", "node", "cluster-replicas"].includes(flag.name)
    ) continue;
    if (flag.fallbackText === "any" || flag.fallbackText === "none") continue;
    const shown = flag.reader.read(flag.fallbackText);
    assertEquals<unknown>(shown, { ok: true, value: flag.fallback(1) }, flag.name);
  }
});
