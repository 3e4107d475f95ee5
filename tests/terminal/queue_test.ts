// `--queue FILE`: a room is opened with tickets that wait, or the file is refused and none is opened.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram } from "../program.ts";
import { readQueueFile } from "../../src/terminal/queue_file.ts";
import { Home, Piped } from "./program.ts";

permittedTest("queue: a file's tickets wait in the room that is opened", async () => {
  await using server = await Server.start();
  await using home = new Home();
  const folder = `${home.path}/.config/estimatex`; // where the task may read
  await Deno.mkdir(folder, { recursive: true });
  giveToProgram(`${home.path}/.config`, folder);
  const [good, jira] = [`${folder}/good.csv`, `${folder}/jira.csv`];
  const rows = Array.from({ length: 201 }, (_, n) => `WEB-${n},Title ${n}\n`).join("");
  await Deno.writeTextFile(good, `Key,Summary\n${rows}`);
  await Deno.writeTextFile(jira, "Titel;Nummer\nAnmelden;WEB-7\n");
  const create = ["create", "--server", `127.0.0.1:${server.port}`, "--name", "Ana", "--queue"];
  {
    await using ana = new Piped(home, [...create, good]);
    await ana.prints(
      "Left out: WEB-200 Title 200 (a queue holds at most 200",
    );
    await ana.types("next", "end");
    assertEquals(await ana.ends(), 0);
    assertStringIncludes(ana.lines.join("\n"), "Voting on WEB-0.");
  }
  {
    await using ana = new Piped(home, [...create, jira]);
    assertEquals(await ana.ends(), 2);
    assertStringIncludes(ana.lines.join("\n"), "--queue-id N --queue-title N: 1 Titel, 2 Nummer");
  }
  {
    await using ana = new Piped(home, [...create, jira, "--queue-id=2", "--queue-title=1"]);
    await ana.types("next", "end");
    assertEquals(await ana.ends(), 0);
    assertStringIncludes(ana.lines.join("\n"), "Voting on WEB-7.");
  }
});

permittedTest("queue: a person is asked for columns that nobody knows", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  try {
    await Deno.writeTextFile(path, "Titel;Nummer\nAnmelden;WEB-7\n");
    const answers: (string | null)[] = ["9", "", "2", "1", null];
    const lines: string[] = [];
    const asking = {
      ask: () => answers.shift() ?? null,
      print: (text: string) => void lines.push(text),
    };
    const read = readQueueFile({ path, chosen: null }, asking);
    assertEquals(read.ok && read.value.tickets, [{ ticket_id: "WEB-7", title: "Anmelden" }]);
    assertStringIncludes(lines.join("\n"), '1  "Titel"  "Anmelden"');
    assertStringIncludes(lines.join("\n"), "numbers from 1 to 2");
    assertEquals(readQueueFile({ path, chosen: null }, asking).ok, false);
  } finally {
    await Deno.remove(path);
  }
});
