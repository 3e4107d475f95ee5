// The raw WebSocket client itself, against a scripted peer: what no server that is tested with it would show.
import { assertEquals, assertRejects } from "@std/assert";
import { FakePeer } from "./fake_peer.ts";
import { OutOfPatience } from "./patience.ts";
import { permittedTest } from "../permitted.ts";
import { type OpenOptions, RawSocket } from "./raw_socket.ts";
import { encodeFrame, OPCODE } from "./wire.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function open(peer: FakePeer, options: OpenOptions = {}): Promise<RawSocket> {
  const [socket] = await Promise.all([RawSocket.open(peer.port, options), peer.accept()]);
  return socket;
}

permittedTest("raw socket: a wrong key proof is no handshake", async () => {
  await using peer = new FakePeer();
  const accepted = peer.accept({ proof: "c29tZXRoaW5nIGVsc2U=" });
  await assertRejects(() => RawSocket.open(peer.port), Error, "Sec-WebSocket-Accept");
  await accepted;
});

permittedTest("raw socket: fragments are joined, around control frames between them", async () => {
  await using peer = new FakePeer();
  await using socket = await open(peer);
  const sign = bytes("€");
  await peer.frame(OPCODE.text, sign.subarray(0, 1), false);
  await peer.frame(OPCODE.ping, bytes("?"));
  await peer.frame(OPCODE.continuation, sign.subarray(1, 2), false);
  await peer.frame(OPCODE.continuation, sign.subarray(2), true);
  assertEquals(await socket.next(), { kind: "ping", data: bytes("?") });
  assertEquals(await socket.next(), { kind: "text", text: "€" });
  assertEquals(await peer.next(), { kind: "pong", data: bytes("?") });
});

permittedTest("raw socket: frames glued together and cut anywhere are read alike", async () => {
  await using peer = new FakePeer();
  await using socket = await open(peer);
  const one = encodeFrame(OPCODE.text, bytes("one"), { mask: false });
  const two = encodeFrame(OPCODE.text, bytes("two"), { mask: false });
  const both = new Uint8Array([...one, ...two]);
  for (let cut = 1; cut < both.length; cut++) {
    await peer.write(both.subarray(0, cut));
    await peer.write(both.subarray(cut));
    assertEquals(await socket.next(), { kind: "text", text: "one" });
    assertEquals(await socket.next(), { kind: "text", text: "two" });
  }
});

permittedTest("raw socket: a wait that was given up loses nothing", async () => {
  await using peer = new FakePeer();
  await using socket = await open(peer);
  await assertRejects(() => socket.next(1), OutOfPatience);
  await peer.text("late");
  assertEquals(await socket.next(), { kind: "text", text: "late" });
});

permittedTest("raw socket: a peer that breaks the protocol fails the test", async () => {
  const cases: [string, Uint8Array][] = [
    ["mask", encodeFrame(OPCODE.text, bytes("x"), { mask: true })],
    ["reserved", new Uint8Array([0xc1, 0])],
    ["continuation", encodeFrame(OPCODE.continuation, bytes("x"), { mask: false })],
    ["control", encodeFrame(OPCODE.ping, bytes("x"), { mask: false, fin: false })],
    ["opcode", encodeFrame(3, bytes("x"), { mask: false })],
    ["close code", encodeFrame(OPCODE.close, bytes("x"), { mask: false })],
  ];
  for (const [rule, wrong] of cases) {
    await using peer = new FakePeer();
    await using socket = await open(peer);
    await peer.write(wrong);
    await assertRejects(() => socket.next(), Error, rule);
  }
});
