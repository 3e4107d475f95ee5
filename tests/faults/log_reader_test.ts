// The log's reader is gone or has stopped reading, like a stalled collector or a terminal after Ctrl-S: sessions and
// server must not be affected.
import { assert, assertEquals, assertLess } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Table } from "../e2e/table.ts";
import { permittedTest } from "../permitted.ts";
import { Subject } from "./subject.ts";

/** What the kernel and our own reader may take of a log that nobody reads, with a margin. */
const UNREAD_BYTES_MAX = 200 * 1024;
/** Rooms that are opened meanwhile, each good for more than 400 bytes of the log. */
const ROOMS = 700;

/** One ballot from its beginning to its end. */
async function ballot(server: Subject): Promise<void> {
  await using table = new Table(server);
  const [anna, bela] = await table.fills("anna", "bela");
  await anna?.begins("T-ONE");
  await anna?.votes("13");
  await bela?.votes("8");
  await anna?.reveals();
  await bela?.receives("VOTES_REVEALED");
}

/** Somebody opens a room and goes: the cheapest way to make the server say much. */
async function comeAndGo(server: Subject): Promise<void> {
  const path = "/ws?action=CREATE_ROOM&name=passing&max_room_capacity=2";
  await using socket = await RawSocket.open(server.port, { path });
  assertEquals((await socket.message()).kind, "text");
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`the log's reader is gone: the server goes on, ${some}`, async () => {
    await using server = await Subject.start({ workers });
    await server.closeLog();
    for (let n = 0; n < 10; n++) await comeAndGo(server);
    await ballot(server);
    await server.stop();
  });

  permittedTest(
    `[S6] the log is not read any more: the server goes on and stops, ${some}`,
    async () => {
      await using server = await Subject.start({ workers, flags: ["--log-level", "debug"] });
      server.stopReading();
      for (let n = 0; n < ROOMS; n++) await comeAndGo(server);
      await ballot(server);
      assertEquals((await httpExchange(server.port, { path: "/healthz" })).status, 200);
      await server.stop();
      // the pipe was full, or this would show nothing
      const written = server.log.reduce((sum, line) => sum + JSON.stringify(line).length, 0);
      assertLess(written, UNREAD_BYTES_MAX);
      assert(server.count("stopped") === 0, `${server}`);
    },
  );

  permittedTest(`the log is read again: the rest of it comes, in order, ${some}`, async () => {
    await using server = await Subject.start({ workers, flags: ["--log-level", "debug"] });
    server.stopReading();
    for (let n = 0; n < ROOMS; n++) await comeAndGo(server);
    server.readAgain();
    await server.logged("session_ended", () => true, ROOMS);
    await server.stop();
    assertEquals(server.log.at(-1)?.event, "stopped");
    assertEquals(server.count("room_opened"), ROOMS);
  });
}
