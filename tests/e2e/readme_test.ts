// The commands in the README and the operator's guide are run, or checked, as they are written.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import manifest from "../../deno.json" with { type: "json" };
import { parseOptions } from "../../src/cli/client_arguments.ts";
import { parseMove } from "../../src/cli/move_arguments.ts";
import { parseResults } from "../../src/cli/results_arguments.ts";
import { parseTickets } from "../../src/cli/tickets_arguments.ts";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import { COMMANDS } from "../../src/cli/command_table.ts";
import { VARIABLES } from "../../src/cli/flags.ts";
import { cleanEnvironment } from "../program.ts";
import { adapted, CONTAINERFILE, documentText, GUIDE, recipe, shellCommands } from "../readme.ts";
import { certificateTest, makeCertificate } from "./certificate.ts";
import { eachLine } from "./program_lines.ts";
import { within } from "./patience.ts";
import { signalChild } from "./signal_child.ts";

/** Whose commands are read. */
const READ = [
  ...["README.md", GUIDE, "src/terminal/README.md", "src/executable/README.md", "src/README.md"],
  ...["src/cluster/OPERATING.md", "src/web/README.md", "tests/bench/README.md"],
];

const permitted = Deno.permissions.querySync({ name: "read" }).state === "granted";

/** Of both. */
async function commands(): Promise<string[]> {
  return (await Promise.all(["README.md", GUIDE].map(shellCommands))).flat();
}

certificateTest("TLS from sources: the guide's command serves the page, too", async () => {
  const found = (await commands()).filter((line) => /^deno run .*--tls-cert/.test(line));
  assertEquals(found.length, 1, "the one command of the section");
  await using made = await makeCertificate();
  const command = adapted(found[0] ?? "", [["/etc/estimatex", made.folder]]);
  const words = command.replaceAll("'", "").split(" ").slice(1);
  const child = new Deno.Command(Deno.execPath(), {
    args: [...words, "--host", "127.0.0.1", "--port", "0", "--log-format", "json"],
    cwd: new URL("../../", import.meta.url),
    env: cleanEnvironment(),
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines: string[] = [];
  const listening = Promise.withResolvers<number>();
  const over = Promise.all([
    child.status,
    eachLine(child.stdout.getReader(), (line) => {
      lines.push(line);
      const port = /"event":"listening".*?"port":(\d+)/.exec(line)?.[1];
      if (port !== undefined) listening.resolve(Number(port));
    }),
    eachLine(child.stderr.getReader(), (line) => lines.push(line)),
  ]).then(() => listening.reject(new Error(`it ended:\n${lines.join("\n")}`)));
  try {
    const port = await within(listening.promise, "a server that listens");
    using client = Deno.createHttpClient({ caCerts: [made.ca] });
    const page = await fetch(`https://localhost:${port}/`, { client });
    assertEquals(page.status, 200, lines.join("\n"));
    assertStringIncludes(await page.text(), "<title>estimatex</title>");
  } finally {
    signalChild(child, "SIGTERM");
    await over;
  }
});

Deno.test({
  name: "every start of a server that the documents show is one that the server takes",
  ignore: !permitted,
  async fn() {
    const unit = await recipe("ini");
    const starts = [
      ...(await commands()).filter((line) =>
        /^(\S*estimatex-server|deno task start) --/.test(line)
      ),
      /^ExecStart=(.+)$/m.exec(unit)?.[1] ?? "",
    ];
    assert(starts.length >= 4, starts.join("\n"));
    for (const start of starts) {
      const args = start.replace(/^(\S*estimatex-server|deno task start) /, "").split(" ");
      const line = parseCommandLine(args, () => undefined, 2);
      assertEquals(line.kind === "error" ? line.message : line.kind, "run", start);
    }
  },
});

Deno.test({
  name: "the image keeps its rooms in the volume, and its metrics can be reached from outside",
  ignore: !permitted,
  async fn() {
    const image = await documentText(CONTAINERFILE);
    const [, settings = ""] = /^ENV (.+)$/m.exec(image) ?? [];
    const env = new Map(settings.split(" ").map((one) => [one.split("=")[0], one.split("=")[1]]));
    const [program = "", ...args] = wordsOf(image, "ENTRYPOINT");
    const line = parseCommandLine(args, (name) => env.get(name), 2);
    assert(line.kind === "run", line.kind);
    for (const name of env.keys()) assert(VARIABLES.includes(name ?? ""), name);
    const { data, admin_host, admin_port, port } = line.config;
    const [, volume] = /^VOLUME (\S+)$/m.exec(image) ?? [];
    assertEquals([data, admin_host, admin_port], [volume ?? "a volume", "0.0.0.0", 9100]);
    // a new volume belongs to whom the folder in the image belongs to
    const [, user] = /^USER (\d+):\d+$/m.exec(image) ?? [];
    assertStringIncludes(image, `install -d -o ${user} -g ${user} -m 700 ${volume}\n`);
    assertEquals(wordsOf(image, "HEALTHCHECK .*CMD"), [program, "health"]);
    assert(Object.hasOwn(COMMANDS, "health"));
    const runs = (await commands()).filter((command) => command.startsWith("docker run "));
    assert(runs.length > 0);
    for (const run of runs) {
      assertStringIncludes(run, `--publish ${port}:${port} `);
      assertStringIncludes(run, `:${volume} `);
      assert(!run.includes(`${admin_port}`), "nobody outside has business with the metrics");
    }
  },
});

Deno.test({
  name: "the guide's variables, of the unit and of the compose file, are settings of a server",
  ignore: !permitted,
  async fn() {
    const [file, compose] = [await recipe("properties"), await recipe("yaml")];
    const lines = [
      ...file.trim().split("\n").map((line) => line.split("=")),
      ...[...compose.matchAll(/^ +(ESTIMATEX_\w+): "?([^"\n]*)"?$/gm)].map(([, ...pair]) => pair),
    ];
    assertEquals(lines.length, 4);
    const env = new Map(lines.map(([name = "", text = ""]) => [name, text]));
    for (const name of env.keys()) assert(VARIABLES.includes(name), name);
    const line = parseCommandLine(["--data", "d"], (name) => env.get(name), 2);
    assertEquals(line.kind === "error" ? line.message : line.kind, "run");
    const [unit, image] = [await recipe("ini"), await documentText(CONTAINERFILE)];
    assertStringIncludes(unit, "\nEnvironmentFile=-/etc/estimatex-server.env\n");
    const [, volume] = /^VOLUME (\S+)$/m.exec(image) ?? [];
    assertStringIncludes(compose, `["estimatex:${volume}"]`);
  },
});

Deno.test({
  name: "every command that the documents show is there, and takes what they give it",
  ignore: !permitted,
  async fn() {
    const lines = (await Promise.all([...READ].map(shellCommands))).flat().flatMap((line) => {
      const [, text = ""] =
        /^(?:\S*estimatex-server|deno task start) ([a-z][a-z-]+\b.*)$/.exec(line) ?? [];
      const words = text.replace(/ (#|<|\||>).*$/, "").trim().split(/ +/);
      return words[0] === "" ? [] : [words];
    });
    assert(lines.length > 15, `${lines.length}`);
    for (const [name = "", ...args] of lines) {
      assert(Object.hasOwn(COMMANDS, name), name);
      const taken = takenBy(name, args);
      assertEquals(taken.kind === "error" ? taken.message : "", "", `${name} ${args.join(" ")}`);
    }
  },
});

Deno.test({
  name: "every task that the documents name is one",
  ignore: !permitted,
  async fn() {
    const texts = await Promise.all([...READ].map(documentText));
    const named = texts.flatMap((text) =>
      [...text.matchAll(/\b(?:deno|deno@[\d.]+) task ([\w:-]+)/g)].map(([, name = ""]) => name)
    );
    assert(named.length > 20);
    assertEquals(named.filter((name) => !Object.hasOwn(manifest.tasks, name)), []);
  },
});

/** What a command makes of its arguments, of those whose reading needs nothing else. */
function takenBy(name: string, args: readonly string[]): { kind: string; message?: string } {
  const env = () => undefined;
  if (name === "create" || name === "join") return parseOptions(name, args);
  if (name === "results") return parseResults(args, { env, now: 0 });
  if (name === "tickets") return parseTickets(args);
  if (name === "move") return parseMove(args, env);
  return { kind: "run" };
}

function wordsOf(image: string, instruction: string): readonly string[] {
  return JSON.parse(new RegExp(`^${instruction} (\\[.+)$`, "m").exec(image)?.[1] ?? "[]");
}
