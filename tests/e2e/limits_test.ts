// Limits of one connection [W6] and of all [W10]; other members notice no more of a violation than that the member has
// left.
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { RawSocket } from "./raw_socket.ts";
import { permittedTest } from "../permitted.ts";
import { Server } from "./server.ts";
import { stories, type Story } from "./stories.ts";
import { assertFrames, isUpdated, Table } from "./table.ts";
import { type Frame, OPCODE } from "./wire.ts";

/** Messages that may come at once: three times the rate of 20 a second. */
const BURST = 60;

/** A member of a room with two others violates a limit. Resolves with what it was sent afterwards. */
async function misbehaves(
  server: { readonly port: number },
  misdeed: (socket: RawSocket) => Promise<void>,
): Promise<Frame[]> {
  await using table = new Table(server);
  const anna = await table.creates("anna", 4);
  const bela = await table.joins("bela");
  const path = `/ws?action=JOIN_ROOM&name=mallory&room_id=${table.roomId}`;
  await using mallory = await RawSocket.open(server.port, { path });
  await mallory.text(JSON.stringify({ type: "JOIN_ROOM", data: { room_id: table.roomId } }));
  for (let news = 0; news < 4; news++) assertEquals((await mallory.message()).kind, "text");
  await misdeed(mallory);
  const frames = await mallory.rest();
  await isUpdated(bela, "mallory", 2);
  await isUpdated(anna, "mallory", 2);
  assertFrames(bela, [
    `ROOM_JOIN_UPDATES ${table.roomId}`,
    "ROOM_JOIN_UPDATES anna",
    "ROOM_JOIN_UPDATES bela",
    "ROOM_JOIN_UPDATES mallory",
    "ROOM_JOIN_UPDATES mallory",
  ]);
  await table.joins("cyril");
  return frames;
}

function closeCode(frames: readonly Frame[]): number | undefined {
  const last = frames.at(-1);
  return last?.kind === "close" ? last.code : undefined;
}

const join = (padding: number) =>
  JSON.stringify({ type: "JOIN_ROOM", data: { room_id: "x".repeat(padding) } });

const misdeeds: Record<string, Story> = {
  "[W6] a binary frame closes with 1003": async (server) => {
    const frames = await misbehaves(
      server,
      (socket) => socket.frame(OPCODE.binary, new TextEncoder().encode(join(8))),
    );
    assertEquals(closeCode(frames), 1003);
  },

  "[W6] a message of more than 16 KiB closes with 1009": async (server) => {
    const frames = await misbehaves(server, (socket) => socket.text(join(17 * 1024)));
    assertEquals(closeCode(frames), 1009);
  },

  "[W6] more messages than the rate allows close with 1008": async (server) => {
    let answered = 0;
    const frames = await misbehaves(server, async (socket) => {
      // One at a time: with unread bytes left, the kernel may reset the line before the close is read.
      let answer: Frame;
      do {
        await socket.text(join(8));
        answer = await socket.message();
        answered++;
      } while (answer.kind === "text");
      assertEquals(closeCode([answer]), 1008);
    });
    assertGreater(answered, BURST - 10);
    assert(frames.every(({ kind }) => kind !== "text"));
  },

  "[W6] a flood ends the connection": async (server) => {
    const frames = await misbehaves(server, async (socket) => {
      // The server may hang up before all of it is written.
      for (let i = 0; i < 10 * BURST; i++) await socket.text(join(8)).catch(() => {});
    });
    assertLess(frames.length, 2 * BURST);
    assert([1008, undefined].includes(closeCode(frames)));
  },
};

stories("limits", misdeeds);

permittedTest(
  "[W10] refused connections are a line in the log a minute, and at the end the rest of them",
  async () => {
    await using server = await Server.start({ flags: ["--max-connections-per-ip", "1"] });
    await using table = new Table(server);
    await table.creates("anna", 4);
    for (let n = 0; n < 5; n++) {
      await using refused = await RawSocket.open(server.port, {
        path: `/ws?action=JOIN_ROOM&name=mallory&room_id=${table.roomId}`,
      });
      await refused.rest();
    }
    await server.stop();
    const lines = server.log.filter(({ event }) => event === "connection_refused");
    assertEquals(lines.map(({ times }) => times), [1, 4]);
  },
);
