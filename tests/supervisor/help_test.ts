import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseCommandLine } from "../../src/supervisor/command_line.ts";
import { FLAGS } from "../../src/supervisor/flags.ts";
import { COMMANDS } from "../../src/commands/commands.ts";
import { helpText } from "../../src/supervisor/help.ts";

Deno.test("the help names every flag once, at the left, with its default", () => {
  const lines = helpText(COMMANDS).split("\n");
  for (const flag of Object.values(FLAGS)) {
    const at = lines.findIndex((line) => line.startsWith(`  --${flag.name} `));
    assert(at >= 0, flag.name);
    assertStringIncludes(lines.slice(at, at + 3).join("\n"), `(default: ${flag.fallback_text})`);
  }
  assertStringIncludes(helpText(COMMANDS), "-h, --help");
  assertStringIncludes(helpText(COMMANDS), "-V, --version");
});

Deno.test("the help fits a terminal of 80 columns, without trailing blanks or odd characters", () => {
  for (const line of helpText(COMMANDS).split("\n")) {
    assert(line.length <= 80, line);
    assertEquals(line, line.trimEnd());
    assert(/^[ -~]*$/.test(line), line);
  }
});

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
    if (flag.placeholder === null || flag.name === "workers") continue;
    if (flag.fallback_text === "any" || flag.fallback_text === "none") continue;
    assertEquals(flag.reader.read(flag.fallback_text), { value: flag.fallback(1) }, flag.name);
  }
});
