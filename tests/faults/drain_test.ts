// The server is stopped during a ballot [S6]: no member counts as having left, so no ballot becomes complete; revealed
// ballots are sent to everybody, open ones to nobody [R7].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { RawSocket } from "../e2e/raw_socket.ts";
import { assertSecret, Table } from "../e2e/table.ts";
import type { Terminal } from "../e2e/v1_terminal.ts";
import { permittedTest } from "../permitted.ts";
import { all } from "./all.ts";
import { Subject } from "./subject.ts";

/** The secret of every open ballot here; nothing else in a story looks like it. */
const CARD = "21";

interface Cut {
  readonly table: Table;
  /** Who has voted and reads on; the admin first. */
  readonly voted: readonly Terminal[];
  /** Who sits at the prompt, and reads nothing before it is answered. */
  readonly asked: Terminal;
}

/** A room with one ballot revealed and another one of which one vote is missing. */
async function midBallot(server: Subject, names: [string, string, string]): Promise<Cut> {
  const table = new Table(server);
  const people = await table.fills(...names);
  const [admin, other, asked] = people;
  assert(admin !== undefined && other !== undefined && asked !== undefined);
  await admin.begins("T-ONE");
  for (const person of people) await person.votes("5");
  await admin.reveals();
  await admin.begins("T-TWO");
  await admin.votes(CARD);
  await other.votes(CARD);
  for (const person of [admin, other]) {
    await person.receives("text", { with: [other.name, "T-TWO"] });
    await person.receives("text", { with: [admin.name, "T-TWO"] });
  }
  await asked.prompted("vote");
  return { table, voted: [admin, other], asked };
}

async function assertCut({ table, voted, asked }: Cut, server: Subject): Promise<void> {
  await asked.votes(CARD); // too late: the server is gone, but what it sent is still there to read
  for (const person of [...voted, asked]) {
    assertEquals(await person.ended(), { by: "server", code: 1000, why: "closed 1000" });
    const last = person.frames.at(-1);
    assertEquals(last?.type, "text", `${person}`);
    assertStringIncludes(last?.raw ?? "", "T-ONE");
    assert(!last?.raw.includes("T-TWO"), `${person}`);
    // one ballot was completed and revealed, and nobody left
    const count = (type: string) => person.types.filter((one) => one === type).length;
    assertEquals([count("VOTING_COMPLETED"), count("VOTES_REVEALED")], [1, 1], `${person}`);
    assert(!person.frames.some(({ raw }) => raw.includes(" left")), `${person}`);
    assertSecret(person, [CARD]);
  }
  const ofRoom = (event: string) =>
    server.log.filter((line) => line.event === event && line["room"] === table.roomId);
  assertEquals(ofRoom("ballot_completed").length, 1, `${server}`);
  assertEquals(ofRoom("member_left"), [], `${server}`);
  const [ended, ...more] = ofRoom("session_ended");
  assertEquals([ended?.["reason"], more.length], ["server_stopping", 0], `${server}`);
  const revealed = ofRoom("ballot_revealed");
  assertEquals(revealed.map(({ ticket }) => ticket), ["T-ONE"]);
  assertEquals(ended?.["ballots"], 1);
  assert(!JSON.stringify([ended, ...revealed]).includes(`"${CARD}"`), `${server}`);
}

async function stopped(workers: number, signal: Deno.Signal): Promise<void> {
  await using server = await Subject.start({ workers, flags: ["--log-level", "debug"] });
  await using tables = new AsyncDisposableStack();
  const rooms = [
    await midBallot(server, ["anna", "bela", "cyril"]),
    await midBallot(server, ["dora", "emil", "fritz"]),
    await midBallot(server, ["gitta", "hanna", "irene"]),
  ];
  for (const { table } of rooms) tables.use(table);
  server.signal(signal);

  // those who sit at a prompt answer no close frame, so the server is still there for a moment
  await rooms[0]?.voted[0]?.ended();
  const path = "/ws?action=CREATE_ROOM&name=late&max_room_capacity=2";
  await using late = await RawSocket.open(server.port, { path });
  const [text, close] = await late.rest();
  assert(text?.kind === "text" && text.text.includes("try again"), JSON.stringify(text));
  assert(close?.kind === "close" && close.code === 1000, JSON.stringify(close));

  assertEquals((await server.ended()).code, 0);
  for (const room of rooms) await assertCut(room, server);
  assertEquals(server.log.at(-1)?.event, "stopped");
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  permittedTest(
    `[S6, R7] ${signal} in mid-ballot: none completes, everybody gets the reason, 1, 2 and 4 workers`,
    async () => {
      await all([1, 2, 4], (workers) => stopped(workers, signal));
    },
  );
}
