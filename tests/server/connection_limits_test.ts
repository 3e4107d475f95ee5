// The limits of one connection, each with what the peer is sent [W6].
import { assert, assertEquals } from "@std/assert";
import { LINGER_MAX_MS, LINGER_QUIET_MS } from "../../src/server/linger.ts";
import { MESSAGE_BYTES_MAX } from "../../src/protocol/wire_limits.ts";
import { BAD_MESSAGES_MAX } from "../../src/server/forgiveness.ts";
import { ConnectionStory, padded, VOTE } from "./connection_story.ts";

const announcement = (padding: string) =>
  JSON.stringify({ type: "JOIN_ROOM", data: { room_id: padding } });

Deno.test("[W6] 16 KiB pass, one byte more doesn't, however many characters they are", () => {
  assertEquals(MESSAGE_BYTES_MAX.v1, 16_384);
  for (const filler of ["x", "é", "€", "😀"]) {
    const story = ConnectionStory.seated();
    story.socket.receive(padded(announcement, MESSAGE_BYTES_MAX.v1, filler));
    assertEquals([story.store, story.socket.story], [["announce"], []], filler);
    story.socket.receive(padded(announcement, MESSAGE_BYTES_MAX.v1 + 1, filler));
    story.quiet();
    assertEquals(story.store, ["announce", "gone"], filler);
    const [why, close] = story.socket.story;
    assert(why?.includes("16384"), why);
    assertEquals(close, "close 1009");
  }
});

Deno.test("[W6] text only: a line, then 1003", () => {
  for (const data of [new ArrayBuffer(1), new Blob([VOTE]), new Uint8Array(0)]) {
    const story = ConnectionStory.seated();
    story.socket.receive(data);
    story.quiet();
    assertEquals([story.socket.story.length, story.socket.closedWith], [2, "close 1003"]);
    assertEquals(story.store, ["gone"]);
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

Deno.test("[W6] more messages than the rate allows: a line, then 1008", () => {
  const story = ConnectionStory.seated({ rate: 20 });
  for (let n = 0; n < 60; n++) story.socket.receive(VOTE);
  assertEquals([story.store.length, story.socket.story], [60, []]);
  story.clock.advance(50);
  story.socket.receive(VOTE);
  assertEquals([story.store.length, story.socket.story], [61, []]);
  story.socket.receive(VOTE);
  story.quiet();
  assertEquals([story.store.length, story.store.at(-1)], [62, "gone"]);
  assertEquals([story.socket.story.length, story.socket.closedWith], [2, "close 1008"]);
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

Deno.test("[W6] a bad message gets its error while the seat is still to come, too", () => {
  const story = new ConnectionStory({ joins: () => {} });
  story.socket.open();
  story.socket.receive("garbage");
  story.connection.seated();
  assertEquals([story.socket.story.length, story.store], [1, ["join ana"]]);
});

Deno.test("[W7] a peer that is still sending gets the reason before the close; what it sends is discarded", () => {
  const story = ConnectionStory.seated();
  story.socket.receive(new Uint8Array(1));
  story.tick();
  // out of its room at once, whatever is yet to come
  assertEquals([story.store, story.socket.story.length], [["gone"], 1]);
  for (let n = 0; n < 5; n++) {
    story.clock.advance(LINGER_QUIET_MS - 1);
    assertEquals(story.socket.closedWith, undefined);
    story.socket.receive(n % 2 === 0 ? VOTE : new Uint8Array(1));
  }
  story.connection.send("hello");
  story.clock.advance(2 * LINGER_QUIET_MS);
  assertEquals([story.socket.story.length, story.socket.closedWith], [2, "close 1003"]);
  assertEquals([story.store, story.clock.pending], [["gone"], 0]);
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
