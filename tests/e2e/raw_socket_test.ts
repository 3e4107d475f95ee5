// The raw WebSocket client itself, against a scripted peer and against Deno's own server.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FakePeer } from "./fake_peer.ts";
import { httpExchange } from "./http_exchange.ts";
import { OutOfPatience } from "./patience.ts";
import { permittedTest } from "../permitted.ts";
import { type OpenOptions, RawSocket, RefusedUpgrade } from "./raw_socket.ts";
import { closePayload, encodeFrame, OPCODE } from "./wire.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function open(peer: FakePeer, options: OpenOptions = {}): Promise<RawSocket> {
  const [socket] = await Promise.all([RawSocket.open(peer.port, options), peer.accept()]);
  return socket;
}

permittedTest("raw socket: the handshake names path, sub-protocols and headers", async () => {
  await using peer = new FakePeer();
  const accepted = peer.accept();
  await using socket = await RawSocket.open(peer.port, {
    path: "/ws?name=ana",
    protocols: ["a", "b"],
    headers: { Origin: "https://poker.example" },
  });
  const head = await accepted;
  assertStringIncludes(head, "GET /ws?name=ana HTTP/1.1\r\n");
  assertStringIncludes(head, "\r\nSec-WebSocket-Protocol: a, b\r\n");
  assertStringIncludes(head, "\r\nOrigin: https://poker.example\r\n");
  assertEquals(socket.protocol, undefined);
});

permittedTest("raw socket: a wrong key proof is no handshake", async () => {
  await using peer = new FakePeer();
  const accepted = peer.accept({ proof: "c29tZXRoaW5nIGVsc2U=" });
  await assertRejects(() => RawSocket.open(peer.port), Error, "Sec-WebSocket-Accept");
  await accepted;
});

permittedTest("raw socket: a refused upgrade gives status and body", async () => {
  await using peer = new FakePeer();
  const refused = peer.refuse("HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno\n");
  const error = await assertRejects(() => RawSocket.open(peer.port), RefusedUpgrade);
  await refused;
  assertEquals(error instanceof RefusedUpgrade && [error.status, error.body], [403, "no\n"]);
});

permittedTest(
  "raw socket: messages of every length form arrive whole, in both directions",
  async () => {
    await using peer = new FakePeer();
    await using socket = await open(peer);
    for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]) {
      const text = "é".repeat(length / 2) + "x".repeat(length % 2);
      const [, got] = await Promise.all([peer.text(text), socket.next()]);
      assertEquals(got, { kind: "text", text });
      const [, echoed] = await Promise.all([socket.text(text), peer.next()]);
      assertEquals(echoed, { kind: "text", text });
    }
  },
);

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

permittedTest("raw socket: an impolite one answers neither ping nor close", async () => {
  await using peer = new FakePeer();
  await using socket = await open(peer, { polite: false });
  await peer.frame(OPCODE.ping, bytes("?"));
  await peer.frame(OPCODE.close, closePayload(1013, "later"));
  assertEquals((await socket.next()).kind, "ping");
  assertEquals(await socket.next(), { kind: "close", code: 1013, reason: "later" });
  await socket.text("still here");
  assertEquals(await peer.next(), { kind: "text", text: "still here" });
});

permittedTest("raw socket: a close is answered with its code, and then comes the end", async () => {
  await using peer = new FakePeer();
  await using socket = await open(peer);
  await peer.frame(OPCODE.close, closePayload(1000, "over"));
  assertEquals(await socket.next(), { kind: "close", code: 1000, reason: "over" });
  assertEquals(await peer.next(), { kind: "close", code: 1000, reason: "" });
  peer.hangUp();
  assertEquals(await socket.next(), { kind: "end" });
});

permittedTest("raw socket: it closes with a handshake, or cuts without one", async () => {
  for (const [leave, last] of [["close", "close"], ["cut", "end"]] as const) {
    await using peer = new FakePeer();
    await using socket = await open(peer);
    const left = socket[leave]();
    const seen = await peer.next();
    peer.hangUp();
    await left;
    assertEquals(seen.kind, last);
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

permittedTest("raw socket: it understands Deno's own server", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    if (request.headers.get("upgrade") === null) return new Response("plain\n", { status: 426 });
    const { socket, response } = Deno.upgradeWebSocket(request, { protocol: "b" });
    socket.onmessage = ({ data }) => {
      socket.send(`${data}!`);
      socket.close(4004, "no such room");
    };
    return response;
  });
  const { port } = server.addr;
  assertEquals((await httpExchange(port, { path: "/ws" })).status, 426);
  await using socket = await RawSocket.open(port, { protocols: ["a", "b"] });
  assertEquals(socket.protocol, "b");
  await socket.text("ana");
  assertEquals(await socket.rest(), [
    { kind: "text", text: "ana!" },
    { kind: "close", code: 4004, reason: "no such room" },
  ]);
});
