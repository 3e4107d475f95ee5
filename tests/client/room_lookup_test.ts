// Whether there is a room, before anybody types a name: what the server says of it, however much of that arrives.
import { assert, assertEquals } from "@std/assert";
import type { Environment } from "../../src/client/mod.ts";
import { lookUpRoom } from "../../src/client/room_lookup.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { FakeSocket, SERVER_URL } from "./fake_world.ts";

Deno.test("[W4, W9] a room that is over is known by the close's code, or where that is lost by the error", () => {
  const table: [error: string | null, field: string | undefined, close: number, found: string][] = [
    ["no_such_room", "room_id", 4004, "over"],
    ["no_such_room", "room_id", 1006, "over"],
    [null, undefined, 4004, "over"],
    ["bad_request", "name", 4000, "nameless"],
    ["bad_request", "admin_secret", 4000, "unknown"],
    ["try_later", undefined, 1013, "unknown"],
    [null, undefined, 1006, "unknown"],
  ];
  for (const [code, field, close, expected] of table) {
    const { found, socket, clock } = look();
    if (code !== null) socket.receive({ type: "ERROR", data: { code, message: "", field } });
    socket.end(close);
    assertEquals([found, clock.pending], [[expected], 0], `${code} ${field} ${close}`);
  }
});

Deno.test("[W4] a server that does not answer in time says nothing about a room", () => {
  const { found, clock } = look();
  clock.advance(5_000);
  assertEquals(found, ["unknown"]);
});

function look() {
  const sockets: FakeSocket[] = [];
  const found: string[] = [];
  const clock = new FakeClock();
  const openSocket: Environment["openSocket"] = (url, protocols, events) => {
    const socket = new FakeSocket(url, protocols, events);
    sockets.push(socket);
    return socket;
  };
  const asked = { room_id: "7Z3K9QWD" };
  lookUpRoom(SERVER_URL, asked, {
    environment: { clock, openSocket },
    found: (what) => found.push(what),
  });
  const [socket] = sockets;
  assert(socket !== undefined);
  return { found, socket, clock };
}
