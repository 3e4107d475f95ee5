// The operator's document on webhooks keeps its word: its examples are events, its receiver runs [A4].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as v from "valibot";
import { WEBHOOK_EVENTS } from "../../src/protocol/webhook_events.ts";
import { within } from "../e2e/patience.ts";
import { eachLine } from "../e2e/program_lines.ts";
import { runToEnd } from "../e2e/server.ts";
import { Transcript } from "../e2e/transcript.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, ROOT } from "../program.ts";
import { readSources } from "../sources.ts";
import { newSecret, SecretFile } from "./receiver.ts";
import { signalChild } from "../e2e/signal_child.ts";

const DOCUMENT = new URL("../../src/webhooks/OPERATING.md", import.meta.url);

async function blocks(language: string): Promise<string[]> {
  const text = await Deno.readTextFile(DOCUMENT);
  const found = text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"));
  return [...found].map(([, code = ""]) => code);
}

permittedTest(
  "[A4] the document has an example of each event, with exactly its fields",
  async () => {
    const examples = (await blocks("json")).map((text) => JSON.parse(text));
    assertEquals(examples.map(({ type }) => type), Object.keys(WEBHOOK_EVENTS));
    for (const example of examples) {
      const schema = Object.entries(WEBHOOK_EVENTS).find(([type]) => type === example.type)?.[1];
      assert(schema !== undefined);
      assertEquals(v.parse(schema, example), example);
    }
  },
);

permittedTest("[A4] every log event of webhooks is in the document", async () => {
  const text = await Deno.readTextFile(DOCUMENT);
  const documented = new Set(text.match(/(?<=`)webhooks?_\w+(?=`)/g));
  const written = [...readSources()].filter(([path]) => path.startsWith("src/webhooks/"))
    .flatMap(([, code]) => code.match(/(?<=")webhooks?_\w+(?=")/g) ?? []);
  assertEquals([...documented].sort(), [...new Set(written)].sort());
});

permittedTest(
  "[A4] the document's receiver accepts each signed event once, and nothing else",
  async () => {
    const [code = ""] = await blocks("ts");
    const secret = newSecret();
    await using file = new SecretFile(secret);
    giveToProgram(file.folder, file.path);
    const module = `${file.folder}/receiver.ts`;
    await Deno.writeTextFile(module, code);
    const child = new Deno.Command(Deno.execPath(), {
      // with the lock of the tests: the package is the one that they have
      args: [
        "run",
        "--frozen",
        "--config",
        `${ROOT}deno.json`,
        "--allow-env",
        "--allow-net",
        module,
      ],
      env: { PORT: "0", WEBHOOK_SECRET: secret, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const transcript = new Transcript("the receiver");
    const lines: string[] = [];
    const note = (line: string) => {
      lines.push(line);
      transcript.note(line);
    };
    const reading = Promise.all([
      eachLine(child.stdout.getReader(), note),
      eachLine(child.stderr.getReader(), note),
    ]);
    try {
      const found = () => /http:\/\/127\.0\.0\.1:\d+\//.exec(lines.join("\n"))?.[0];
      const url = await transcript.until("an address", found);
      const flags = ["--webhook-secret-file", file.path];
      const taken = await runToEnd(["webhook-test", url, ...flags], [file.folder]);
      assertEquals(taken.code, 0, taken.lines.join("\n"));
      await transcript.until("the event", () => lines.find((line) => line.startsWith("test ")));
      file.write(newSecret());
      const forged = await runToEnd(["webhook-test", url, ...flags], [file.folder]);
      assertEquals(forged.code, 1);
      assertStringIncludes(forged.lines.at(-1) ?? "", "status 401");
    } finally {
      signalChild(child, "SIGTERM");
      await within(Promise.all([child.status, reading]), "end of the receiver");
    }
  },
);
