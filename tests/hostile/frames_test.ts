// Frames from a member that violate RFC 6455. The runtime reads frames: at most violations it ends the connection
// without a close frame ("end"); those that it accepts must be harmless. The room learns only that the member has left.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RawSocket } from "../e2e/raw_socket.ts";
import { isUpdated, Table } from "../e2e/table.ts";
import { closePayload, encodeFrame, OPCODE } from "../e2e/wire.ts";
import { type Abuse, sieges } from "./siege.ts";
import { creator, event, farewellTo, isServed, member } from "./stranger.ts";

/** "served": the connection lives on, and is answered as before. */
type Outcome = number | "end" | "served";
type Row = readonly [what: string, frames: readonly Uint8Array[], ...outcomes: Outcome[]];

const bytes = (...values: number[]) => new Uint8Array(values);
const utf8 = (text: string) => new TextEncoder().encode(text);
const EVENT = utf8(event("JOIN_ROOM", { room_id: "ZZZZZZZZ" }));
const { continuation, text, binary, close, ping, pong } = OPCODE;

/** A frame with one bit of its first byte turned. */
function withBit(bit: number, frame: Uint8Array): Uint8Array {
  frame[0] = (frame[0] ?? 0) ^ bit;
  return frame;
}

/** A message in fragments, each followed by a ping. */
function fragments(payload: Uint8Array, size: number, opcode: number = text): Uint8Array[] {
  const count = Math.max(1, Math.ceil(payload.length / size));
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => [
    encodeFrame(i === 0 ? opcode : continuation, payload.slice(i * size, (i + 1) * size), {
      fin: i === count - 1,
    }),
    encodeFrame(ping, bytes(i & 0xff)),
  ]);
}

const open = (payload: Uint8Array, opcode: number = text) =>
  encodeFrame(opcode, payload, { fin: false });
const rest = (payload: Uint8Array, fin = true) => encodeFrame(continuation, payload, { fin });
const unmasked = { mask: false };

const MASKS: readonly Row[] = [
  // Masks protect proxies from browsers, not us: the runtime reads what comes without one, too.
  ["an unmasked text", [encodeFrame(text, EVENT, unmasked)], "served", "end", 1002],
  ["an unmasked ping", [encodeFrame(ping, bytes(1), unmasked)], "served", "end", 1002],
  ["an unmasked close", [encodeFrame(close, closePayload(1000, ""), unmasked)], 1000, "end", 1002],
  ["text under another mask", [encodeFrame(text, EVENT).with(2, 1).with(3, 2)], "served", "end"],
  ["a mask that makes it no UTF-8", [bytes(0x81, 0x82, 0xff, 0xff, 0, 0, 0, 0)], "end", 1007],
];

const BITS: readonly Row[] = [
  ...[0x40, 0x20, 0x10].flatMap((bit): Row[] => [
    [`reserved bit ${bit} of a text`, [withBit(bit, encodeFrame(text, EVENT))], "end", 1002],
    [`reserved bit ${bit} of a ping`, [withBit(bit, encodeFrame(ping, bytes(1)))], "end", 1002],
  ]),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): Row => [
    `opcode ${opcode}`,
    [encodeFrame(opcode, bytes(1))],
    "end",
    1002,
  ]),
];

const FRAGMENTS: readonly Row[] = [
  ["a text in two", fragments(EVENT, 20), "served"],
  ["a text byte by byte", fragments(EVENT, 1), "served"],
  ["letters and emoji cut anywhere", fragments(utf8('{"type":"é€👩‍💻"}'), 1), "served"],
  ["empty fragments", [open(bytes()), rest(bytes(), false), rest(EVENT)], "served"],
  ["a binary message in two", fragments(bytes(1, 2), 1, binary), 1003],
  ["16 KiB and a byte in fragments", fragments(new Uint8Array(16_385).fill(65), 99), 1009],
  ["a continuation of nothing", [rest(EVENT)], "end", 1002],
  ["a continuation of nothing that goes on", [rest(EVENT, false)], "end", 1002],
  ["a message inside a message", [open(EVENT), encodeFrame(text, EVENT)], "end", 1002],
  ["a close inside a message", [open(EVENT), encodeFrame(close, closePayload(1000, ""))], 1000],
];

const CONTROLS: readonly Row[] = [
  ["a ping of 125 bytes", [encodeFrame(ping, new Uint8Array(125))], "served"],
  ["a pong that nobody asked for", [encodeFrame(pong, bytes(1))], "served"],
  ["a ping of 126 bytes", [encodeFrame(ping, new Uint8Array(126))], "end", 1002],
  // The runtime skips pongs without a look at their length.
  ["a pong of 126 bytes", [encodeFrame(pong, new Uint8Array(126))], "served", "end", 1002],
  ["a ping in fragments", [open(bytes(1), ping)], "end", 1002],
  ["a close in fragments", [open(closePayload(1000, ""), close)], "end", 1002],
];

const TEXTS: readonly Row[] = [
  ["no UTF-8", [encodeFrame(text, bytes(0xff, 0xfe))], "end", 1007],
  ["half a surrogate pair", [encodeFrame(text, bytes(0xed, 0xa0, 0x80))], "end", 1007],
  ["an overlong slash", [encodeFrame(text, bytes(0xc0, 0xaf))], "end", 1007],
  ["half a letter", [encodeFrame(text, bytes(0xe2, 0x82))], "end", 1007],
  ["past the last letter", [encodeFrame(text, bytes(0xf4, 0x90, 0x80, 0x80))], "end", 1007],
  ["no UTF-8 across fragments", [open(bytes(0xe2)), rest(bytes(0x28))], "end", 1007],
  ["a NUL and all other control characters", [
    encodeFrame(text, Uint8Array.from({ length: 32 }, (_, i) => i)),
  ], "served"],
];

/** Close frames are answered with what they say; those that may not be sent, with 1002. */
const CLOSES: readonly Row[] = [
  ["no code", [encodeFrame(close, bytes())], 1005],
  ["half a code", [encodeFrame(close, bytes(3))], "end", 1002],
  ["a reason that is no UTF-8", [encodeFrame(close, bytes(3, 0xe8, 0xff))], "end", 1007],
  ...[1000, 1001, 1002, 1003, 1007, 1011, 1012, 3000, 4999].map((code): Row => [
    `code ${code}`,
    [encodeFrame(close, closePayload(code, "because"))],
    code,
  ]),
  ...[0, 1, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65_535].map((code): Row => [
    `code ${code}, which is none`,
    [encodeFrame(close, closePayload(code, "because"))],
    1002,
    "end",
  ]),
  ["a text behind a close", [
    encodeFrame(close, closePayload(1000, "")),
    encodeFrame(text, EVENT),
  ], 1000],
];

const RUBBISH: readonly Row[] = [
  ["HTTP", [utf8("GET /ws HTTP/1.1\r\n\r\n")], "end", 1002],
  ["NULs", [new Uint8Array(300)], "end", 1002],
  ["a length written too long", [bytes(0x81, 0xfe, 0, 1, 0, 0, 0, 0, 0x41)], "served", "end", 1002],
];

async function outcomeOf(socket: RawSocket, expected: readonly Outcome[]): Promise<Outcome> {
  if (expected.includes("served") && await isServed(socket)) return "served";
  return await farewellTo(socket);
}

function rows(table: readonly Row[]): Abuse {
  return async (server) => {
    await using hall = new Table(server);
    const anna = await hall.creates("anna", 90);
    let number = 100;
    for (const [what, frames, ...expected] of table) {
      const name = `mole-${++number}`;
      await using mole = await member(server, { name, roomId: hall.roomId });
      // The server may hang up before it has read everything.
      for (const frame of frames) await mole.write(frame).catch(() => {});
      const outcome = await outcomeOf(mole, expected);
      assert(expected.includes(outcome), `${what}: ${outcome} instead of ${expected}`);
      await mole.cut();
      await isUpdated(anna, name, 2);
      assert(anna.frames.filter(({ raw }) => raw.includes(name)).length === 2, `${anna}`);
    }
  };
}

sieges("[W6, W7] broken frames", {
  "masks": rows(MASKS),
  "reserved bits and opcodes": rows(BITS),
  "fragments": rows(FRAGMENTS),
  "control frames": rows(CONTROLS),
  "texts": rows(TEXTS),
  "close frames": rows(CLOSES),
  "rubbish": rows(RUBBISH),

  "a message in fragments is one, and the pings between them are answered": async (server) => {
    await using socket = await creator(server);
    const word = "ÄÖÜ-€-👩‍💻";
    const frames = fragments(utf8(event(word, {})), 1);
    for (const frame of frames) await socket.write(frame);
    for (let pings = frames.length / 2; pings > 1; pings--) {
      assertEquals((await socket.next()).kind, "pong");
    }
    // The last ping comes behind the end of the message: both are answered, in either order.
    const last = [await socket.next(), await socket.next()];
    assertEquals(last.map(({ kind }) => kind).sort(), ["pong", "text"]);
    assert(last.some((frame) => frame.kind === "text" && frame.text.includes(word)));
  },

  "a close frame of 126 bytes ends it": async (server) => {
    await using socket = await creator(server);
    await socket.frame(close, new Uint8Array(126).fill(65));
    // Deno 2.9.6 sends the same frame back, too long as it is, which our reader doesn't take.
    await farewellTo(socket).catch((error) => assertStringIncludes(`${error}`, "control frame"));
  },
});
