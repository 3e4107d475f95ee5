// The whole process stands still for seconds in mid-ballot, as on a machine that was suspended or starved.
import { assertEquals } from "@std/assert";
import { pass } from "../e2e/patience.ts";
import { cardsByName, Table } from "../e2e/table.ts";
import { permittedTest } from "../permitted.ts";
import { all } from "./all.ts";
import { Subject } from "./subject.ts";

const STOPPED_MS = 5_000;

async function story(workers: number): Promise<void> {
  await using server = await Subject.start({ workers });
  await using table = new Table(server);
  const people = await table.fills("anna", "bela", "cyril", "dora", "emil", "fritz");
  const [anna, bela, ...others] = people;
  await anna?.begins("T-ONE");
  await bela?.votes("5");
  await bela?.receives("text", { with: ["bela", "T-ONE"] });
  for (const voter of others) await voter.prompted("vote");

  server.signal("SIGSTOP");
  // these wait in the sockets of a process that doesn't run
  for (const voter of others) await voter.votes("8");
  await pass(STOPPED_MS);
  server.signal("SIGCONT");

  await anna?.votes("13");
  await anna?.reveals();
  for (const person of people) {
    const cards = cardsByName(await person.receives("VOTES_REVEALED"));
    assertEquals(cards, { anna: "13", bela: "5", cyril: "8", dora: "8", emil: "8", fritz: "8" });
    assertEquals(person.exit, undefined, `${person}`);
    assertEquals(person.types.filter((type) => type === "VOTING_COMPLETED").length, 1);
  }
  await server.stop();
  const replaced = ["worker_silent", "worker_stuck", "worker_replaced"].map((e) => server.count(e));
  assertEquals(replaced, [0, 0, 0], `${server}`);
}

permittedTest(
  "[S5] stopped for 5 s and continued in mid-ballot: nobody is dropped, all votes count, 1, 2 and 4 workers",
  () => all([1, 2, 4], story),
);
