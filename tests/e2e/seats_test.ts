// Seats: reserved at once, announced by JOIN_ROOM, freed when nobody comes [R2, R3].
import { assert, assertEquals, assertGreater } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { RawSocket } from "./raw_socket.ts";
import { Server } from "./server.ts";
import { stories } from "./stories.ts";
import { assertFrames, eventually, Table, told, turnedAway } from "./table.ts";
import type { Terminal } from "./v1_terminal.ts";

const CLIENTS = 20;
const SEATS_LEFT = 3;

/** Waits until an unannounced connection has its seat: what it sends is refused only then. */
async function reserved(ghost: RawSocket): Promise<void> {
  await ghost.text(JSON.stringify({ type: "BEGIN_VOTING", data: { ticket_id: "T-ONE" } }));
  assertEquals((await ghost.message()).kind, "text");
}

stories("seats", {
  "[R2] twenty clients race for the last three seats": async (server) => {
    await using table = new Table(server);
    const anna = await table.creates("anna", 1 + SEATS_LEFT);
    const racers = await Promise.all(
      Array.from({ length: CLIENTS }, (_, i) => table.knocks(`racer-${i}.`)),
    );
    await anna.prompted("begin");
    const losers: Terminal[] = [];
    const winners: Terminal[] = [];
    for (const racer of racers) {
      (await racer.staysFor("ROOM_CAPACITY_REACHED") ? winners : losers).push(racer);
    }
    assertEquals(winners.length, SEATS_LEFT);
    for (const loser of losers) await turnedAway(loser);
    assertEquals(anna.types, [
      "CREATE_ROOM",
      ...Array(2 + SEATS_LEFT).fill("ROOM_JOIN_UPDATES"),
      "ROOM_CAPACITY_REACHED",
      "BEGIN_VOTING_PROMPT",
    ]);
    for (const winner of winners) await told(anna, winner.name, 1);
    await anna.begins("T-ONE");
    for (const person of [anna, ...winners]) await person.votes("13");
    await anna.reveals();
    await anna.prompted("begin");
  },

  "[R2] the seat of one who left can be taken": async (server) => {
    await using table = new Table(server);
    const [anna, bela] = await table.fills("anna", "bela");
    assert(anna !== undefined && bela !== undefined);
    await bela.cut();
    const cyril = await eventually(async () => {
      const terminal = await table.knocks("cyril");
      return await terminal.staysFor("ROOM_JOIN_UPDATES") ? terminal : undefined;
    });
    await cyril.receives("ROOM_CAPACITY_REACHED");
  },

  "[R3] JOIN_ROOM again changes nothing": async (server) => {
    await using table = new Table(server);
    const anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    for (let i = 0; i < 3; i++) await bela.sends("JOIN_ROOM", { room_id: table.roomId });
    const cyril = await table.joins("cyril");
    await cyril.receives("ROOM_CAPACITY_REACHED");
    await anna.prompted("begin");
    assertFrames(anna, [
      "CREATE_ROOM",
      "ROOM_JOIN_UPDATES",
      "ROOM_JOIN_UPDATES anna",
      "ROOM_JOIN_UPDATES bela",
      "ROOM_JOIN_UPDATES cyril",
      "ROOM_CAPACITY_REACHED",
      "BEGIN_VOTING_PROMPT",
    ]);
  },

  "[R3] JOIN_ROOM for another room is refused, and the seat can still be taken": async (server) => {
    await using table = new Table(server);
    await using elsewhere = new Table(server);
    const anna = await table.creates("anna", 2);
    const other = await elsewhere.creates("other", 2);
    const path = `/ws?action=JOIN_ROOM&name=bela&room_id=${table.roomId}`;
    await using bela = await RawSocket.open(server.port, { path });
    const join = (room_id: string) => JSON.stringify({ type: "JOIN_ROOM", data: { room_id } });
    await bela.text(join(elsewhere.roomId));
    const refusal = await bela.message();
    assert(refusal.kind === "text" && !refusal.text.startsWith("{"), JSON.stringify(refusal));
    assert(!anna.frames.some(({ raw }) => raw.includes("bela")), "nobody was announced");
    await bela.text(join(table.roomId));
    await anna.prompted("begin");
    await told(anna, "bela", 1);
    await other.interrupt();
    assert(!other.types.includes("ROOM_CAPACITY_REACHED"));
  },

  "[R3] an unannounced seat is nobody yet: it is not waited for, and leaves without a word": async (
    server,
  ) => {
    await using table = new Table(server);
    const [anna, bela] = [await table.creates("anna", 3), await table.joins("bela")];
    const path = `/ws?action=JOIN_ROOM&name=ghost&room_id=${table.roomId}`;
    await using ghost = await RawSocket.open(server.port, { path });
    await reserved(ghost);
    await ghost.close();
    const cyril = await eventually(async () => {
      const terminal = await table.knocks("cyril");
      return await terminal.staysFor("ROOM_JOIN_UPDATES") ? terminal : undefined;
    });
    await anna.prompted("begin");
    await bela.receives("ROOM_CAPACITY_REACHED");
    for (const person of [anna, bela, cyril]) {
      assert(person.frames.every(({ raw }) => !raw.includes("ghost")), `${person}`);
    }
  },
});

// The one story that takes its time: all numbers of workers at once.
permittedTest(
  "[R3] a seat whose JOIN_ROOM doesn't come within 10 s is freed and closed",
  async () => {
    await Promise.all([1, 2, 4].map(async (workers) => {
      await using server = await Server.start({ workers });
      await using table = new Table(server);
      const anna = await table.creates("anna", 2);
      const path = `/ws?action=JOIN_ROOM&name=ghost&room_id=${table.roomId}`;
      await using ghost = await RawSocket.open(server.port, { path });
      const since = performance.now();
      await reserved(ghost);
      const refused = await table.knocks("early");
      await turnedAway(refused);
      const frames = await ghost.rest(20_000);
      // A lower bound holds however busy the machine is.
      assertGreater(performance.now() - since, 8_000);
      const [farewell, close] = frames;
      const told = farewell?.kind === "text" && close?.kind === "close" && close.code === 1000;
      assert(told, `${JSON.stringify(frames)}\n${server}`);
      await table.joins("bela");
      await anna.prompted("begin");
      assert(anna.frames.every(({ raw }) => !raw.includes("ghost")));
    }));
  },
);
