// The only worker lives on the main thread, where a bug must not take the process along [S5].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Table } from "../e2e/table.ts";
import { permittedTest } from "../permitted.ts";
import { assertLimits } from "./assert_limits.ts";
import { Subject } from "./subject.ts";

const LIMITS = { rooms: 3, connections: 12 };
const FLAGS = ["--max-rooms", `${LIMITS.rooms}`, "--max-connections", `${LIMITS.connections}`];

/** A full room in mid-ballot: two have voted, the third sits at the prompt. */
async function midBallot(table: Table): Promise<void> {
  const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
  await anna?.begins("T-ONE");
  await anna?.votes("13");
  await bela?.votes("8");
  await anna?.receives("text", { with: ["bela", "T-ONE"] });
  await cyril?.prompted("vote");
}

for (const fault of ["throw", "reject"] as const) {
  permittedTest(
    `[S5] the only worker fails by "${fault}": everybody gets the reason, and it serves again`,
    async () => {
      await using server = await Subject.start({ workers: 1, faulty: true, flags: FLAGS });
      for (let death = 1; death <= 3; death++) {
        await using table = new Table(server);
        await midBallot(table);
        await server.order({ worker: 0, fault });
        await server.logged("worker_replaced", () => true, death);
        await table.people[2]?.votes("5");
        for (const person of table.people) {
          assertEquals((await person.ended()).code, 1000, `${person}`);
          assertStringIncludes(person.frames.at(-1)?.raw ?? "", "internal error");
          assert(!person.types.includes("VOTING_COMPLETED"), `${person}`);
        }
      }
      await assertLimits(server, LIMITS);
      await server.stop();
      assertEquals(server.count("worker_crashed"), 3, `${server}`);
    },
  );
}

permittedTest(
  "[S5] the only worker fails again while it closes its clients: the process lives",
  async () => {
    await using server = await Subject.start({ workers: 1, faulty: true, flags: FLAGS });
    await using table = new Table(server);
    await midBallot(table);
    const faults = ["throw", "reject", "throw"] as const;
    await Promise.all(faults.map((fault) => server.order({ worker: 0, fault })));
    await server.logged("worker_replaced");
    await table.people[2]?.votes("5");
    for (const person of table.people) {
      assertEquals((await person.ended()).code, 1000, `${person}`);
      assertStringIncludes(person.frames.at(-1)?.raw ?? "", "internal error");
    }
    await assertLimits(server, LIMITS);
    await server.stop();
    assertEquals(server.count("worker_crashed"), 1, `${server}`);
  },
);

permittedTest(
  "[S5] the only worker hangs for seconds: nobody is dropped, the ballot completes",
  async () => {
    await using server = await Subject.start({ workers: 1, faulty: true });
    {
      await using table = new Table(server);
      await midBallot(table);
      await server.order({ worker: 0, fault: "hang" });
      await table.people[2]?.votes("5");
      await table.people[0]?.reveals();
      for (const person of table.people) {
        await person.receives("VOTES_REVEALED");
        assertEquals(person.exit, undefined, `${person}`);
      }
    }
    await server.stop();
    assertEquals(server.count("worker_replaced"), 0, `${server}`);
  },
);
