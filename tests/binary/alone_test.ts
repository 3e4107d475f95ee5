// The executable needs no other file: it runs in an empty folder, as a user who owns nothing else, and leaves nothing
// behind. What it does is tested by the end-to-end suite.
import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { Server } from "../e2e/server.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { isExecutable, otherUser, programsFolder, serverWords, workingFolder } from "../program.ts";
import { printError } from "../print.ts";

const permitted = Deno.permissions.querySync({ name: "env" }).state === "granted";

if (permitted && !isExecutable()) {
  printError("THE EXECUTABLE WAS NOT TESTED. BUILD AND TEST IT WITH: tests/binary/run");
}

/** Registers a test of what only the executable is. */
function executableTest(name: string, fn: () => Promise<void>): void {
  permittedTest(name, fn, { where: permitted && isExecutable() });
}

/** What there is in a folder. */
function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
}

/** What a tool prints about a process: its folder in /proc is not for Deno to read. */
async function ask(tool: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(tool, { args }).output();
  assert(success, `${tool} ${args.join(" ")}`);
  return new TextDecoder().decode(stdout).trim();
}

executableTest("one process, the executable itself, in its folder, as the user", async () => {
  await using server = await Server.start({ workers: 2 });
  const { pid } = server;
  const executable = serverWords([]).at(-1) ?? "";
  assertEquals(await ask("readlink", `/proc/${pid}/exe`), await Deno.realPath(executable));
  assertEquals(
    `${await ask("readlink", `/proc/${pid}/cwd`)}/`,
    `${await Deno.realPath(workingFolder())}/`,
  );
  assertEquals(await ask("ps", "-o", "pid=", "--ppid", `${pid}`).catch(() => ""), "", "children");
  const { uid, gid } = otherUser() ?? { uid: Deno.uid(), gid: Deno.gid() };
  const status = await ask("cat", `/proc/${pid}/status`);
  for (const [name, id] of [["Uid", uid], ["Gid", gid]]) {
    assertStringIncludes(status, `${name}:\t${Array(4).fill(id).join("\t")}\n`);
  }
  assert(otherUser() === null || uid !== Deno.uid(), "another user than the one that tests");
});

executableTest("the page is in it, and no file but those of --data is ever made", async () => {
  const executable = namesIn(workingFolder());
  assertEquals(executable.length, 1, "it stands alone");
  const data = programsFolder();
  await using server = await Server.start({ workers: 2, flags: ["--data", data] });
  await using table = new V2Table(server);
  const anna = await table.creates("anna", 2);
  await anna.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
  await anna.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "5" });
  const { status, body } = await httpExchange(server.port, { path: "/" });
  assertEquals(status, 200);
  const asset = /assets\/app-[0-9a-f]+\.js/.exec(body)?.[0] ?? "";
  const script = await httpExchange(server.port, { path: `/${asset}` });
  assertEquals(script.status, 200, asset);
  assertGreater(script.body.length, 10_000);
  await server.kill("SIGKILL"); // and none that a clean end would have taken away
  assertEquals(namesIn(workingFolder()), executable);
  assert(namesIn(data).some((name) => name.endsWith(".db")));
  await Deno.remove(data, { recursive: true });
});
