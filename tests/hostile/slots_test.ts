// A connection stops counting exactly once, however it ends [W10]: an address is filled, its connections end in one of
// many ways, and then exactly as many fit again.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { eventually } from "../e2e/patience.ts";
import type { RawSocket } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { encodeFrame, OPCODE } from "../e2e/wire.ts";
import { permittedTest } from "../permitted.ts";
import { handshake } from "./handshakes.ts";
import { Line } from "./line.ts";
import { ResettableLine } from "./reset.ts";
import {
  fills,
  fillsAgain,
  joins,
  PER_ADDRESS,
  PER_ADDRESS_FULL,
  refusal,
  TOTAL,
  TOTAL_FULL,
} from "./seats.ts";
import { event, farewellTo, repeated, textFrame } from "./stranger.ts";

/** Takes all slots of an address and lets go of them. */
type Ending = (server: Server, address: string) => Promise<void>;

/** Connections that sit in a room of their own, and then this happens to each. */
function seated(end: (socket: RawSocket) => Promise<unknown>): Ending {
  return async (server, address) => {
    const sockets = await fills(server, address, PER_ADDRESS);
    assertStringIncludes(await refusal(server, address), PER_ADDRESS_FULL);
    for (const socket of sockets) await end(socket);
    // Whatever is left of them is up to the server now.
    await using stack = new AsyncDisposableStack();
    for (const socket of sockets) stack.use(socket);
  };
}

/** Connections that take no slot for longer than it takes to answer them. */
function fleeting(visit: (server: Server, address: string) => Promise<void>): Ending {
  return async (server, address) => {
    for (let i = 0; i < 2 * PER_ADDRESS; i++) await visit(server, address);
  };
}

const from = (address: string) => ({ more: [`X-Forwarded-For: ${address}`] });
const { binary, close, continuation } = OPCODE;
/** Enough refusals to fill the kernel's buffers and our own limit [S4]. */
const UNREAD = repeated(textFrame(event("JOIN_ROOM", { room_id: "ZZZZZZZZ" })), 2 ** 16);

const ENDINGS: Readonly<Record<string, Ending>> = {
  "a close frame, and the answer is waited for": seated((socket) => socket.close()),
  "a close frame, and gone": seated((socket) => socket.frame(close, new Uint8Array())),
  "cut": seated((socket) => socket.cut()),
  "cut in the middle of a frame": seated(async (socket) => {
    await socket.write(new Uint8Array([0x81, 0xfe, 0x10]));
    await socket.cut();
  }),
  "cut in the middle of a message": seated(async (socket) => {
    await socket.write(encodeFrame(OPCODE.text, new Uint8Array(9), { fin: false }));
    await socket.cut();
  }),
  "reset": async (server, address) => {
    const lines = await Promise.all(
      Array.from(
        { length: PER_ADDRESS },
        () => ResettableLine.open(server.port, handshake(from(address))),
      ),
    );
    assertStringIncludes(await refusal(server, address), PER_ADDRESS_FULL);
    for (const line of lines) await line.reset();
  },
  "closed by the server, answered": seated(async (socket) => {
    await socket.frame(binary, new Uint8Array(1));
    assertEquals(await farewellTo(socket), 1003);
  }),
  "a frame that breaks the protocol": seated(async (socket) => {
    await socket.frame(continuation, new Uint8Array(1));
    await socket.rest();
  }),
  "refused by the room": fleeting(async (server, address) => {
    await using late = await joins(server, address, true, "/ws?action=JOIN_ROOM&name=l&room_id=x");
    assertEquals(await farewellTo(late), 1000);
  }),
  "vanished before it was open": fleeting(async ({ port }, address) => {
    await using line = await Line.open(port);
    await line.send(handshake(from(address)));
  }),
  "a handshake that is none": fleeting(async ({ port }, address) => {
    await using line = await Line.open(port);
    await line.send(handshake({ ...from(address), instead: { connection: ["Connection: x"] } }));
    const { text } = await line.receive((text) => text.includes("\r\n\r\n"));
    assertStringIncludes(text, "HTTP/1.1 400");
  }),
  "in mid-handshake": fleeting(async ({ port }, address) => {
    await using line = await Line.open(port);
    await line.send(handshake(from(address)).slice(0, -2));
  }),

  // What the server has closed counts until it is really gone: its peer holds a descriptor of ours.
  "closed by the server, unanswered": async (server, address) => {
    const sockets = await fills(server, address, PER_ADDRESS);
    await using stack = new AsyncDisposableStack();
    for (const socket of sockets) {
      stack.use(socket).polite = false;
      await socket.frame(binary, new Uint8Array(1));
      assertEquals(await farewellTo(socket), 1003);
    }
    assertStringIncludes(await refusal(server, address), PER_ADDRESS_FULL);
  },
  "put out for reading too slowly": async (server, address) => {
    const sockets = await fills(server, address, PER_ADDRESS);
    await using stack = new AsyncDisposableStack();
    for (const socket of sockets) stack.use(socket);
    const [slow] = sockets;
    assert(slow !== undefined);
    const isOut = server.logged("slow_reader").then(() => true);
    // Writes stall once it is out: nobody waits for the last one.
    const write = () => slow.write(UNREAD).then(() => false, () => false);
    while (!await Promise.race([isOut, write()]));
  },
};

/** After its connections ended, exactly as many of an address fit in as before. */
async function comesBack(server: Server, address: string): Promise<void> {
  const sockets = await eventually("the slots", () => fillsAgain(server, address));
  assertStringIncludes(await refusal(server, address), PER_ADDRESS_FULL);
  for (const socket of sockets) await socket.close();
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`[W10] a slot comes back, ${some}`, async (t) => {
    const limits = ["--max-connections-per-ip", `${PER_ADDRESS}`, "--max-connections", `${TOTAL}`];
    const flags = [...limits, "--trust-proxy", "--message-rate", "0"];
    await using server = await Server.start({ workers, flags });
    let last = 0;
    for (const [how, ending] of Object.entries(ENDINGS)) {
      const address = `192.0.2.${++last}`;
      await t.step(how, async () => {
        await ending(server, address);
        await comesBack(server, address);
      });
    }
    await t.step("and of the slots in all none is lost, nor one too many there", async () => {
      await using stack = new AsyncDisposableStack();
      for (const address of ["198.51.100.1", "198.51.100.2"]) {
        const sockets = await eventually("the slots", () => fillsAgain(server, address));
        for (const socket of sockets) stack.use(socket);
      }
      assertStringIncludes(await refusal(server, "198.51.100.3"), TOTAL_FULL);
    });
  });

  permittedTest(
    `[W8, W10] a slot comes back from who is silent for too long, ${some}`,
    async () => {
      const limits = ["--max-connections-per-ip", `${PER_ADDRESS}`, "--v1-idle-timeout", "2s"];
      await using server = await Server.start({ workers, flags: [...limits, "--trust-proxy"] });
      const sockets = await fills(server, "192.0.2.1", PER_ADDRESS);
      await using stack = new AsyncDisposableStack();
      for (const socket of sockets) stack.use(socket).polite = false;
      // They hold the line, and answer nothing.
      await comesBack(server, "192.0.2.1");
    },
  );
}
