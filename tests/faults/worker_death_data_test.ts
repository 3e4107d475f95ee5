// A worker dies from inside, and its rooms come back with the next one [S5].
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { Member } from "../e2e/v2_member.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { withDirectory } from "../journal/files.ts";
import { permittedTest } from "../permitted.ts";
import { all } from "./all.ts";
import type { Fault } from "./fault.ts";
import { Subject } from "./subject.ts";

/** There are no more listeners that can go. */
const TRIES_MAX = 3;

const FAULTS: readonly Fault[] = ["throw", "exit", "hang"];

for (const workers of [1, 2]) {
  // a single worker is the main thread: where that ends or hangs, so does everything
  const faults = FAULTS.filter((fault) => workers > 1 || fault === "throw");
  permittedTest(
    `[S5] a worker that dies gets its rooms back from its file, ${workers} workers`,
    async () => {
      await all(faults, (fault) =>
        withDirectory(async (directory) => {
          const flags = ["--data", directory];
          await using server = await Subject.start({ workers, faulty: true, flags });
          await using table = new V2Table(server);
          const ana = await table.creates("ana", 2);
          const ben = await table.joins("ben");
          await ana.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
          await ben.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "8" });
          for (let worker = 0; worker < workers; worker++) await server.order({ worker, fault });
          await server.logged("worker_replaced", () => true, workers);
          await Promise.all([ana.ended(), ben.ended()]);

          const again = await resumes(table, ben);
          const { room, you } = await again.welcomed();
          assertEquals([room.ballot?.ticket_id, you.vote], ["T-ONE", "8"]);
          const back = await resumes(table, ana);
          await back.welcomed();
          await back.sets("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "5" });
          await back.sets("REVEAL_VOTES", { ticket_id: "T-ONE" });
          await server.stop();
        }));
    },
  );
}

/** Rooms in which something happens in the same moment. */
const ROOMS = 6;

for (const workers of [1, 2]) {
  permittedTest(
    `[S5] workers whose files another incarnation has taken crash in their commits: all learn why, ${workers} workers`,
    async () => {
      await withDirectory(async (directory) => {
        await using server = await Subject.start({ workers, flags: ["--data", directory] });
        const tables = Array.from({ length: ROOMS }, () => new V2Table(server));
        const members = await Promise.all(tables.map((table) => table.creates("ana", 2)));
        for (let worker = 0; worker < workers; worker++) {
          const file = new DatabaseSync(`${directory}/worker-${worker}.db`);
          file.exec("PRAGMA busy_timeout = 2000; UPDATE owner SET life = life + 1");
          file.close();
        }
        await all(members, ({ socket }) => socket.text('{"type":"BEGIN_VOTING","data":{}}'));
        for (const member of members) {
          const { by, code } = await member.ended();
          // whoever was connected elsewhere learns that the home is lost
          assert(by === "server" && (code === 1011 || workers > 1 && code === 1012), `${member}`);
        }
        await server.logged("worker_replaced");
        const [table] = tables;
        const [member] = members;
        assert(table !== undefined && member !== undefined);
        const back = await resumes(table, member);
        assertEquals((await back.welcomed()).room.ballot, null);
        await server.stop();
        for (const table of tables) await table[Symbol.asyncDispose]();
      });
    },
  );
}

/**
 * Comes back, as clients do: whoever was in the queue of a listener that went with its thread is cut off, and
 * tries again.
 */
async function resumes(table: V2Table, member: Member): Promise<Member> {
  for (let tries = 1;; tries++) {
    try {
      return await table.returns(member);
    } catch (error) {
      if (tries === TRIES_MAX || !(error instanceof Deno.errors.ConnectionReset)) throw error;
    }
  }
}
