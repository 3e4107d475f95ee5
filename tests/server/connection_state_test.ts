// States to a v2 reader, quick or slow: the newest wins, none comes twice or too late [P2.3, S4].
import { assert, assertEquals } from "@std/assert";
import { LAG_BYTES, LAG_CHECK_MS, LAG_MAX_MS, OUTBOX_BYTES_MAX } from "../../src/server/outbox.ts";
import { drawsOf } from "../base/draws.ts";
import { ConnectionStory } from "./connection_story.ts";

const V2 = { protocol: "v2" } as const;

Deno.test("[P2.3] a reader that keeps up gets each state at once, in order with the replies", () => {
  const story = ConnectionStory.seated(V2);
  story.connection.sendState("1");
  story.connection.send("reply");
  story.socket.bufferedAmount = LAG_BYTES;
  story.connection.sendState("2");
  assertEquals(story.socket.story, ["1", "reply", "2"]);
});

Deno.test("[P2.3, S4] a reader that lags skips states, and gets the newest once it has caught up", () => {
  const story = ConnectionStory.seated(V2);
  story.socket.bufferedAmount = LAG_BYTES + 1;
  for (const state of ["1", "2", "3"]) story.connection.sendState(state);
  story.connection.send("reply"); // what is no state is never skipped
  story.clock.advance(10 * LAG_CHECK_MS);
  assertEquals(story.socket.story, ["reply"]);
  story.socket.bufferedAmount = LAG_BYTES;
  story.connection.sendState("4"); // behind a state that waits: it takes its place, and overtakes none
  assertEquals(story.socket.story, ["reply"]);
  story.clock.advance(LAG_CHECK_MS);
  assertEquals(story.socket.story, ["reply", "4"]);
  story.connection.sendState("5");
  story.clock.advance(10 * LAG_CHECK_MS);
  assertEquals([story.socket.story, story.socket.closedWith], [["reply", "4", "5"], undefined]);
});

Deno.test("[P2.3] replies are in a state that is sent at once, and go ahead of one that is not: none is lost", () => {
  const story = ConnectionStory.seated(V2);
  const [one, two] = [{ re: "a", version: 3 }, { re: "b", version: 4 }];
  story.connection.sendState('{"version":4}', [one, two]);
  assertEquals(story.socket.story, ['{"version":4,"re":["a","b"]}']);
  story.socket.bufferedAmount = LAG_BYTES + 1;
  story.connection.sendState("5", [one]);
  story.connection.sendState("6", [two]);
  const apart = [one, two].map(({ re, version }) =>
    `{"type":"OK","data":{"version":${version}},"re":"${re}"}`
  );
  assertEquals(story.socket.story.slice(1), apart);
  story.socket.bufferedAmount = 0;
  story.clock.advance(LAG_CHECK_MS);
  assertEquals(story.socket.story.slice(3), ["6"]);
});

Deno.test("[S4] a lagging reader for whom not even replies have space is out, and leaves no timer", () => {
  const story = ConnectionStory.seated(V2);
  story.socket.bufferedAmount = OUTBOX_BYTES_MAX;
  story.connection.sendState("1", [{ re: "a", version: 1 }]);
  story.clock.advance(10 * LAG_MAX_MS);
  assertEquals(story.socket.story, ["close 1013"]);
});

Deno.test("[S4, W7] of several replies none follows the one that has no space, though it would have some", () => {
  const story = ConnectionStory.seated(V2);
  story.socket.bufferedAmount = OUTBOX_BYTES_MAX - 60;
  story.connection.sendState("1", [{ re: "a".repeat(40), version: 1 }, { re: "b", version: 2 }]);
  assertEquals(story.socket.story, ["close 1013"]);
});

Deno.test("[P2.3] whatever the reader does: states go forth, never back or twice, and the last comes", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const draw = drawsOf(seed);
    const story = ConnectionStory.seated(V2);
    let state = 0;
    for (let n = 0; n < 100; n++) {
      story.socket.bufferedAmount = draw(3) === 0 ? LAG_BYTES + 1 : draw(LAG_BYTES);
      if (draw(2) === 0) story.connection.sendState(`${++state}`);
      story.clock.advance(draw(2 * LAG_CHECK_MS));
    }
    story.socket.bufferedAmount = 0;
    story.clock.advance(LAG_CHECK_MS);
    const states = story.socket.story.map(Number);
    assert(
      states.every((one, at) => at === 0 || one > (states[at - 1] ?? 0)),
      `${seed}: ${states}`,
    );
    assertEquals(states.at(-1), state, `seed ${seed}`);
  }
});

Deno.test("[S4] a reader that takes nothing for 45 s while a state waits is out, however it pings: 1013", () => {
  const story = ConnectionStory.seated(V2);
  const has = (unsent: number, { forMs }: { forMs: number }) => {
    story.socket.bufferedAmount = LAG_BYTES + unsent;
    story.connection.sendState("state");
    for (let ms = 0; ms < forMs; ms += 1_000) {
      story.socket.receive('{"type":"PING"}');
      story.clock.advance(1_000);
    }
    return story.socket.story;
  };
  // however little it takes, it reads
  for (const unsent of [9, 8, 7]) {
    assertEquals(has(unsent, { forMs: LAG_MAX_MS - 1_000 }), [], `${unsent} bytes over`);
  }
  assertEquals(has(99, { forMs: 2_000 }), ["close 1013"], "nothing less since 46 s");
  assertEquals([story.store, story.clock.pending], [["gone"], 0]);
});

Deno.test("[S4] over 1 MiB unsent it is out in this tick, whatever was to be sent, but not in the middle of the store's work: 1013", () => {
  for (const isState of [false, true]) {
    const story = ConnectionStory.seated(V2);
    story.socket.bufferedAmount = OUTBOX_BYTES_MAX + 1;
    if (isState) story.connection.sendState("state");
    else story.connection.send("frame");
    // the store is still sending this to others: it learns of this one when it has finished
    assertEquals([story.socket.story, story.store], [["close 1013"], []]);
    story.connection.send("and another");
    story.connection.close("session_over", "bye");
    story.tick();
    const what = isState ? "a state" : "a frame";
    assertEquals([story.socket.story, story.store], [["close 1013"], ["gone"]], what);
    assertEquals([story.gone, story.clock.pending], [0, 0]);
    assertEquals(story.log.of("slow_reader").length, 1);
  }
});

Deno.test("[S4] one that waits to catch up, and has ever more unsent, is out as well", () => {
  const story = ConnectionStory.seated(V2);
  story.socket.bufferedAmount = LAG_BYTES + 1;
  story.connection.sendState("1");
  story.socket.bufferedAmount = OUTBOX_BYTES_MAX + 1;
  story.clock.advance(LAG_CHECK_MS);
  assertEquals([story.socket.story, story.store], [["close 1013"], ["gone"]]);
  assertEquals(story.clock.pending, 0);
});

Deno.test("[P2.3] before the seat and after the end no state is sent, and none waits", () => {
  const early = new ConnectionStory({ ...V2, joins: () => {} });
  early.socket.open();
  early.socket.bufferedAmount = LAG_BYTES + 1;
  early.connection.sendState("early");
  // the one timer is the deadline of its seat [W11]
  assertEquals([early.socket.story, early.clock.pending], [[], 1]);

  const late = ConnectionStory.seated(V2);
  late.socket.bufferedAmount = LAG_BYTES + 1;
  late.connection.sendState("1");
  late.connection.close("replaced", null);
  late.socket.bufferedAmount = 0;
  late.connection.sendState("2");
  late.clock.advance(10 * LAG_CHECK_MS);
  assertEquals([late.socket.story, late.clock.pending], [["close 4001"], 0]);
});

Deno.test("[P2.3, S4] states sent and skipped, and readers put out, are counted", () => {
  const story = ConnectionStory.seated(V2);
  story.connection.sendState("1");
  story.socket.bufferedAmount = LAG_BYTES + 1;
  for (const state of ["2", "3", "4"]) story.connection.sendState(state);
  assertEquals(story.metrics.news(), ["states sent", "states skipped", "states skipped"]);
  story.socket.bufferedAmount = 0;
  story.clock.advance(LAG_CHECK_MS);
  assertEquals(story.metrics.news(), ["states sent"]);
  story.socket.bufferedAmount = OUTBOX_BYTES_MAX + 1;
  story.connection.sendState("5");
  assertEquals(story.metrics.news(), ["slow_readers v2", "closes too_slow"]);
});

Deno.test("[S4] what is unsent is judged with the frame that is about to be sent", () => {
  for (
    const [unsent, frame, isSent] of [
      [0, "x".repeat(OUTBOX_BYTES_MAX), true],
      [1, "x".repeat(OUTBOX_BYTES_MAX), false],
      [900 * 1024, "x".repeat(100 * 1024), true],
      [900 * 1024, "x".repeat(300 * 1024), false],
      [0, "\u20ac".repeat(OUTBOX_BYTES_MAX / 2), false], // in bytes of UTF-8
      [0, "\u20ac".repeat(OUTBOX_BYTES_MAX / 4), true],
    ] as const
  ) {
    const story = ConnectionStory.seated(V2);
    story.socket.bufferedAmount = unsent;
    const before = story.socket.story.length;
    story.connection.send(frame);
    const sent = story.socket.story.slice(before);
    assertEquals(sent.includes(frame), isSent, `${frame.length} behind ${unsent}`);
    assertEquals(story.socket.closedWith !== undefined, !isSent);
  }
});
