// A v2 connection: its bad messages, its pings, its liveness; and how connections of both kinds are refused.
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { CloseName } from "../../src/protocol/close_codes.ts";
import { BAD_MESSAGES_MAX } from "../../src/server/forgiveness.ts";
import { SILENCE_PERIOD_MS, V2_SILENCE_MS } from "../../src/server/silence.ts";
import type { JoinRefusal } from "../../src/bus/envelopes.ts";
import { ConnectionStory } from "./connection_story.ts";

const V2 = { protocol: "v2" } as const;
const PING = '{"type":"PING"}';

Deno.test("[W6, P2.6] each bad message gets one ERROR, with its id where it has one; the ninth ends it", () => {
  const table: [string, string, string | undefined, string | undefined][] = [
    // what is sent; code, field and re of the ERROR
    ["hello", "bad_message", undefined, undefined],
    ["null", "bad_message", "type", undefined],
    ['{"type":7,"id":"a"}', "bad_message", "type", "a"],
    ['{"type":"DANCE","id":"b"}', "unknown_type", "type", "b"],
    ['{"type":"LEAVE","id":7}', "bad_message", "id", undefined],
    ['{"type":"SET_ROLE","data":{"role":"king"},"id":"c"}', "bad_field", "role", "c"],
    ['{"type":"REVEAL_VOTES"}', "bad_field", "ticket_id", undefined],
    ['{"type":"START_TIMER","data":{"seconds":-1}}', "bad_field", "seconds", undefined],
  ];
  assertEquals(table.length, BAD_MESSAGES_MAX);
  const story = ConnectionStory.seated(V2);
  for (const [n, [text, code, field, re]] of table.entries()) {
    story.socket.receive(text);
    story.socket.receive('{"type":"LEAVE","id":"good"}');
    assertEquals([story.socket.story.length, story.store.length], [n + 1, n + 1], text);
    const error = JSON.parse(story.socket.story.at(-1) ?? "");
    assertEquals([error.type, error.data.code, error.data.field, error.re], [
      "ERROR",
      code,
      field,
      re,
    ]);
    assert(error.data.message.length > 0 && error.data.message.length < 500);
  }
  story.socket.receive("the ninth");
  story.socket.receive('{"type":"LEAVE"}');
  story.quiet();
  story.quiet();
  assertEquals([story.store.slice(-1), story.store.length], [["gone"], BAD_MESSAGES_MAX + 1]);
  assertEquals([story.socket.closedWith, story.clock.pending], ["close 1008", 0]);
});

Deno.test("[W5, W6] a capacity above the server's limit is a bad message like any other", () => {
  const story = ConnectionStory.seated(V2);
  const asks = (capacity: number) =>
    story.socket.receive(JSON.stringify({ type: "SET_ROOM", data: { capacity }, id: "c" }));
  asks(40);
  assertEquals([story.store, story.socket.story], [["request"], []]);
  for (let bad = 1; bad <= BAD_MESSAGES_MAX; bad++) asks(41);
  assertEquals([story.store.length, story.socket.story.length], [1, BAD_MESSAGES_MAX]);
  assertMatch(
    `${story.socket.story.at(-1)}`,
    /"bad_field","message":"capacity must be a whole number from 1 to 40","field":"capacity".*"re":"c"/,
  );
  asks(41);
  story.quiet();
  assertEquals(story.socket.closedWith, "close 1008");
});

Deno.test("[P2.5] PING is answered where the connection is, if it wants a reply", () => {
  const story = ConnectionStory.seated(V2);
  story.socket.receive(PING);
  story.socket.receive('{"type":"PING","data":{},"id":"p1"}');
  assertEquals(story.store, []);
  assertEquals(story.socket.story, ['{"type":"OK","data":{},"re":"p1"}']);
});

Deno.test("[P2, P2.2] what is asked before the seat is there is answered once, behind WELCOME", () => {
  for (const inOnePost of [true, false]) {
    const story = new ConnectionStory({ ...V2, joins: () => {} });
    story.socket.open();
    story.socket.receive('{"type":"PING","id":"p1"}');
    story.socket.receive('{"type":"DANCE","id":"d1"}');
    assertEquals(story.socket.story, [], "[P2.2] WELCOME is the first frame");
    story.connection.seated();
    // from another worker the seat may come in one post and WELCOME in the next [S2]
    if (!inOnePost) story.tick();
    story.connection.send('{"type":"WELCOME"}');
    story.tick();
    story.socket.receive('{"type":"PING","id":"p2"}');
    const replies = story.socket.story.map((text) => JSON.parse(text));
    assertEquals(replies.map(({ type, re }) => [type, re]), [
      ["WELCOME", undefined],
      ["OK", "p1"],
      ["ERROR", "d1"],
      ["OK", "p2"],
    ]);
  }
});

Deno.test("[W8] what the server sends is no sign of life, and v1 clients may be silent for long", () => {
  const story = ConnectionStory.seated(V2);
  for (let ms = 0; ms <= V2_SILENCE_MS; ms += SILENCE_PERIOD_MS) {
    story.connection.send("hello");
    story.connection.sendState("state");
    story.periods(1);
  }
  assertEquals(story.socket.closedWith, "close 1001");
  const v1 = ConnectionStory.seated();
  v1.periods(60);
  assertEquals([v1.socket.story, v1.clock.pending], [[], 0]);
});

Deno.test("[W8] who has no seat yet is not called silent: other limits hold for it", () => {
  const story = new ConnectionStory({ ...V2, joins: () => {} });
  story.socket.open();
  // its seat is late before so many periods are over, and then that is the reason it gets [W11]
  for (let n = 0; n < 20; n++) story.connection.periodOver();
  assertEquals(story.socket.story, []);
});

Deno.test("[W4] a refusal is a line and 1000 in v1; in v2 an ERROR with the close's name as its code, then the close code", () => {
  const table: [JoinRefusal, string, number][] = [
    [refusalOf("bad_request", "name"), "bad_request", 4000],
    [refusalOf("room_full"), "room_full", 4009],
    [refusalOf("no_such_room", "room_id"), "no_such_room", 4004],
    [refusalOf("resume_refused", "resume_token"), "resume_refused", 4010],
    [refusalOf("restarting"), "restarting", 1012],
    [refusalOf("try_later"), "try_later", 1013],
  ];
  for (const [refusal, code, closed] of table) {
    const { message, field } = refusal;
    const error = JSON.stringify({
      type: "ERROR",
      data: { code, message, ...field !== undefined && { field } },
    });
    for (const protocol of ["v1", "v2"] as const) {
      const bySeat = new ConnectionStory({ protocol, joins: (one) => one.refused(refusal) });
      const byRequest = new ConnectionStory({ protocol, handshake: { ok: false, error: refusal } });
      for (const story of [bySeat, byRequest]) {
        assertEquals(story.socket.story, [], "not before it is open");
        story.socket.open();
        story.socket.receive(PING);
        story.socket.receive('{"type":"LEAVE","id":"1"}');
        story.tick();
        const expected = protocol === "v1" ? [message, "close 1000"] : [error, `close ${closed}`];
        assertEquals(story.socket.story, expected);
        story.socket.end();
        story.tick();
        assertEquals([story.messages, story.gone, story.clock.pending], [[], 1, 0]);
        assertEquals(story.store, story === bySeat ? ["join ana", "gone"] : []);
      }
    }
  }
});

function refusalOf(close: CloseName, field?: string): JoinRefusal {
  const message = `${field ?? "The server"} must be another.`;
  return { close, message, guess: false, ...field !== undefined && { field } };
}

Deno.test("[A2] where a proxy says who people are nobody renames themselves, and all else goes on", () => {
  const rename = '{"type":"RENAME","data":{"name":"Eve"},"id":"1"}';
  for (const namesAreFixed of [false, true]) {
    const story = ConnectionStory.seated({ ...V2, namesAreFixed });
    story.socket.receive(rename);
    assertEquals(story.store, namesAreFixed ? [] : ["request"]);
    assertEquals(story.socket.story.length, namesAreFixed ? 1 : 0);
    if (namesAreFixed) assertMatch(`${story.socket.story}`, /"field":"name".*"re":"1"/);
    story.socket.receive('{"type":"NUDGE","data":{},"id":"2"}');
    assertEquals(story.store.at(-1), "request");
    assertEquals(story.socket.closedWith, undefined);
  }
});
