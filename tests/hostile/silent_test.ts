// A thousand connections that are upgraded and then send nothing: unclaimed seats are freed after 10 s, and their
// connections closed [R3, W10].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { Table } from "../e2e/table.ts";
import { permittedTest } from "../permitted.ts";
import { Canary } from "./canary.ts";
import { complaints, MESSAGE_RATE } from "./siege.ts";
import { creator, farewellTo } from "./stranger.ts";

/** Those who open a room, and those who take a seat in somebody else's. */
const CREATORS = 500;
const JOINERS = 500;
/** With them, every last one of a room's voters. */
const CAPACITY = JOINERS + 2;

async function freesTheSilent(workers: number): Promise<void> {
  const flags = [
    "--max-connections-per-ip",
    "0",
    "--max-rooms-per-ip",
    "0",
    "--max-room-capacity",
    `${CAPACITY}`,
  ];
  await using server = await Server.start({
    workers,
    flags: [...flags, "--message-rate", `${MESSAGE_RATE}`],
  });
  await using canary = await Canary.sits(server);
  await using hall = new Table(server);
  const anna = await hall.creates("anna", CAPACITY);
  await using stack = new AsyncDisposableStack();
  const silent: RawSocket[] = [];
  const path = `/ws?action=JOIN_ROOM&name=silent&room_id=${hall.roomId}`;
  for (let i = 0; i < CREATORS; i++) silent.push(stack.use(await creator(server)));
  for (let i = 0; i < JOINERS; i++) {
    silent.push(stack.use(await RawSocket.open(server.port, { path })));
  }
  // Every seat but one is taken: bela gets the last one. Whoever came now would get that of the first who
  // sent nothing [R2], which `silent_seats_test` holds: here, a slow machine may have freed it already.
  await hall.joins("bela");
  await canary.estimates();

  for (const socket of silent) {
    const line = await socket.line();
    assertStringIncludes(line, "JOIN_ROOM");
    assertEquals(await farewellTo(socket), 1000);
  }
  await canary.estimates();
  await hall.joins("cyril");
  // Nobody was notified of those who never came.
  assert(anna.frames.every(({ raw }) => !raw.includes("silent")), `${anna}`);
  assertEquals(complaints(server), []);
}

// Both at the same time: each waits for 10 s.
permittedTest("[R3, W10] a thousand silent connections are freed, 1 and 2 workers", async () => {
  await Promise.all([1, 2].map(freesTheSilent));
});
