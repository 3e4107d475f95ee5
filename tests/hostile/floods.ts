/**
 * Floods from people who don't read [W6, S4]: as fast as the server takes it, and past what it takes.
 * Those that it should end, it ends; of those that are not messages the runtime below sees to it that
 * nobody's answers pile up: it reads no further while an answer can't be written.
 */
import { assert, assertEquals } from "@std/assert";
import type { RawSocket } from "../e2e/raw_socket.ts";
import { encodeFrame, OPCODE } from "../e2e/wire.ts";
import { handshake } from "./handshakes.ts";
import { Line } from "./line.ts";
import { type Abuse, MESSAGE_RATE } from "./siege.ts";
import { creator, event, farewellTo, isServed, repeated, textFrame } from "./stranger.ts";

const MIB = 2 ** 20;
const PEOPLE = 8;
/** Past the burst of W6, whatever is earned meanwhile. */
const MESSAGES = 20 * MESSAGE_RATE;

const { binary, ping, pong } = OPCODE;
const JOIN = textFrame(event("JOIN_ROOM", { room_id: "ZZZZZZZZ" }));

const times = (count: number, frame: Uint8Array) => repeated(frame, count * frame.length);

/** Several people send this without reading anything; then they read how it ended. */
function floods(flood: Uint8Array, ...outcomes: (number | "end")[]): Abuse {
  return async (server, canary) => {
    await using stack = new AsyncDisposableStack();
    const all: RawSocket[] = [];
    for (let i = 0; i < PEOPLE; i++) all.push(stack.use(await creator(server)));
    // Writes stall where the server doesn't read on: nobody waits for them.
    for (const socket of all) socket.write(flood).catch(() => {});
    await canary.estimates();
    for (const socket of all) {
      const outcome = await farewellTo(socket);
      assert(outcomes.includes(outcome), `${outcome} instead of ${outcomes}`);
    }
  };
}

/** Several people send this without reading anything; then they read on, and are served as before. */
function bears(flood: Uint8Array): Abuse {
  return async (server, canary) => {
    await using stack = new AsyncDisposableStack();
    const all: RawSocket[] = [];
    for (let i = 0; i < PEOPLE; i++) all.push(stack.use(await creator(server)));
    for (const socket of all) socket.write(flood).catch(() => {});
    await canary.estimates();
    const [first, ...others] = all;
    assert(first !== undefined && await isServed(first));
    // The others go as they are, answers unread.
    assertEquals(others.length, PEOPLE - 1);
  };
}

export const FLOODS: Readonly<Record<string, Abuse>> = {
  // With unread bytes left in front of the close frame, the kernel may lose it: then it is a bare end.
  "[W6] messages past the rate: 1008": floods(times(MESSAGES, JOIN), 1008, "end"),
  "[W6] malformed messages: 1008": floods(times(MESSAGES, textFrame("x")), 1008, "end"),
  "[W6] binary messages: 1003": floods(
    times(MESSAGES, encodeFrame(binary, new Uint8Array(9))),
    1003,
    "end",
  ),
  "[W6] messages of 17 KiB: 1009": floods(times(500, textFrame("x".repeat(17_000))), 1009, "end"),

  "pings of all sizes are answered as fast as they are read": bears(
    repeated(encodeFrame(ping, new Uint8Array(125)), 4 * MIB),
  ),
  "pongs that nobody asked for count for nothing": bears(
    repeated(encodeFrame(pong, new Uint8Array(125)), 4 * MIB),
  ),

  "[W4] messages that come with the handshake itself: at most 8 wait": async ({ port }) => {
    await using line = await Line.open(port);
    const head = new TextEncoder().encode(handshake());
    await line.send(new Uint8Array([...head, ...times(MESSAGES, JOIN)]));
    const { text, ended } = await line.receive((text) => text.includes("\x88"));
    assert(ended || /Too many messages/.test(text), text.slice(0, 500));
  },

  "[W7] hundreds of peers that never answer their close frame": async (server, canary) => {
    await using stack = new AsyncDisposableStack();
    const deaf: RawSocket[] = [];
    for (let i = 0; i < 200; i++) deaf.push(stack.use(await creator(server, false)));
    for (const socket of deaf) await socket.frame(binary, new Uint8Array(1));
    for (const socket of deaf) assertEquals(await farewellTo(socket), 1003);
    await canary.estimates();
  },
};
