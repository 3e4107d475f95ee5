// When and how the process may be stopped, whatever its clients do or don't [S6].
import { assert, assertEquals } from "@std/assert";
import { eventually, pass } from "../e2e/patience.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Table } from "../e2e/table.ts";
import { encodeFrame, OPCODE } from "../e2e/wire.ts";
import { permittedTest } from "../permitted.ts";
import { all } from "./all.ts";
import { Subject } from "./subject.ts";

/** Refused messages that are sent in one piece. */
const BATCH = 1_000;

/** A member that reads nothing, with more to read than the kernel takes [S4]. */
async function choke(server: Subject, table: Table): Promise<RawSocket> {
  const path = `/ws?action=JOIN_ROOM&name=choked&room_id=${table.roomId}`;
  const socket = await RawSocket.open(server.port, { path });
  const refused = JSON.stringify({ type: "JOIN_ROOM", data: { room_id: "ZZZZZZZZ" } });
  const frame = encodeFrame(OPCODE.text, new TextEncoder().encode(refused));
  const batch = new Uint8Array(Array.from({ length: BATCH }, () => [...frame]).flat());
  // [W4] until its seat is there, a flood would be too much at once
  await socket.text(refused);
  await socket.message();
  const flood = async () => {
    while (server.count("slow_reader") === 0) await socket.write(batch);
  };
  flood().catch(() => {}); // once it is out, its writes stall or fail
  await server.logged("slow_reader");
  return socket;
}

async function heldUpByNobody(workers: number): Promise<void> {
  // so long that only a server that waits for none of them stops within this test's patience
  const flags = ["--drain-timeout", "1h", "--message-rate", "0"];
  await using server = await Subject.start({ workers, flags });
  await using table = new Table(server);
  await using clients = new AsyncDisposableStack();
  const anna = await table.creates("anna", 4);
  const bela = await table.joins("bela");
  if (workers === 1) clients.use(await choke(server, table));
  const path = `/ws?action=JOIN_ROOM&name=deaf&room_id=${table.roomId}`;
  clients.use(await RawSocket.open(server.port, { path, polite: false }));
  using half = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await half.write(new TextEncoder().encode("GET /ws HTTP/1.1\r\nHost: x\r\n"));
  await anna.sends("BEGIN_VOTING", { ticket_id: "T-ONE" });
  await anna.votes("5");
  await bela.prompted("vote");
  await server.stop();
  assertEquals((await anna.ended()).code, 1000);
}

async function secondSignal(workers: number): Promise<void> {
  for (const [second, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
    await using server = await Subject.start({ workers });
    await using table = new Table(server);
    const [anna, bela] = await table.fills("anna", "bela");
    // she sits at her prompt and answers no close frame: that keeps the server for a moment
    await anna?.prompted("begin");
    server.signal("SIGTERM");
    await bela?.ended();
    // one that comes together with the first changes nothing
    const ended = server.ended();
    let isOver = false;
    void ended.finally(() => isOver = true);
    await eventually("the end", () => {
      server.signal(second);
      return isOver;
    }, { everyMs: 100 });
    assertEquals((await ended).code, code, `${server}`);
    assertEquals(server.count("stopped"), 0);
  }
}

/** Ctrl-C reaches the server from the terminal and from whoever started it there. */
async function signalsTogether(workers: number): Promise<void> {
  await using server = await Subject.start({ workers });
  await using table = new Table(server);
  const [anna, bela] = await table.fills("anna", "bela");
  await anna?.prompted("begin"); // she answers no close frame, as above
  server.signal("SIGINT");
  server.signal("SIGTERM");
  assertEquals((await server.ended()).code, 0, `${server}`);
  assertEquals([server.count("stopping"), server.count("session_ended")], [1, 1]);
  assertEquals((await bela?.ended())?.code, 1000);
}

async function noTime(workers: number): Promise<void> {
  await using server = await Subject.start({ workers, flags: ["--drain-timeout", "0s"] });
  await using closing = new AsyncDisposableStack();
  const tables = [new Table(server), new Table(server), new Table(server)];
  for (const table of tables) {
    closing.use(table);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    await anna?.begins("T-ONE");
    await anna?.votes("5");
    await bela?.votes("5");
    await bela?.receives("text", { with: ["anna", "T-ONE"] });
    await cyril?.prompted("vote");
  }
  await server.stop();
  assertEquals(server.count("ballot_completed") + server.count("member_left"), 0, `${server}`);
  for (const { people } of tables) {
    await people[2]?.votes("5");
    for (const person of people) {
      await person.ended();
      assert(!person.types.includes("VOTING_COMPLETED"), `${person}`);
    }
  }
}

const STORIES = {
  "who reads nothing, sits at a prompt or is half connected holds nobody up": heldUpByNobody,
  "a later signal ends it at once": secondSignal,
  "signals that come together are one": signalsTogether,
  "no time to stop in: no ballot completes for it": noTime,
};

for (const [what, story] of Object.entries(STORIES)) {
  permittedTest(`[S6] ${what}, 1, 2 and 4 workers`, () => all([1, 2, 4], story));
}

permittedTest("[S6] SIGTERM while the workers start: they finish that, then stop", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await using server = new Subject({ workers: 8, port });
  // whoever answers first, main or a worker, the others have yet to
  const conn = await eventually(
    "a listener",
    () => Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined),
  );
  server.signal("SIGTERM");
  conn.close();
  assertEquals((await server.ended()).code, 0, `${server}`);
  assertEquals(server.log.at(-1)?.event, "stopped");
});

permittedTest(
  "[S6] SIGTERM at any moment of the start ends it, for good",
  () =>
    all([0, 60, 120, 180, 240, 400], async (ms) => {
      await using server = new Subject({ workers: 2 });
      await pass(ms);
      server.signal("SIGTERM");
      const { code, signal } = await server.ended();
      // before it listens for signals, the default is to end
      const early = signal === "SIGTERM" && server.log.length === 0;
      assert(early || (code === 0 && server.log.at(-1)?.event === "stopped"), `${code}\n${server}`);
    }),
);
