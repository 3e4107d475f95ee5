// The wall clock is set forward and back during sessions. Durations must not change: no room closes as idle [R17], no
// seat is freed [R3], and nothing that is due is delayed.
import { assertEquals } from "@std/assert";
import { SWEEP_MS } from "../../src/hosting/sweep.ts";
import { pass, PATIENCE_MS } from "../e2e/patience.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { isUpdated, Table } from "../e2e/table.ts";
import { all } from "./all.ts";
import { FakeTime, fakeTimeTest } from "./fake_time.ts";
import { Subject } from "./subject.ts";

const HOUR_MS = 3_600_000;

interface Story {
  readonly flags?: readonly string[];
  /** How far the clock leaps when the story says so. */
  readonly by: "+1h" | "-1h";
  readonly story: (server: Subject, leap: () => Promise<void>) => Promise<void>;
}

/** Runs a story without threads and with them, at once, each with a server and a clock of its own. */
async function onEach({ flags = [], by, story }: Story): Promise<void> {
  await all([1, 2], async (workers) => {
    await using time = await FakeTime.create();
    await using server = await Subject.start({ workers, flags, env: time.env });
    await story(server, () => time.set(by));
    await server.stop();
    const [first, last] = [server.log.at(0), server.log.at(-1)].map((line) => `${line?.["time"]}`);
    const hours = (Date.parse(last ?? "") - Date.parse(first ?? "")) / HOUR_MS;
    assertEquals(Math.round(hours), Number.parseInt(by), "the clock has not leapt");
  });
}

/** A client that has a seat and has yet to claim it [R3]. */
async function ghost(server: Subject, table: Table): Promise<RawSocket> {
  const path = `/ws?action=JOIN_ROOM&name=ghost&room_id=${table.roomId}`;
  const socket = await RawSocket.open(server.port, { path });
  // a message for another room is answered as soon as the seat is there
  await socket.text(event("JOIN_ROOM", { room_id: "ZZZZZZZZ" }));
  assertEquals((await socket.message()).kind, "text");
  return socket;
}

const event = (type: string, data: unknown) => JSON.stringify({ type, data });

fakeTimeTest(
  "[R3, R17] the clock leaps an hour ahead: nobody is taken for idle or late",
  () =>
    onEach({
      flags: ["--room-idle", "30m"],
      by: "+1h",
      async story(server, leap) {
        await using table = new Table(server);
        const anna = await table.creates("anna", 3);
        const bela = await table.joins("bela");
        await anna.sends("BEGIN_VOTING", { ticket_id: "T-ONE" });
        await anna.votes("13");
        await using late = await ghost(server, table);

        await leap();
        // the one thing to wait for is that nothing happens: rooms are looked over every SWEEP_MS
        await pass(3 * SWEEP_MS);

        await late.text(event("JOIN_ROOM", { room_id: table.roomId }));
        await isUpdated(anna, "ghost", 1);
        await bela.votes("8");
        await late.text(event("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "5" }));
        await anna.reveals();
        await bela.receives("VOTES_REVEALED");
        assertEquals(server.count("session_ended"), 0, `${server}`);
      },
    }),
);

fakeTimeTest(
  "[R17] the clock is set back an hour: an idle room closes when it should",
  () =>
    onEach({
      flags: ["--room-idle", "2s"],
      by: "-1h",
      async story(server, leap) {
        await using table = new Table(server);
        const anna = await table.creates("anna", 3);
        await leap();
        assertEquals((await anna.ended()).code, 1000);
        assertEquals((await server.logged("session_ended"))["reason"], "idle");
      },
    }),
);

fakeTimeTest(
  "[R3] the clock is set back an hour: a seat nobody claims is freed when it should",
  () =>
    onEach({
      by: "-1h",
      async story(server, leap) {
        await using table = new Table(server);
        await table.creates("anna", 2);
        await using silent = await ghost(server, table);
        await leap();
        const frames = await silent.rest(2 * PATIENCE_MS);
        assertEquals(frames.map(({ kind }) => kind), ["text", "close"], `${server}`);
        await table.joins("bela");
      },
    }),
);

fakeTimeTest("[S6] the clock is set back an hour while the server stops: it stops", () =>
  onEach({
    by: "-1h",
    async story(server, leap) {
      await using table = new Table(server);
      await table.fills("anna", "bela");
      // answers no close frame, so that the stop takes a while
      const path = `/ws?action=JOIN_ROOM&name=deaf&room_id=${table.roomId}`;
      await using _deaf = await RawSocket.open(server.port, { path, polite: false });
      server.signal("SIGTERM");
      await server.logged("stopping");
      await leap();
      assertEquals((await server.ended()).code, 0, `${server}`);
    },
  }));
