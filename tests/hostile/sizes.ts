/**
 * Messages of any size, and messages that never end [W6]. The runtime below takes frames of up to 64 MiB
 * and as many fragments of a message as come; the program sees a message only when it is whole.
 */
import { assert } from "@std/assert";
import type { RawSocket } from "../e2e/raw_socket.ts";
import { encodeFrame, OPCODE } from "../e2e/wire.ts";
import type { Abuse } from "./siege.ts";
import { admin, creator, farewellTo, repeated } from "./stranger.ts";

const MIB = 2 ** 20;
const { continuation, text, binary } = OPCODE;

const letters = (count: number) => new Uint8Array(count).fill(65);
const opening = encodeFrame(text, letters(1), { fin: false });
const mebibyte = encodeFrame(continuation, letters(MIB), { fin: false });
const ending = encodeFrame(continuation, letters(1));

/** A frame's first bytes: a masked text that claims to be this long. */
function claim(length: bigint): Uint8Array {
  const header = new Uint8Array(14);
  header.set([0x81, 0xff]);
  new DataView(header.buffer).setBigUint64(2, length);
  return header;
}

/** Somebody sends all this, while the server may hang up; and what it comes to. */
function sends(pieces: () => Iterable<Uint8Array>, ...outcomes: (number | "end")[]): Abuse {
  return async (server) => {
    // a slow machine may take longer for so much than a seat that nobody claims is kept
    await using socket = await admin(server);
    for (const piece of pieces()) await socket.write(piece).catch(() => {});
    const outcome = await farewellTo(socket);
    assert(outcomes.includes(outcome), `${outcome} instead of ${outcomes}`);
  };
}

/** Several people begin a message that never ends, send this much of it, and hang up. */
function neverEnds(fragment: number, { people, bytes }: { people: number; bytes: number }): Abuse {
  const piece = repeated(encodeFrame(continuation, letters(fragment), { fin: false }), MIB / 4);
  return async (server, canary) => {
    await using stack = new AsyncDisposableStack();
    const all: RawSocket[] = [];
    for (let i = 0; i < people; i++) all.push(stack.use(await creator(server)));
    await Promise.all(all.map(async (socket) => {
      await socket.write(opening);
      for (let sent = 0; sent < bytes; sent += piece.length) await socket.write(piece);
    }));
    await canary.estimates();
  };
}

export const SIZES: Readonly<Record<string, Abuse>> = {
  "[W6] a text of 63 MiB: 1009": sends(() => [encodeFrame(text, letters(63 * MIB))], 1009),

  "[W6] a binary message of 63 MiB: 1003": sends(
    () => [encodeFrame(binary, letters(63 * MIB))],
    1003,
  ),

  "[W6] a text of 63 MiB in fragments: 1009": sends(
    () => [opening, ...Array<Uint8Array>(63).fill(mebibyte), ending],
    1009,
  ),

  // More than the runtime takes in one frame: it hangs up at the header.
  "a frame that claims more than 64 MiB, up to what can't be: the end": async (server, canary) => {
    for (const length of [2n ** 63n, 2n ** 64n - 1n, 2n ** 63n - 1n, 2n ** 40n, 2n ** 26n]) {
      const pieces = [claim(length), letters(MIB)];
      await sends(() => pieces, "end", 1002, 1009)(server, canary);
    }
  },

  "frames that claim 63 MiB and bring nothing cost nothing": async (server, canary) => {
    await using stack = new AsyncDisposableStack();
    for (let i = 0; i < 50; i++) {
      const socket = stack.use(await creator(server));
      await socket.write(claim(63n * 2n ** 20n));
    }
    await canary.estimates();
  },

  "an endless stream of fragments of one byte": neverEnds(1, { people: 4, bytes: 4 * MIB }),
  "an endless stream of empty fragments": neverEnds(0, { people: 4, bytes: 4 * MIB }),
  "an endless stream of fragments of 16 KiB": neverEnds(16_384, { people: 8, bytes: 16 * MIB }),
};

/** More than V8 has strings for: on it the runtime throws, where only the worker as a whole can catch. */
export const beyondStrings: Abuse = async (server) => {
  await using socket = await creator(server);
  await socket.write(opening);
  // The server may find a way to hang up sooner.
  for (let sent = 0; sent < 513; sent++) await socket.write(mebibyte).catch(() => {});
  await socket.write(ending).catch(() => {});
};
