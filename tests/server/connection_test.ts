// A connection's life: how it opens, is refused, and ends, whatever its socket does.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { REFUSED } from "../../src/hosting/refusals.ts";
import { OPEN_WITHIN_MS } from "../../src/server/connection_phase.ts";
import { OUTBOX_BYTES_MAX } from "../../src/server/outbox.ts";
import { CLOSE, type CloseName } from "../../src/protocol/close_codes.ts";
import type { Connection } from "../../src/bus/envelopes.ts";
import { ConnectionStory, type StoryOptions, VOTE } from "./connection_story.ts";

const CREATE = {
  ...{ action: "create", name: "ana", role: "voter", capacity: 3, deck: FIBONACCI } as const,
  on_admin_leave: "close",
} as const;

const READERS = [
  { protocol: "v1", lags: false },
  { protocol: "v2", lags: false },
  { protocol: "v2", lags: true },
] as const;

Deno.test("[W1, W4] an open socket asks for its seat; with it messages reach the room and frames go out, not before", () => {
  const story = new ConnectionStory({ joins: () => {} });
  assertEquals(story.store, []);
  story.socket.open();
  story.socket.receive(VOTE);
  story.connection.send("too early");
  assertEquals([story.store, story.socket.story], [["join ana"], []]);
  story.connection.seated();
  assertEquals(story.store, ["join ana", "vote"]);
  story.connection.send("hello");
  story.connection.send("you");
  assertEquals([story.socket.story, story.clock.pending], [["hello", "you"], 0]);
});

Deno.test("[W7] an end is a close code alone in v2; v1 gets a line, then 1000, but for the codes that are its own", () => {
  const own: readonly CloseName[] = ["not_text", "policy", "too_big", "too_slow"];
  for (const [name, { code, reason }] of Object.entries(CLOSE)) {
    for (const { protocol, lags } of READERS) {
      const story = ConnectionStory.seated({ protocol });
      if (lags) story.lags();
      story.connection.close(name as CloseName, "why");
      story.quiet();
      const v1 = ["why", `close ${own.some((one) => one === name) ? code : 1000}`];
      const expected = protocol === "v1" ? v1 : [`close ${code}`];
      assertEquals([story.socket.story, story.socket.reason], [expected, reason]);
      assertEquals([story.store, story.clock.pending], [["gone"], 0], name);
    }
  }
});

Deno.test("[P1] a farewell that would parse as JSON doesn't", () => {
  const story = ConnectionStory.seated();
  story.connection.close("session_over", "null");
  assertEquals(story.socket.story, ["> null", "close 1000"]);
});

Deno.test("[A1, W9] on the brake what may be a guess is 2 s late, right or wrong, and nothing else; wrong ones count", () => {
  const creates = { ok: true, value: { ...CREATE, protocol: "v2" } } as const;
  const wrongKey = { close: "wrong_key", message: "wrong", guess: true } as const;
  const left = ["join ana", "gone"];
  const refuses = (guess: boolean) => (connection: Connection) =>
    connection.refused({ close: "no_such_room", message: "no such room", guess });
  const stop = { handshake: { ok: false, error: REFUSED.stopping } } as const;
  const table: readonly [
    ...[what: string, options: StoryOptions, late: boolean],
    ...[store: string[], guesses: number, close: string | undefined],
  ][] = [
    ["a join that is right", {}, true, ["join ana"], 0, undefined],
    ["a join that is wrong", { joins: refuses(true) }, true, left, 1, "close 4004"],
    ["a refusal that tells nothing", { joins: refuses(false) }, true, left, 0, "close 4004"],
    ["a right key", { handshake: creates, needsKey: true }, true, ["join ana"], 0, undefined],
    ["a wrong key", { handshake: { ok: false, error: wrongKey } }, true, [], 1, "close 4013"],
    ["a room of one's own", { handshake: creates }, false, ["join ana"], 0, undefined],
    ["the same, full", { handshake: creates, held: "full" }, false, ["join ana"], 0, undefined],
    ["a stop", stop, false, [], 0, "close 1012"],
    ["the same, full", { ...stop, held: "full" }, false, [], 0, "close 1012"],
    ["no brake", { held: "free", joins: refuses(true) }, false, ["join ana"], 1, "close 4004"],
  ];
  for (const [what, options, late, store, guesses, close] of table) {
    const story = new ConnectionStory({ protocol: "v2", held: "late", ...options });
    story.socket.open();
    if (late) {
      story.clock.advance(1_999);
      assertEquals([story.store, story.guesses, story.socket.story], [[], 0, []], what);
      story.clock.advance(1);
    }
    assertEquals(
      [story.store, story.guesses, story.socket.closedWith],
      [store, guesses, close],
      what,
    );
    assertEquals(story.clock.pending, 0, what);
    story.socket.end();
    assertEquals([story.gone, story.clock.pending], [1, 0], what);
  }
});

Deno.test("[W9, W11] while a join is late, or waits for its turn, either side may end it: nobody asks for a seat", () => {
  for (const options of [{ held: "late" }, { turn: 500 }] as const) {
    const [hangsUp, drained] = [new ConnectionStory(options), new ConnectionStory(options)];
    for (const { socket } of [hangsUp, drained]) socket.open();
    hangsUp.socket.receive(VOTE);
    hangsUp.clock.advance(400);
    hangsUp.socket.end(1006);
    drained.connection.close("restarting", "stopping");
    for (const { clock, store } of [hangsUp, drained]) {
      clock.advance(5_000);
      assertEquals([store, clock.pending], [[], 0], JSON.stringify(options));
    }
    assertEquals([hangsUp.gone, drained.socket.story], [1, ["stopping", "close 1000"]]);
  }
});

Deno.test("[W9] where too many wait already nobody asks for a seat: v1 gets a line, v2 its ERROR and 1013", () => {
  const table = [
    ["v1", /^Too many wrong room ids .* try again in a minute\.$/, "close 1000"],
    ["v2", /"code":"try_later"/, "close 1013"],
  ] as const;
  for (const [protocol, why, close] of table) {
    const story = new ConnectionStory({ protocol, held: "full" });
    story.socket.open();
    const [line = "", ...rest] = story.socket.story;
    assertMatch(line, why);
    assertEquals([rest, story.store, story.clock.pending], [[close], [], 0]);
  }
});

Deno.test("[W10] who has no seat yet can be turned away, in whatever it waits; who has one can't", () => {
  const refusal = { close: "try_later", message: "no memory", guess: false } as const;
  const farewell = ["no memory", "close 1000"];
  const opening = new ConnectionStory();
  opening.connection.turnAwayUnseated(refusal);
  opening.socket.open();
  assertEquals([opening.store, opening.socket.story], [[], farewell]);

  const held = new ConnectionStory({ held: "late" });
  held.socket.open();
  held.connection.turnAwayUnseated(refusal);
  assertEquals([held.store, held.socket.story, held.clock.pending], [[], farewell, 0]);

  const joining = new ConnectionStory({ joins: () => {} });
  joining.socket.open();
  joining.connection.turnAwayUnseated(refusal);
  joining.tick();
  assertEquals([joining.store, joining.socket.story], [["join ana", "gone"], farewell]);

  const seated = ConnectionStory.seated();
  seated.connection.turnAwayUnseated(refusal);
  seated.tick();
  assertEquals([seated.store, seated.socket.story], [[], []]);
});

Deno.test("[W10] a socket that never opens is given up, but not reported gone before it is", () => {
  const story = new ConnectionStory();
  story.clock.advance(OPEN_WITHIN_MS - 1);
  assertEquals(story.lost, 0);
  story.clock.advance(1);
  assertEquals([story.lost, story.gone, story.store, story.clock.pending], [1, 0, [], 0]);
  // and should it open or end after all, it is closed, and gone once
  story.socket.open();
  story.socket.receive(VOTE);
  story.socket.end();
  story.socket.end();
  assertEquals([story.lost, story.gone, story.store], [1, 1, []]);
  assertEquals(story.socket.story, ["close 1001", "close 1001"]);
});

Deno.test("[W10] one that ends before it opens is gone at once, with or without a close event", () => {
  const story = new ConnectionStory();
  story.socket.fail("reset");
  assertEquals(story.gone, 1);
  story.socket.end(1006);
  story.clock.advance(2 * OPEN_WITHIN_MS);
  assertEquals([story.lost, story.gone, story.store, story.clock.pending], [0, 1, [], 0]);
});

Deno.test("[S6, W7] closed while it opens: it gets the reason all the same, and counted until it is gone", () => {
  const story = new ConnectionStory();
  story.connection.close("restarting", "stopping");
  assertEquals(story.gone, 0);
  story.socket.open();
  assertEquals(story.socket.story.slice(-2), ["stopping", "close 1000"]);
  story.socket.end();
  assertEquals([story.gone, story.store, story.clock.pending], [1, [], 0]);
});

Deno.test("[S4] the peer hangs up, lagging or not: the store learns of it at the end of the tick, once, however many events there are", () => {
  for (const { protocol, lags } of READERS) {
    const story = ConnectionStory.seated({ protocol });
    if (lags) story.lags();
    story.socket.end(0);
    assertEquals([story.store, story.gone, story.clock.pending], [[], 1, 0]);
    story.tick();
    assertEquals(story.store, ["gone"]);
    story.socket.end(1005);
    story.socket.fail("late");
    story.connection.close("session_over", "bye");
    story.connection.send("hello");
    story.connection.sendState("two");
    story.socket.receive(VOTE);
    story.tick();
    assertEquals([story.store, story.gone, story.socket.story], [["gone"], 1, []]);
    assertEquals(story.clock.pending, 0);
  }
});

Deno.test("[W10] after our goodbye it counts until the peer is gone, if ever; the store need not wait", () => {
  const story = ConnectionStory.seated();
  story.connection.close("removed", "bye");
  story.connection.close("session_over", "bye again");
  story.connection.send("hello");
  story.socket.receive(VOTE);
  story.socket.receive(new Uint8Array(3));
  story.tick();
  assertEquals(story.socket.story, ["bye", "close 1000"]);
  assertEquals([story.store, story.gone, story.clock.pending], [["gone"], 0, 0]);
  story.socket.end();
  story.socket.end();
  story.tick();
  assertEquals([story.store, story.gone], [["gone"], 1]);
});

Deno.test("[S4] nothing is sent on a socket that closed without a word, and nothing throws", () => {
  for (const state of [WebSocket.CLOSING, WebSocket.CLOSED]) {
    const story = ConnectionStory.seated();
    story.socket.readyState = state;
    story.connection.send("hello");
    story.socket.receive("garbage");
    story.connection.close("session_over", "bye");
    story.tick();
    assertEquals([story.socket.story, story.store], [[], ["gone"]]);
  }
});

Deno.test("[S4] whatever ends a connection while it asks for its seat, the store learns of it", () => {
  const story = new ConnectionStory({
    joins: (connection) => {
      connection.seated();
      story.socket.bufferedAmount = OUTBOX_BYTES_MAX + 1;
      connection.send("CREATE_ROOM");
    },
  });
  story.socket.open();
  story.tick();
  assertEquals(story.socket.story, ["close 1013"]);
  assertEquals(story.store, ["join ana", "gone"]);
});

Deno.test("a socket's error is a line in the log for whoever looks for it", () => {
  const story = ConnectionStory.seated();
  story.socket.fail("broken pipe");
  assert(story.log.of("socket_error")[0]?.fields["error"] === "broken pipe");
  assertEquals([story.socket.story, story.gone], [[], 0]);
});
