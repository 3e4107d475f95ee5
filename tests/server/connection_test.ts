// A connection's life: how it opens, is refused, and ends, whatever its socket does.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { REFUSED } from "../../src/hosting/refusals.ts";
import { OPEN_WITHIN_MS } from "../../src/server/connection_phase.ts";
import { OUTBOX_BYTES_MAX } from "../../src/server/outbox.ts";
import { CLOSE, type CloseName } from "../../src/protocol/close_codes.ts";
import type { JoinRequest } from "../../src/protocol/request.ts";
import type { Connection } from "../../src/bus/envelopes.ts";
import { GUESS_DELAY_MS } from "../../src/server/guesses.ts";
import { ConnectionStory, VOTE } from "./connection_story.ts";

Deno.test("[W1] an open socket asks for its seat, then carries messages in and frames out", () => {
  const story = new ConnectionStory();
  assertEquals(story.store, []);
  story.socket.open();
  story.socket.receive(VOTE);
  story.connection.send("hello");
  story.connection.send("you");
  assertEquals([story.store, story.socket.story], [["join ana", "vote"], ["hello", "you"]]);
  assertEquals(story.clock.pending, 0);
});

Deno.test("[W4] messages reach the room once the seat is there; no frame goes out before", () => {
  const story = new ConnectionStory({ joins: () => {} });
  story.socket.open();
  story.socket.receive(VOTE);
  story.connection.send("too early");
  assertEquals([story.store, story.socket.story], [["join ana"], []]);
  story.connection.seated();
  assertEquals(story.store, ["join ana", "vote"]);
  story.connection.send("hello");
  assertEquals(story.socket.story, ["hello"]);
});

Deno.test("[W4] a refused request gets the reason once it is open, and nothing is asked of the store", () => {
  const refusal = { close: "bad_request", message: "name must be given" } as const;
  const story = new ConnectionStory({ handshake: { ok: false, error: refusal } });
  assertEquals(story.socket.story, []);
  story.socket.open();
  assertEquals(story.socket.story, ["name must be given", "close 1000"]);
  story.socket.receive(VOTE);
  story.socket.end();
  story.tick();
  assertEquals([story.store, story.gone, story.clock.pending], [[], 1, 0]);
});

Deno.test("[W7] v1 gets a line, then 1000, but for the codes that are its own", () => {
  const own: readonly CloseName[] = ["not_text", "policy", "too_big", "too_slow"];
  for (const [name, { code, reason }] of Object.entries(CLOSE)) {
    const story = ConnectionStory.seated();
    story.connection.close(name as CloseName, "why");
    story.quiet();
    const expected = own.some((one) => one === name) ? code : 1000;
    assertEquals([story.socket.story, story.socket.reason], [["why", `close ${expected}`], reason]);
  }
});

Deno.test("[P1] a farewell that would parse as JSON doesn't", () => {
  const story = ConnectionStory.seated();
  story.connection.close("session_over", "null");
  assertEquals(story.socket.story, ["> null", "close 1000"]);
});

Deno.test("[R14] closed without a line: the last frame was the farewell", () => {
  const story = ConnectionStory.seated();
  story.connection.send("results");
  story.connection.close("session_over", null);
  assertEquals(story.socket.story, ["results", "close 1000"]);
});

Deno.test("[W9] what was a guess is counted, and answered at once", () => {
  const refusal = { close: "no_such_room", message: "no such room" } as const;
  for (const guess of [true, false]) {
    const story = new ConnectionStory({
      joins: (connection) => connection.refused({ ...refusal, guess }),
    });
    story.socket.open();
    assertEquals([story.guesses, story.socket.story.length], [guess ? 1 : 0, 2]);
    story.socket.end();
    assertEquals([story.gone, story.clock.pending], [1, 0]);
  }
});

Deno.test("[W9] on the brake a join is asked for 2 s late, right or wrong: no request is made before", () => {
  const answers: Record<string, (connection: Connection) => void> = {
    right: (connection) => connection.seated(),
    wrong: (connection) =>
      connection.refused({ close: "no_such_room", message: "no such room", guess: true }),
  };
  for (const [kind, joins] of Object.entries(answers)) {
    const story = new ConnectionStory({ held: "late", joins });
    story.socket.open();
    story.clock.advance(1_999);
    assertEquals([story.store, story.guesses, story.socket.story], [[], 0, []], kind);
    story.clock.advance(1);
    assertEquals(story.store, kind === "right" ? ["join ana"] : ["join ana", "gone"], kind);
    assertEquals(story.guesses, kind === "right" ? 0 : 1);
    story.socket.end();
    assertEquals([story.gone, story.clock.pending], [1, 0], kind);
  }
});

Deno.test("[W9] on the brake nobody waits for a room of their own", () => {
  const request: JoinRequest = {
    action: "create",
    protocol: "v1",
    name: "ana",
    role: "voter",
    capacity: 3,
    deck: FIBONACCI,
    on_admin_leave: "close",
  };
  for (const held of ["late", "full"] as const) {
    const story = new ConnectionStory({ held, handshake: { ok: true, value: request } });
    story.socket.open();
    assertEquals([story.store, story.clock.pending], [["join ana"], 0]);
  }
});

Deno.test("[S6, W9] on the brake a refusal that follows from no guess is sent at once", () => {
  for (const held of ["late", "full"] as const) {
    const story = new ConnectionStory({
      ...{ protocol: "v2", held },
      handshake: { ok: false, error: REFUSED.stopping },
    });
    story.socket.open();
    assertEquals(story.socket.story.at(-1), "close 1012", held);
  }
});

Deno.test("[W4, W9] messages wait with a join that is late, at most 8", () => {
  const story = new ConnectionStory({ held: "late" });
  story.socket.open();
  for (let n = 0; n < 7; n++) story.socket.receive(VOTE);
  story.socket.receive("garbage");
  assertEquals([story.store, story.socket.story], [[], []]);
  story.clock.advance(2_000);
  assertEquals(story.store, ["join ana", ...new Array(7).fill("vote")]);
  assertEquals(story.socket.story.length, 1);
  story.socket.receive(VOTE);
  assertEquals(story.store.length, 9);

  const chatters = new ConnectionStory({ held: "late" });
  chatters.socket.open();
  for (let n = 0; n < 9; n++) chatters.socket.receive(VOTE);
  chatters.quiet();
  assertEquals([chatters.socket.closedWith, chatters.store], ["close 1008", []]);
  chatters.clock.advance(2_000);
  assertEquals([chatters.store, chatters.clock.pending], [[], 0]);
});

Deno.test("[W9] while a join is late either side may end it: nobody asks for a seat any more", () => {
  const hangsUp = new ConnectionStory({ held: "late" });
  hangsUp.socket.open();
  hangsUp.socket.receive(VOTE);
  hangsUp.clock.advance(1_000);
  hangsUp.socket.end(1006);
  hangsUp.clock.advance(5_000);
  assertEquals([hangsUp.store, hangsUp.gone, hangsUp.clock.pending], [[], 1, 0]);

  const drained = new ConnectionStory({ held: "late" });
  drained.socket.open();
  drained.connection.close("restarting", "stopping");
  drained.clock.advance(5_000);
  assertEquals([drained.store, drained.clock.pending], [[], 0]);
  assertEquals(drained.socket.story, ["stopping", "close 1000"]);
});

Deno.test("[W9] where too many wait already, v1 gets a line, and nobody asks for a seat", () => {
  const story = new ConnectionStory({ held: "full" });
  story.socket.open();
  const [line = "", close] = story.socket.story;
  assertMatch(line, /^Too many wrong room ids .* try again in a minute\.$/);
  assertEquals([close, story.store, story.clock.pending], ["close 1000", [], 0]);
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
  assertEquals(story.socket.closedWith, "close 1001");
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

Deno.test("[S6] closed while it opens, and never opening: given up in time", () => {
  const story = new ConnectionStory();
  story.connection.close("restarting", "stopping");
  story.clock.advance(OPEN_WITHIN_MS);
  assertEquals([story.lost, story.store, story.clock.pending], [1, [], 0]);
});

Deno.test("[S4] the peer hangs up: the store learns of it at the end of the tick, once, however many events there are", () => {
  const story = ConnectionStory.seated();
  story.socket.end(0);
  assertEquals([story.store, story.gone], [[], 1]);
  story.tick();
  assertEquals(story.store, ["gone"]);
  story.socket.end(1005);
  story.socket.fail("late");
  story.connection.close("session_over", "bye");
  story.connection.send("hello");
  story.socket.receive(VOTE);
  story.tick();
  assertEquals([story.store, story.gone, story.socket.story], [["gone"], 1, []]);
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

Deno.test("[S4] a slow reader gets nothing more: out in this tick, but not in the middle of the store's work", () => {
  const story = ConnectionStory.seated();
  story.socket.bufferedAmount = OUTBOX_BYTES_MAX - "the last that fits".length;
  story.connection.send("the last that fits");
  story.socket.bufferedAmount = OUTBOX_BYTES_MAX + 1;
  story.connection.send("one too many");
  assertEquals(story.socket.story, ["the last that fits", "close 1013"]);
  // the store is still sending this event to others: it learns of this one when it has finished
  assertEquals(story.store, []);
  story.connection.send("and another");
  story.connection.close("session_over", "bye");
  story.tick();
  assertEquals([story.socket.story.length, story.store, story.gone], [2, ["gone"], 0]);
  assertEquals(story.log.of("slow_reader").length, 1);
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

Deno.test("[A1, W9] a right key waits as a wrong one does where too many were wrong, and a wrong one counts", () => {
  const create = {
    ...{ action: "create", protocol: "v2", name: "ana", role: "voter", capacity: 3 } as const,
    ...{ deck: FIBONACCI, on_admin_leave: "close" } as const,
  };
  const wrong = { close: "wrong_key", message: "wrong", guess: true } as const;
  for (const kind of ["right", "wrong"]) {
    const handshake = kind === "right"
      ? { ok: true, value: create } as const
      : { ok: false, error: wrong } as const;
    const story = new ConnectionStory({ protocol: "v2", needsKey: true, held: "late", handshake });
    story.socket.open();
    assertEquals([story.store, story.guesses, story.socket.story], [[], 0, []], kind);
    story.clock.advance(GUESS_DELAY_MS);
    assertEquals([story.store.length, story.guesses], kind === "right" ? [1, 0] : [0, 1]);
  }
  // where no key is needed a creation guesses nothing
  const story = new ConnectionStory({
    ...{ protocol: "v2", held: "late" },
    handshake: { ok: true, value: create },
  });
  story.socket.open();
  assertEquals(story.store, ["join ana"]);
});
