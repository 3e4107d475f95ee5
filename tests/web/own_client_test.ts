// The one client of a tab: an admin link opened by somebody who has a seat already.
import { assertEquals } from "@std/assert";
import { platform } from "../../src/client/mod.ts";
import { en } from "../../src/web/languages/en.ts";
import { Memory } from "../../src/web/state/memory.ts";
import { Notices } from "../../src/web/state/notices.ts";
import { OwnClient } from "../../src/web/state/own_client.ts";
import type { RoomSession } from "../../src/web/state/room_session.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { FakeSocket, SEAT, SERVER_URL, turns } from "../client/fake_world.ts";

/** What becomes of a seat when an admin link is opened over it. */
interface Opened {
  readonly own: OwnClient;
  readonly memory: Memory;
  readonly sockets: FakeSocket[];
  readonly arrived: RoomSession[];
  readonly notices: Notices;
}

/** Runs a story of somebody who has a seat in a room, and opens an admin link; by default it waits for its admin. */
async function withAdminLink(
  story: (opened: Opened) => Promise<void>,
  admin_id = "NOBODY",
): Promise<void> {
  const { openSocket } = platform;
  const sockets: FakeSocket[] = [];
  const arrived: RoomSession[] = [];
  try {
    platform.openSocket = (url, protocols, events) => {
      const socket = new FakeSocket(url, protocols, events);
      sockets.push(socket);
      return socket;
    };
    const clock = new FakeClock();
    const memory = new Memory(sessionStorage);
    const notices = new Notices(clock);
    memory.keepAdminSecret(SEAT.room_id, "secret");
    const own = new OwnClient({
      url: SERVER_URL,
      memory,
      notices,
      clock,
      onArrive: (session) => arrived.push(session),
      onStatus: () => {},
    });
    own.visit((client) => client.resume(SEAT), { room_id: SEAT.room_id, seat: SEAT });
    sockets[0]?.welcome({ admin_id });
    await story({ own, memory, sockets, arrived, notices });
    own.hangUp();
  } finally {
    platform.openSocket = openSocket;
    sessionStorage.clear();
  }
}

/** The server's answer to the question whether the link is right: a refusal that names this field. */
async function answers(socket: FakeSocket | undefined, field: string): Promise<void> {
  assertEquals(socket?.protocols.at(-1), "estimatex.admin.secret");
  socket?.receive({ type: "ERROR", data: { code: "bad_request", message: "", field } });
  socket?.end(4000);
  await turns();
}

Deno.test("[A3] who gives a seat up for an admin link joins, however the seat ends", async () => {
  for (const [how, code] of [["left", 1000], ["replaced", 4001], ["gone", 4010]] as const) {
    await withAdminLink(async ({ sockets }) => {
      await answers(sockets[1], "name");
      if (how === "left") sockets[0]?.ok(2);
      sockets[0]?.end(code);
      await turns();
      const asked = sockets.map(({ query }) => query.action);
      assertEquals(asked, ["RESUME", "JOIN_ROOM", "JOIN_ROOM"], how);
      assertEquals(sockets[2]?.protocols.at(-1), "estimatex.admin.secret");
    });
  }
});

Deno.test("[A3] a wrong admin link costs no seat", async () => {
  await withAdminLink(async ({ sockets, arrived, memory, notices }) => {
    await answers(sockets[1], "admin_secret");
    assertEquals([sockets.length, sockets[0]?.sent], [2, []], "nobody leaves");
    assertEquals(arrived.map(({ room }) => room.peek().room_id), [SEAT.room_id]);
    assertEquals(memory.adminSecret(SEAT.room_id), null, "it is not tried again");
    assertEquals(notices.shown.peek().map(({ text }) => text), [en.adminLink.wrong]);
  });
});

Deno.test("[A3] an admin link that could not be checked is kept, and so is the seat", async () => {
  await withAdminLink(async ({ sockets, arrived, memory, notices }) => {
    sockets[1]?.end(1013);
    await turns();
    assertEquals([sockets.length, sockets[0]?.sent], [2, []], "nobody leaves");
    assertEquals(arrived.map(({ room }) => room.peek().room_id), [SEAT.room_id]);
    assertEquals(memory.adminSecret(SEAT.room_id), "secret", "a reload tries it again");
    assertEquals(notices.shown.peek().map(({ text }) => text), [en.adminLink.unchecked]);
  });
});

Deno.test("[A3] who opens an admin link too late reads who is the admin", async () => {
  const said = { BOB: [en.adminLink.late("bob")], ANA: [] };
  for (const [admin, expected] of Object.entries(said)) {
    await withAdminLink(async ({ sockets, arrived, memory, notices }) => {
      await turns();
      assertEquals([sockets.length, arrived.length], [1, 1], "nobody asks, nobody leaves");
      assertEquals(memory.adminSecret(SEAT.room_id), null);
      assertEquals(notices.shown.peek().map(({ text }) => text), expected);
    }, admin);
  }
});
