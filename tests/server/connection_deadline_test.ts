// Every phase of a connection has a deadline: nobody waits for ever for a seat that doesn't come [W11].
import { assertEquals, assertMatch } from "@std/assert";
import { SEAT_WITHIN_MS } from "../../src/server/connection_phase.ts";
import { ConnectionStory, JOIN_REQUEST, type StoryOptions } from "./connection_story.ts";

/** The worker that is home to the room answers nothing. */
const UNANSWERED: StoryOptions = { joins: () => {} };
const RESUME = {
  ok: true,
  value: { action: "resume", protocol: "v2", room_id: "ABCDEFGH", resume_token: "0".repeat(32) },
} as const;

Deno.test("[W11] whose seat is not there after 10 s gets a line in v1, an ERROR and 1013 in v2, whether it joins or comes back", () => {
  assertEquals(SEAT_WITHIN_MS, 10_000);
  const joins = { ok: true, value: { ...JOIN_REQUEST, protocol: "v2" } } as const;
  const table: [StoryOptions, RegExp, string][] = [
    [{ protocol: "v1" }, /does not answer: try again later/, "close 1000"],
    [{ protocol: "v2", handshake: joins }, /"ERROR".*"try_later"/, "close 1013"],
    [{ protocol: "v2", handshake: RESUME }, /"ERROR".*"try_later"/, "close 1013"],
  ];
  for (const [options, why, close] of table) {
    const story = new ConnectionStory({ ...UNANSWERED, ...options });
    story.clock.advance(5_000); // as long as the handshake may take
    story.socket.open();
    if (options.protocol === "v2") story.socket.receive('{"type":"PING","data":{},"id":"1"}');
    story.clock.advance(SEAT_WITHIN_MS - 1);
    assertEquals([story.socket.story, story.store.length], [[], 1]);
    story.clock.advance(1);
    const [line, ...rest] = story.socket.story;
    assertMatch(line ?? "", why);
    assertEquals([rest, story.store.at(-1)], [[close], "gone"]);
    assertEquals(story.metrics.news(), ["turned_away try_later"]);
  }
});

Deno.test("[W11] whoever waits for its turn has 10 s for turn and seat; what it sends waits with it", () => {
  const story = new ConnectionStory({ turn: 4_000, ...UNANSWERED });
  story.socket.open();
  story.socket.receive('{"type":"JOIN_ROOM","data":{"room_id":"ABCDEFGH"}}');
  story.clock.advance(4_000 - 1);
  assertEquals([story.store, story.clock.pending], [[], 2]);
  story.clock.advance(1);
  assertEquals([story.store, story.clock.pending], [["join ana"], 1]);
  story.clock.advance(SEAT_WITHIN_MS - 4_000 - 1);
  assertEquals(story.socket.story, []);
  story.clock.advance(1);
  assertEquals([story.socket.story.at(-1), story.store.at(-1)], ["close 1000", "gone"]);
  assertEquals(story.clock.pending, 0);
});

Deno.test("[P2.9, W11] whoever can't even wait, or whose turn never comes, is sent away with a time to come again", () => {
  for (const turn of ["full", 60_000] as const) {
    for (const protocol of ["v1", "v2"] as const) {
      const story = new ConnectionStory({ turn, protocol });
      story.socket.open();
      if (turn !== "full") story.clock.advance(SEAT_WITHIN_MS);
      const [why, ...rest] = story.socket.story;
      assertMatch(why ?? "", /try again in 4 s/);
      if (protocol === "v2") {
        assertMatch(why ?? "", /"code":"try_later".*"retry_after_ms":3217/);
      }
      assertEquals(rest, [protocol === "v1" ? "close 1000" : "close 1013"]);
      assertEquals([story.store, story.clock.pending], [[], 0]);
    }
  }
});
