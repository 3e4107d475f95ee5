// A worker that dies from inside, with people in mid-ballot on both sides of it [S5]: in rooms at home on it
// and elsewhere, connected to it and elsewhere.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { assertSecret, cardsByName } from "../e2e/table.ts";
import type { Terminal } from "../e2e/v1_terminal.ts";
import { permittedTest } from "../permitted.ts";
import { assertLimits } from "./assert_limits.ts";
import type { Fault } from "./fault.ts";
import { type SplitRoom, splitRoom, WORKERS } from "./split_room.ts";
import { Subject } from "./subject.ts";

const DOOMED = 0;
const LIVING = 1;

const LIMITS = { rooms: 5, connections: 80 };
const FLAGS = ["--max-rooms", `${LIMITS.rooms}`, "--max-connections", `${LIMITS.connections}`];

/** How main finds out, and whether the worker can still send its own clients why. */
const FAULTS: Record<Fault, { readonly event: string; readonly farewell: boolean }> = {
  throw: { event: "worker_crashed", farewell: true },
  reject: { event: "worker_crashed", farewell: true },
  close: { event: "worker_silent", farewell: false },
  exit: { event: "worker_silent", farewell: false },
  hang: { event: "worker_silent", farewell: false },
};
const CRASHED = /internal error|had to restart/;
const HOME_LOST = /had to restart/;

/** Opens a ballot on which all but the last of each side vote; these sit at their prompts. */
async function halfway({ admin, on }: SplitRoom, ticket: string): Promise<void> {
  await admin.sends("BEGIN_VOTING", { ticket_id: ticket });
  await admin.votes("13");
  for (const side of on) {
    for (const voter of side.slice(0, -1)) {
      if (voter !== admin) await voter.votes("13");
      await admin.receives("text", { with: [voter.name, ticket] });
    }
    await side.at(-1)?.prompted("vote");
  }
}

/** Whoever sits at a prompt reads nothing before it is answered: the last of each side. */
async function assertClosed(side: readonly Terminal[], line: RegExp | null): Promise<void> {
  await side.at(-1)?.votes("8");
  for (const person of side) {
    const { by, code } = await person.ended();
    assertEquals([by, code], ["server", line === null ? undefined : 1000], `${person}`);
    const last = person.frames.at(-1)?.raw ?? "";
    if (line !== null) assertMatch(last, line, `${person}`);
    assert(!person.types.includes("VOTING_COMPLETED"), `${person}`);
    assertSecret(person, ["8", "13"]);
  }
}

/** The ballot goes on without those who are gone; what they voted before stays [R9]. */
async function assertGoesOn({ admin, on }: SplitRoom): Promise<void> {
  const staying = on[LIVING] ?? [];
  const gone = on[DOOMED] ?? [];
  await staying.at(-1)?.votes("8");
  await admin.reveals();
  for (const person of staying) {
    const cards = cardsByName(await person.receives("VOTES_REVEALED"));
    const voters = [...gone.slice(0, -1), ...staying].map(({ name }) => name);
    assertEquals(Object.keys(cards).sort(), voters.sort(), `${person}`);
    assertEquals(cards[staying.at(-1)?.name ?? ""], "8");
    assertEquals(person.exit, undefined, `${person}`);
    for (const { name } of gone) {
      await person.receives("ROOM_JOIN_UPDATES", { with: [name, "left"] });
    }
    assertSecret(person, ["8", "13"]);
  }
}

for (const [fault, { event, farewell }] of Object.entries(FAULTS)) {
  const how = farewell ? "sends its clients why" : "leaves its clients a bare end";
  permittedTest(`[S5] a worker that dies by "${fault}" in mid-ballot ${how}`, async () => {
    await using server = await Subject.start({ workers: WORKERS, faulty: true, flags: FLAGS });
    {
      const lost = await splitRoom(server, { home: DOOMED, prefix: "lost" });
      await using _lost = lost.table;
      const kept = await splitRoom(server, { home: LIVING, prefix: "kept" });
      await using _kept = kept.table;
      await halfway(lost, "T-LOST");
      await halfway(kept, "T-KEPT");

      await server.order({ worker: DOOMED, fault: fault as Fault });
      await server.logged(event);
      await server.logged("worker_replaced");

      await assertClosed(lost.on[DOOMED] ?? [], farewell ? CRASHED : null);
      await assertClosed(lost.on[LIVING] ?? [], HOME_LOST);
      await assertClosed(kept.on[DOOMED] ?? [], farewell ? CRASHED : null);
      await assertGoesOn(kept);

      // both workers take rooms again, and what happens in them reaches the other side
      for (const home of [DOOMED, LIVING]) {
        const again = await splitRoom(server, { home, prefix: `again-${home}` });
        await using _again = again.table;
        await halfway(again, "T-AGAIN");
        for (const side of again.on) await side.at(-1)?.votes("8");
        await again.admin.reveals();
        for (const person of again.on.flat()) await person.receives("VOTES_REVEALED");
      }
    }
    await assertLimits(server, LIMITS);
    await server.stop();
    assertEquals(server.count("worker_replaced"), 1, `${server}`);
  });
}
