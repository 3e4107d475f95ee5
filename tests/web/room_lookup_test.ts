// Whether there is a room, before anybody types a name: what the server says of it, however much of that arrives.
import { assertEquals } from "@std/assert";
import { lookUpRoom } from "../../src/web/state/room_lookup.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { FakeSocket, SERVER_URL } from "../client/fake_world.ts";

Deno.test("[W4, W9] a room that is over is known by the close's code, or where that is lost by the error", () => {
  const table: [error: string | null, close: number, found: string][] = [
    ["no_such_room", 4004, "over"],
    ["no_such_room", 1006, "over"],
    [null, 4004, "over"],
    ["bad_request", 4000, "known"],
    [null, 1006, "known"],
  ];
  for (const [error, close, expected] of table) {
    const sockets: FakeSocket[] = [];
    const found: string[] = [];
    lookUpRoom(SERVER_URL, {
      clock: new FakeClock(),
      openSocket: (url, protocols, events) => {
        const socket = new FakeSocket(url, protocols, events);
        sockets.push(socket);
        return socket;
      },
    }, { isOver: () => found.push("over"), isKnown: () => found.push("known") });
    if (error !== null) sockets[0]?.error(error, null);
    sockets[0]?.end(close);
    assertEquals(found, [expected], `${error} ${close}`);
  }
});
