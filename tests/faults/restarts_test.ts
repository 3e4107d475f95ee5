// Workers that die again and again, all at once, or before they have started [S5].
import { assert, assertEquals, assertGreaterOrEqual, assertLess } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { eventually } from "../e2e/patience.ts";
import { permittedTest } from "../permitted.ts";
import { BIRTH_FAULT, type Fault } from "./fault.ts";
import { descriptorsOf, residentBytesOf } from "./process_size.ts";
import { type SplitRoom, splitRoom, WORKERS } from "./split_room.ts";
import { Subject } from "./subject.ts";

const DOOMED = 0;
const LIVING = 1;

/** What a worker that died may leave behind, at most. The heap of one is ten times as much. */
const LEFT_BYTES_MAX = 2 * 2 ** 20;

/** A ballot that everybody of this room votes on. */
async function ballot({ admin, on }: SplitRoom, ticket: string): Promise<void> {
  await admin.sends("BEGIN_VOTING", { ticket_id: ticket });
  for (const voter of on.flat()) await voter.votes("5");
  await admin.reveals();
  for (const voter of on.flat()) await voter.receives("VOTES_REVEALED");
}

permittedTest(
  "[S5] 20 deaths, four workers at once: it serves on, and nothing of them is left",
  async () => {
    const workers = 4;
    const rounds: readonly Fault[] = ["throw", "exit", "reject", "close", "throw"];
    await using server = await Subject.start({ workers, faulty: true });
    const size = { descriptors: 0, bytes: 0 };
    for (const [round, fault] of rounds.entries()) {
      for (let worker = 0; worker < workers; worker++) await server.order({ worker, fault });
      await server.logged("worker_replaced", () => true, (round + 1) * workers);
      assertEquals((await httpExchange(server.port, { path: "/healthz" })).status, 200);
      // the first generation warms things up
      if (round > 0) continue;
      size.descriptors = await descriptorsOf(server.pid);
      size.bytes = await residentBytesOf(server.pid);
    }
    await eventually(
      "as few descriptors as before",
      async () => await descriptorsOf(server.pid) <= size.descriptors,
    );
    const deaths = (rounds.length - 1) * workers;
    assertLess(await residentBytesOf(server.pid) - size.bytes, deaths * LEFT_BYTES_MAX);
    await server.stop();
  },
);

for (const fault of ["throw", "reject"] as const) {
  permittedTest(
    `[S5] a worker that keeps dying by "${fault}" as it starts is tried again, ever later`,
    async () => {
      await using server = await Subject.start({ workers: WORKERS, faulty: true });
      const kept = await splitRoom(server, { home: LIVING, prefix: "kept" });
      {
        await using _kept = kept.table;
        await server.order({ birth: { worker: DOOMED, fault } });
        await server.order({ worker: DOOMED, fault: "throw" });
        const failures = 3;
        await server.logged("worker_not_replaced", () => true, failures);
        // meanwhile the others serve on
        await ballot({ ...kept, on: [[], kept.on[LIVING] ?? []] }, "T-ONE");
        await server.order({ birth: null });
        await server.logged("worker_replaced");

        const deaths = server.log.filter(({ event }) => event === "worker_crashed");
        const at = deaths.map((line) => Date.parse(`${line["time"]}`));
        const waits = at.slice(1).map((time, n) => time - (at[n] ?? 0));
        for (const [n, wait] of waits.entries()) {
          assertGreaterOrEqual(wait, 90 * 2 ** n, `${server}`);
        }
        // every incarnation is reported once, and each is one later
        assertEquals(server.count("worker_not_replaced"), deaths.length - 1, `${server}`);
        const epochs = deaths.map((line) => Number(line["epoch"]));
        assert(epochs.every((epoch, n) => n === 0 || epoch > (epochs[n - 1] ?? 0)), `${epochs}`);

        for (const home of [DOOMED, LIVING]) {
          const again = await splitRoom(server, { home, prefix: `again-${home}` });
          await using _again = again.table;
          await ballot(again, "T-TWO");
        }
      }
      await server.stop();
      assertEquals(server.count("worker_replaced"), 1, `${server}`);
    },
  );
}

permittedTest(
  "[S5] a worker that dies at the first start: the process reports it and ends",
  async () => {
    for (const fault of ["throw", "reject"]) {
      await using server = new Subject({
        workers: WORKERS,
        faulty: true,
        env: { [BIRTH_FAULT]: `${DOOMED}:${fault}` },
      });
      const { code } = await server.ended();
      assertEquals([code, server.count("listening")], [1, 0], `${server}`);
      assertEquals(server.count("worker_crashed"), 1, `${server}`);
    }
  },
);
