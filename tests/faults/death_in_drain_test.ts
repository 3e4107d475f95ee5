// A worker dies while the server stops [S5, S6]: the others stop as they would have.
import { assert, assertEquals } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import type { Fault } from "./fault.ts";
import { splitRoom, WORKERS } from "./split_room.ts";
import { Subject } from "./subject.ts";

const DOOMED = 0;
const LIVING = 1;

/** A minute between two heartbeats, so that nothing but the stop itself finds out. */
const NO_HEARTBEAT = { ESTIMATEX_TEST_HEARTBEAT_MS: "60000" };
const FLAGS = ["--drain-timeout", "2s"];

/** Before the signal, or right behind it: then it may happen at any step. */
const CASES: readonly [Fault, "before" | "behind"][] = [
  ["exit", "before"],
  ["exit", "behind"],
  ["throw", "behind"],
];

for (const [fault, when] of CASES) {
  permittedTest(
    `[S6] a worker dies by "${fault}" ${when} the signal: the others end their rooms and say so`,
    async () => {
      await using server = await Subject.start({
        workers: WORKERS,
        faulty: true,
        env: NO_HEARTBEAT,
        flags: FLAGS,
      });
      const lost = await splitRoom(server, { home: DOOMED, prefix: "lost" });
      await using _lost = lost.table;
      const kept = await splitRoom(server, { home: LIVING, prefix: "kept" });
      await using _kept = kept.table;
      await kept.admin.sends("BEGIN_VOTING", { ticket_id: "T-ONE" });
      await kept.admin.votes("13");

      const die = () => server.order({ worker: DOOMED, fault });
      if (when === "before") {
        await die();
        // whoever was connected to it is cut off at once, or it would not be dead yet
        for (const person of lost.on[DOOMED] ?? []) await person.ended();
      }
      server.signal("SIGTERM");
      if (when === "behind") await die();
      assertEquals((await server.ended()).code, 0, `${server}`);

      const staying = [...kept.on[LIVING] ?? [], ...lost.on[LIVING] ?? []];
      for (const voter of kept.on[LIVING] ?? []) if (voter !== kept.admin) await voter.votes("8");
      for (const person of staying) {
        assertEquals((await person.ended()).code, 1000, `${person}\n${server}`);
        assertEquals(person.types.at(-1), "text", `${person}`);
      }
      for (const person of [...kept.on, ...lost.on].flat()) {
        assert(!person.types.includes("VOTING_COMPLETED"), `${person}`);
      }
      await server.logged("session_ended", ({ room }) => room === kept.table.roomId);
      assertEquals(server.log.at(-1)?.event, "stopped", `${server}`);
    },
  );
}
