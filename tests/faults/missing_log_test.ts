// A server is killed, and something happens to the write-ahead log of its file: the next start says so in one
// line, and serves what is there [S6].
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { Server } from "../e2e/server.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { programsFolder } from "../program.ts";

const LOG = "worker-0.db-wal";

const DAMAGES: Readonly<Record<string, (log: string) => void>> = {
  "deleted": (log) => Deno.removeSync(log),
  "cut in the middle": (log) => Deno.truncateSync(log, Deno.statSync(log).size >> 1),
  "changed by a bit in the middle": (log) => {
    const bytes = Deno.readFileSync(log);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    Deno.writeFileSync(log, bytes);
  },
};

function complaints({ log }: Server): readonly unknown[] {
  return log.filter(({ level }) => level === "error").map(({ event }) => event);
}

for (const [what, damage] of Object.entries(DAMAGES)) {
  permittedTest(
    `[S6] a write-ahead log that is ${what}: one line says what is missing`,
    async () => {
      const directory = programsFolder();
      const flags = ["--data", directory];
      const first = await Server.start({ flags });
      const { port } = first;
      const kept = new V2Table(first);
      let ana = await kept.creates("ana", 2);
      await first.stop();

      // neither a stop nor a kill is a reason to complain
      const second = await Server.start({ port, flags });
      assertEquals(complaints(second), []);
      await second.kill("SIGKILL");
      const third = await Server.start({ port, flags });
      assertEquals(complaints(third), []);
      ana = await kept.returns(ana);
      await ana.welcomed();
      for (let n = 0; n < 20; n++) {
        await using table = new V2Table(third);
        const late = await table.creates("late", 2);
        await late.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
      }
      await third.kill("SIGKILL");
      damage(`${directory}/${LOG}`);

      const fourth = await Server.start({ port, flags });
      const line = await fourth.logged("changes_not_restored");
      assertEquals(complaints(fourth), ["changes_not_restored"]);
      assertEquals(line["file"], `${directory}/worker-0.db`);
      assertMatch(
        `${line["problem"]}`,
        /^the last [1-9]\d* of \d+ commits are missing: its write-ahead/,
      );
      assertStringIncludes(`${line["problem"]}`, `${directory}/${LOG}`);
      assertEquals((await httpExchange(port, { path: "/readyz" })).status, 200);
      const back = await kept.returns(ana);
      await back.welcomed();
      await fourth.kill("SIGKILL");

      await using last = await Server.start({ port, flags });
      assertEquals(complaints(last), []);
      await last.stop();
      await Deno.remove(directory, { recursive: true });
    },
  );
}
