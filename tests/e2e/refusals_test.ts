// Requests that are turned away, and what their senders are sent [W3-W5].
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { type OpenOptions, RawSocket, RefusedUpgrade } from "./raw_socket.ts";
import { Server } from "./server.ts";
import { stories } from "./stories.ts";
import { Table } from "./table.ts";

const CREATE = "action=CREATE_ROOM&name=ana";
const JOIN = "action=JOIN_ROOM&name=ana";

/** Query strings, and what the one line in answer must name; tests/protocol has all that can be wrong with them. */
const TURNED_AWAY: [string, ...string[]][] = [
  ["", "action", "CREATE_ROOM", "JOIN_ROOM"],
  // RESUME is v2's alone.
  ["action=RESUME&name=ana&room_id=7ZK3M9QA&resume_token=x", "action", "CREATE_ROOM", "JOIN_ROOM"],
  ["action=CREATE_ROOM&max_room_capacity=3", "name", "1", "40"],
  [`${CREATE}&max_room_capacity=101`, "max_room_capacity", "1", "100"],
  [`${JOIN}&room_id=short`, "room_id"],
  [`${JOIN}&room_id=ZZZZZZZZ`, "ZZZZZZZZ"],
];

async function refusedUpgrade(port: number, options: OpenOptions): Promise<number> {
  const error = await assertRejects(() => RawSocket.open(port, options), RefusedUpgrade);
  assert(error instanceof RefusedUpgrade);
  return error.status;
}

stories("refusals", {
  "[W4] a v1 client gets one line that names parameter and remedy, and close 1000": async (
    server,
  ) => {
    for (const [query, ...words] of TURNED_AWAY) {
      await using socket = await RawSocket.open(server.port, { path: `/ws?${query}` });
      const [line, close, ...more] = await socket.rest();
      assert(line?.kind === "text", `${query}: ${JSON.stringify(line)}`);
      assert(!line.text.includes("\n") && !line.text.startsWith("{"), line.text);
      for (const word of words) assertStringIncludes(line.text, word, query);
      assert(close?.kind === "close" && close.code === 1000, `${query}: ${JSON.stringify(close)}`);
      assertEquals(more, []);
    }
  },

  "[W3] without flags, only the server's own page may connect": async (server) => {
    const path = `/ws?${CREATE}&max_room_capacity=3`;
    for (const Origin of ["https://anywhere.example", "null", "http://127.0.0.1:1"]) {
      assertEquals(await refusedUpgrade(server.port, { path, headers: { Origin } }), 403, Origin);
    }
    const Host = `127.0.0.1:${server.port}`;
    const headers = { Host, Origin: `http://${Host}` };
    await using socket = await RawSocket.open(server.port, { path, headers });
    const frame = await socket.message();
    assert(frame.kind === "text" && frame.text.includes("CREATE_ROOM"));
  },
});

permittedTest("[W5] the largest capacity is the operator's choice", async () => {
  await using server = await Server.start({ flags: ["--max-room-capacity", "2"] });
  await using table = new Table(server);
  await table.fills("anna", "bela");
  const path = `/ws?${CREATE}&max_room_capacity=3`;
  await using socket = await RawSocket.open(server.port, { path });
  const frame = await socket.message();
  assert(frame.kind === "text" && frame.text.includes("1 to 2"), JSON.stringify(frame));
});
