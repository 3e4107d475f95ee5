// Unclaimed v1 seats give way in a full room, and are limited per address [R2, W10].
import { assert, assertEquals, assertMatch } from "@std/assert";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { Table } from "../e2e/table.ts";
import { permittedTest } from "../permitted.ts";
import { farewellTo } from "./stranger.ts";

/** Unclaimed seats that one address may have. */
const UNCLAIMED_MAX = 4;
const TOO_MANY = /has 4 seats that no JOIN_ROOM has claimed/;
/** Nine silent connections filled a room for ten. */
const SILENT = 9;

/** Somebody who takes a seat from this address and sends nothing, and has it for certain. */
async function sits(server: Server, address: string, roomId: string): Promise<RawSocket> {
  const path = `/ws?action=JOIN_ROOM&name=silent&room_id=${roomId}`;
  const headers = { "X-Forwarded-For": address };
  return await RawSocket.open(server.port, { path, headers });
}

/** Waits until the server has given it a seat: what it asks for is refused only then. */
async function isSeated(socket: RawSocket): Promise<RawSocket> {
  await socket.text(JSON.stringify({ type: "BEGIN_VOTING", data: { ticket_id: "T" } }));
  const answer = await socket.message();
  assert(answer.kind === "text" && /JOIN_ROOM/.test(answer.text), JSON.stringify(answer));
  return socket;
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`[R2, W10] silent v1 connections keep nobody out, ${some}`, async () => {
    await using server = await Server.start({ workers, flags: ["--trust-proxy"] });
    await using table = new Table(server);
    const anna = await table.creates("anna", SILENT + 1);
    await using stack = new AsyncDisposableStack();
    // with three addresses a stranger fills it all the same
    const silent: RawSocket[] = [];
    for (let n = 0; n < SILENT; n++) {
      const address = `192.0.2.${Math.floor(n / UNCLAIMED_MAX) + 1}`;
      silent.push(stack.use(await isSeated(await sits(server, address, table.roomId))));
    }
    for (let n = 0; n < 3; n++) {
      await using fifth = await sits(server, "192.0.2.1", table.roomId);
      assertMatch(await fifth.line(), TOO_MANY);
      assertEquals(await farewellTo(fifth), 1000);
    }
    // decent people come in one after the other, of either protocol, and those who sent nothing go in their order
    for (const [n, socket] of silent.slice(0, 3).entries()) {
      await table.joins(`guest-${n}.`);
      assertMatch(await socket.line(), /went to somebody else, since JOIN_ROOM had not come/);
      assertEquals(await farewellTo(socket), 1000);
    }
    const path = `/ws?action=JOIN_ROOM&name=vera&room_id=${table.roomId}`;
    await using vera = await RawSocket.open(server.port, { path, protocols: ["estimatex.v2"] });
    assertMatch(await vera.line(), /"WELCOME"/);
    assert(anna.frames.every(({ raw }) => !raw.includes("silent")), `${anna}`);
    // whoever had its seat taken is counted no more
    await isSeated(stack.use(await sits(server, "192.0.2.1", table.roomId)));
  });
}
