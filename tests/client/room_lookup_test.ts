// Whether there is a room, before anybody types a name: what the server says of it, however much of that arrives.
import { assert, assertEquals } from "@std/assert";
import type { Environment } from "../../src/client/mod.ts";
import { checkAdminLink, lookUpRoom } from "../../src/client/room_lookup.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { FakeSocket, SERVER_URL } from "./fake_world.ts";

Deno.test("[W4, W9] a room that is over is known by the close's code, or where that is lost by the error", () => {
  const table: [error: string | null, field: string | undefined, close: number, found: string][] = [
    ["no_such_room", "room_id", 4004, "over"],
    ["no_such_room", "room_id", 1006, "over"],
    [null, undefined, 4004, "over"],
    ["bad_request", "name", 4000, "nameless"],
    ["bad_request", "admin_secret", 4000, "wrong_link"],
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

Deno.test("[A3] an admin link is wrong only if the server says so", async () => {
  const table: [code: string, field: string | undefined, close: number, link: string][] = [
    ["bad_request", "name", 4000, "right"],
    ["bad_request", "admin_secret", 4000, "wrong"],
    ["no_such_room", "room_id", 4004, "wrong"],
    ["bad_request", "room_id", 4000, "unknown"],
    ["try_later", undefined, 1013, "unknown"],
  ];
  for (const [code, field, close, expected] of table) {
    const { link, socket } = check();
    socket.receive({ type: "ERROR", data: { code, message: "", field } });
    socket.end(close);
    assertEquals(await link, expected, `${code} ${field} ${close}`);
  }
  const lost = check();
  lost.socket.end(1006);
  assertEquals(await lost.link, "unknown", "the network is lost");
  const late = check();
  late.clock.advance(5_000);
  assertEquals(await late.link, "unknown", "no answer in time");
});

const ROOM_ID = "7Z3K9QWD";

function look() {
  const found: string[] = [];
  const { environment, opened } = network();
  lookUpRoom(SERVER_URL, { room_id: ROOM_ID }, { environment, found: (what) => found.push(what) });
  return { found, socket: opened(), clock: environment.clock };
}

function check() {
  const { environment, opened } = network();
  const asked = { room_id: ROOM_ID, admin_secret: "secret" };
  const link = checkAdminLink(SERVER_URL, asked, environment);
  return { link, socket: opened(), clock: environment.clock };
}

function network() {
  const sockets: FakeSocket[] = [];
  const openSocket: Environment["openSocket"] = (url, protocols, events) => {
    const socket = new FakeSocket(url, protocols, events);
    sockets.push(socket);
    return socket;
  };
  const opened = (): FakeSocket => {
    const [socket] = sockets;
    assert(socket !== undefined);
    return socket;
  };
  return { environment: { clock: new FakeClock(), openSocket }, opened };
}
