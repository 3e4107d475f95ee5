// Programs behind the tasks, asked for help or for what they don't know: they say so, and do nothing else.
import { assertEquals, assertMatch } from "@std/assert";
import { permittedTest } from "../permitted.ts";

/** The program, what it must not have begun by then, and what it takes. */
const PROGRAMS: readonly (readonly [path: string, usage: RegExp])[] = [
  ["tests/crash/main.ts", /deno task crash \[--kills N\]/],
  ["tests/sim/main.ts", /deno task sim \[--seeds N\]/],
  ["tests/cluster/sim/main.ts", /deno task sim:cluster \[--seeds N\]/],
  ["tests/bench/main.ts", /deno task bench \[--thorough\]/],
  ["tests/bench/cold_start.ts", /deno task cold-start \[--turns 15\]/],
  ["src/executable/build.ts", /deno task compile: makes/],
  ["src/executable/release.ts", /deno task release: makes/],
];

for (const [path, usage] of PROGRAMS) {
  permittedTest(`${path} begins nothing that it wasn't asked for`, async () => {
    const table: [readonly string[], number][] = [
      [["--help"], 0],
      [["--kils", "3"], 2],
      [["--nonsense=1"], 2],
      [["stray"], 2],
    ];
    for (const [args, code] of table) {
      // with no permissions at all: whoever begins anything fails at it, with another exit code
      const ended = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--frozen", "--no-prompt", path, ...args],
        cwd: new URL("../../", import.meta.url),
        env: { NO_COLOR: "1" },
        stdin: "null",
      }).output();
      const output = [ended.stdout, ended.stderr].map((it) => new TextDecoder().decode(it)).join(
        "",
      );
      assertEquals(ended.code, code, `${args}: ${output}`);
      assertMatch(output, usage);
    }
  });
}
