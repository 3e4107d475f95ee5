// The limits of one connection, each with what the peer is sent [W6].
import { assert, assertEquals } from "@std/assert";
import { LINGER_MAX_MS, LINGER_QUIET_MS } from "../../src/server/linger.ts";
import { BAD_MESSAGES_MAX } from "../../src/server/forgiveness.ts";
import { ConnectionStory, padded, VOTE } from "./connection_story.ts";

const announcement = (padding: string) =>
  JSON.stringify({ type: "JOIN_ROOM", data: { room_id: padding } });
const leave = (padding: string) => JSON.stringify({ type: "LEAVE", data: { padding }, id: "1" });

Deno.test("[W6] 16 KiB pass in v1 and 64 KiB in v2, one byte more doesn't, however many characters they are", () => {
  const table = [["v1", 16_384, announcement, "announce"], [
    "v2",
    65_536,
    leave,
    "request",
  ]] as const;
  for (const [protocol, bytesMax, message, received] of table) {
    for (const filler of ["x", "é", "€", "😀"]) {
      const story = ConnectionStory.seated({ protocol });
      story.socket.receive(padded(message, bytesMax, filler));
      assertEquals([story.store, story.socket.story], [[received], []], filler);
      story.socket.receive(padded(message, bytesMax + 1, filler));
      story.quiet();
      assertEquals([story.store, story.clock.pending], [[received, "gone"], 0], filler);
      const [close, why] = story.socket.story.toReversed();
      assertEquals([close, why?.includes("16384")], ["close 1009", protocol === "v1" || undefined]);
    }
  }
});

Deno.test("[W6] text only: 1003, and in v1 a line before it", () => {
  for (const data of [new ArrayBuffer(1), new Blob([VOTE]), new Uint8Array(0)]) {
    for (const [protocol, frames] of [["v1", 2], ["v2", 1]] as const) {
      const story = ConnectionStory.seated({ protocol });
      story.socket.receive(data);
      story.quiet();
      assertEquals([story.socket.story.length, story.socket.closedWith], [frames, "close 1003"]);
      assertEquals([story.store, story.clock.pending], [["gone"], 0]);
    }
  }
});

Deno.test("[W6] each bad message gets one error, and the room never notices; the ninth ends it", () => {
  assertEquals(BAD_MESSAGES_MAX, 8);
  const bad = [
    "",
    "hello",
    "null",
    "[]",
    '{"type":7}',
    '{"type":"DANCE"}',
    '{"type":"JOIN_ROOM"}',
    "{",
  ];
  const story = ConnectionStory.seated();
  for (const [n, text] of bad.entries()) {
    story.socket.receive(text);
    story.socket.receive(VOTE);
    assertEquals([story.socket.story.length, story.store.length], [n + 1, n + 1], text);
  }
  // a value that can't stand is the room's to judge, and no bad message
  story.socket.receive(JSON.stringify({ type: "BEGIN_VOTING", data: { ticket_id: "" } }));
  assertEquals([story.socket.story.length, story.messages.at(-1)?.type], [8, "unusable"]);
  story.store.splice(0);
  story.socket.receive("the ninth");
  story.socket.receive(VOTE);
  story.quiet();
  story.quiet();
  assertEquals([story.store, story.socket.closedWith], [["gone"], "close 1008"]);
  for (const line of story.socket.story) assert(line.length > 0 && !line.startsWith("{"), line);
});

Deno.test("[W6] more messages than the rate allows: 1008, and in v1 a line before it", () => {
  const table = [["v1", VOTE, 2, 61], ["v2", '{"type":"PING"}', 1, 0]] as const;
  for (const [protocol, message, frames, passed] of table) {
    const story = ConnectionStory.seated({ protocol, rate: 20 });
    for (let n = 0; n < 60; n++) story.socket.receive(message);
    story.clock.advance(50);
    story.socket.receive(message);
    assertEquals([story.store.length, story.socket.story], [passed, []]);
    story.socket.receive(message);
    story.quiet();
    assertEquals([story.store.length, story.store.at(-1)], [passed + 1, "gone"]);
    assertEquals([story.socket.story.length, story.socket.closedWith], [frames, "close 1008"]);
    assertEquals(story.clock.pending, 0);
  }
});

Deno.test("[W6] bad messages cost as much as good ones", () => {
  const story = ConnectionStory.seated({ rate: 1 });
  for (const text of ["bad", "bad", VOTE, VOTE]) story.socket.receive(text);
  story.quiet();
  assertEquals([story.store, story.socket.closedWith], [["vote", "gone"], "close 1008"]);
});

Deno.test("[W6] the limits hold while the seat is still to come", () => {
  for (const [data, code] of [[new Uint8Array(1), 1003], ["x".repeat(16_385), 1009]] as const) {
    const story = new ConnectionStory({ joins: () => {} });
    story.socket.open();
    story.socket.receive(data);
    story.quiet();
    assertEquals([story.store, story.socket.closedWith], [["join ana", "gone"], `close ${code}`]);
    // the seat that comes after all changes nothing
    story.connection.seated();
    story.connection.refused({ close: "room_full", message: "full", guess: false });
    story.connection.send("hello");
    assertEquals(story.socket.story.length, 2);
  }
});

Deno.test("[W6] who mistypes now and then for hours stays; nine at once are one too many", () => {
  for (const protocol of ["v1", "v2"] as const) {
    const story = ConnectionStory.seated({ protocol });
    for (let n = 0; n < 100; n++) {
      story.socket.receive("garbage");
      story.clock.advance(60_000);
    }
    assertEquals([story.socket.story.length, story.socket.closedWith], [100, undefined]);
    for (let n = 0; n < 9; n++) story.socket.receive("garbage");
    story.quiet();
    assertEquals(story.socket.closedWith, "close 1008");
  }
});

Deno.test("[W7] a peer that is still sending gets the reason before the close; what it sends is discarded", () => {
  const garbage = new Array<string>(BAD_MESSAGES_MAX + 1).fill("garbage");
  const table: [sent: readonly unknown[], close: string][] = [
    [[new Uint8Array(1)], "close 1003"],
    [["x".repeat(16_385)], "close 1009"],
    [garbage, "close 1008"],
  ];
  for (const [sent, close] of table) {
    const story = ConnectionStory.seated();
    for (const data of sent) story.socket.receive(data);
    story.tick();
    // out of its room at once, whatever is yet to come
    assertEquals([story.store, story.socket.story.length], [["gone"], sent.length]);
    for (let n = 0; n < 5; n++) {
      story.clock.advance(LINGER_QUIET_MS - 1);
      assertEquals(story.socket.closedWith, undefined);
      story.socket.receive(n % 2 === 0 ? VOTE : new Uint8Array(1));
    }
    story.connection.send("hello");
    story.clock.advance(2 * LINGER_QUIET_MS);
    assertEquals([story.socket.story.length, story.socket.closedWith], [sent.length + 1, close]);
    assertEquals([story.store, story.clock.pending], [["gone"], 0]);
  }
});

Deno.test("[W7] a peer that never stops sending is closed all the same", () => {
  const story = ConnectionStory.seated();
  story.socket.receive(new Uint8Array(1));
  for (let ms = 0; ms < LINGER_MAX_MS + 2 * LINGER_QUIET_MS; ms += 5) {
    story.socket.receive(VOTE);
    story.clock.advance(5);
  }
  assertEquals([story.socket.closedWith, story.clock.pending], ["close 1003", 0]);
});

Deno.test("[W7] a peer that hangs up meanwhile leaves no timer", () => {
  const story = ConnectionStory.seated();
  story.socket.receive(new Uint8Array(1));
  story.socket.end(1001);
  story.tick();
  assertEquals([story.gone, story.clock.pending, story.store], [1, 0, ["gone"]]);
});
