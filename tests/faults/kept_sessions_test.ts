// What a server keeps of sessions, and finds again [R16, S1].
import { assertEquals, assertStringIncludes } from "@std/assert";
import { runToEnd, Server } from "../e2e/server.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { programsFolder } from "../program.ts";

async function resultsIn(directory: string): Promise<string> {
  const { code, lines } = await runToEnd(["results", "--data", directory]);
  assertEquals(code, 0, lines.join("\n"));
  return lines.join("\n");
}

/** Opens a room, perhaps votes in it, and ends it; gives its id. */
async function session(server: Server, { ballot }: { ballot: boolean }): Promise<string> {
  await using table = new V2Table(server);
  const ana = await table.creates("ana", 2);
  const ticket = { ticket_id: "T-ONE" };
  if (ballot) {
    await ana.does("BEGIN_VOTING", ticket);
    await ana.does("MEMBER_VOTED", { ...ticket, vote: "8" });
    await ana.does("REVEAL_VOTES", ticket);
  }
  await ana.does("END_SESSION");
  return table.roomId;
}

permittedTest(
  "[R16] sessions without a ballot are kept by nobody, whoever opens them",
  async () => {
    const directory = programsFolder();
    await using server = await Server.start({ flags: ["--data", directory] });
    for (let n = 0; n < 10; n++) await session(server, { ballot: false });
    assertStringIncludes(await resultsIn(directory), "No sessions are kept there");
    const kept = await session(server, { ballot: true });
    const lines = (await resultsIn(directory)).split("\n");
    assertEquals(lines.filter((line) => line.includes("ana") || line.includes(kept)).length, 1);
    await server.stop();
    await Deno.remove(directory, { recursive: true });
  },
);

permittedTest(
  "[S1, R16] with other numbers of workers all results are found, wherever they are",
  async () => {
    const directory = programsFolder();
    const flags = ["--data", directory];
    const ids: string[] = [];
    let port = 0;
    for (const workers of [3, 1, 2]) {
      await using server = await Server.start({ port, workers, flags });
      port = server.port;
      for (let n = 0; n < 4; n++) ids.push(await session(server, { ballot: n % 2 === 0 }));
      await server.stop();
      const text = await resultsIn(directory);
      for (const [at, id] of ids.entries()) assertEquals(text.includes(id), at % 2 === 0, id);
    }
    await Deno.remove(directory, { recursive: true });
  },
);
