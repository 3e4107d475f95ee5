// The one client of a tab: an admin link opened by somebody who has a seat already.
import { assertEquals } from "@std/assert";
import { platform } from "../../src/client/mod.ts";
import { Memory } from "../../src/web/state/memory.ts";
import { Notices } from "../../src/web/state/notices.ts";
import { OwnClient } from "../../src/web/state/own_client.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { FakeSocket, SEAT, SERVER_URL, turns } from "../client/fake_world.ts";

Deno.test("[A3] who gives a seat up for an admin link joins, however the seat ends", async () => {
  const { openSocket } = platform;
  try {
    for (const [how, code] of [["left", 1000], ["replaced", 4001], ["gone", 4010]] as const) {
      const sockets: FakeSocket[] = [];
      platform.openSocket = (url, protocols, events) => {
        const socket = new FakeSocket(url, protocols, events);
        sockets.push(socket);
        return socket;
      };
      const clock = new FakeClock();
      const memory = new Memory(sessionStorage);
      memory.keepAdminSecret(SEAT.room_id, "secret");
      const own = new OwnClient({
        url: SERVER_URL,
        memory,
        notices: new Notices(clock),
        clock,
        onArrive: () => {},
        onStatus: () => {},
      });
      own.visit((client) => client.resume(SEAT), { room_id: SEAT.room_id, seat: SEAT });
      sockets[0]?.welcome({ admin_id: "NOBODY" });
      if (how === "left") sockets[0]?.ok(2);
      sockets[0]?.end(code);
      await turns();
      assertEquals(sockets.map(({ query }) => query.action), ["RESUME", "JOIN_ROOM"], how);
      own.hangUp();
    }
  } finally {
    platform.openSocket = openSocket;
    sessionStorage.clear();
  }
});
