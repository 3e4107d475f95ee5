// What v2 clients send: every command, ids, and what people typed [P2, W5].
import { assert, assertEquals } from "@std/assert";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import { COMMAND_ID_LENGTH_MAX } from "../../src/protocol/wire_limits.ts";
import { COMMANDS, TYPES } from "./v2_messages.ts";

Deno.test("[P2.5] every command there is, with an id or without, and fields nobody knows", () => {
  assertEquals(TYPES.length, 27);
  for (const [type, data, request] of COMMANDS) {
    const of = `${type} ${JSON.stringify(data)}`;
    for (const [given, id] of [[{}, null], [{ id: "c-1" }, "c-1"], [{ id: "" }, ""]] as const) {
      const expected = { ok: true, value: { type: "request", id, request } } as const;
      assertEquals(decodeV2(JSON.stringify({ type, data, ...given })), expected, of);
      const more = { more: [1], ...given, type, data: { x: null, ...data as object } };
      assertEquals(decodeV2(JSON.stringify(more)), expected, of);
    }
  }
});

Deno.test("[P2.5] a command that needs no data needs none at all", () => {
  for (const [type, data] of COMMANDS) {
    if (JSON.stringify(data) !== "{}") continue;
    assertEquals(decodeV2(JSON.stringify({ type })), decodeV2(JSON.stringify({ type, data })));
  }
});

Deno.test("[P2.5] PING concerns no room", () => {
  const table = [
    ['{"type":"PING"}', null],
    ['{"type":"PING","data":{},"id":"7"}', "7"],
    ['{"id":"7","data":[1],"type":"PING"}', "7"],
  ] as const;
  for (const [text, id] of table) {
    assertEquals(decodeV2(text), { ok: true, value: { type: "ping", id } });
  }
});

Deno.test("[P2] an id is a string of at most 64 characters; any other is no id to reply to", () => {
  assertEquals(COMMAND_ID_LENGTH_MAX, 64);
  for (const id of ["", "a", "é🚀", "\u001b[31m", "x".repeat(64), "🚀".repeat(64)]) {
    const decoded = decodeV2(JSON.stringify({ type: "LEAVE", id }));
    assertEquals(decoded.ok && decoded.value.id, id);
  }
  for (const type of ["LEAVE", "PING", "DANCE"]) {
    for (const id of [7, null, true, [], {}, ["a"], "x".repeat(65), "🚀".repeat(65)]) {
      const decoded = decodeV2(JSON.stringify({ type, id }));
      assert(!decoded.ok && decoded.error.id === null, JSON.stringify(decoded));
      const { code, field } = decoded.error.problem;
      assertEquals([code, field], ["bad_message", "id"]);
    }
  }
});

Deno.test("[P2.6] what is wrong is named with the id of the message that it is wrong with", () => {
  for (
    const message of [
      { id: "c1" },
      { type: 7, id: "c1" },
      { type: "DANCE", id: "c1" },
      { type: "SET_ROLE", id: "c1" },
    ]
  ) {
    const decoded = decodeV2(JSON.stringify(message));
    assertEquals(!decoded.ok && decoded.error.id, "c1");
  }
});

Deno.test("[W5] what people typed is sanitised: tickets, titles, estimates, cards", () => {
  const dirty = " \u001b[31mred\u202e ";
  const table: [string, Record<string, unknown>][] = [
    ["BEGIN_VOTING", { ticket_id: dirty, title: dirty }],
    ["SET_ESTIMATE", { ticket_id: dirty, estimate: dirty }],
    ["MEMBER_VOTED", { ticket_id: dirty, vote: dirty }],
    ["QUEUE_TICKETS", { tickets: [{ ticket_id: dirty, title: dirty }] }],
  ];
  for (const [type, data] of table) {
    const clean = JSON.parse(JSON.stringify(data).replaceAll(JSON.stringify(dirty), '"red"'));
    assertEquals(
      decodeV2(JSON.stringify({ type, data })),
      decodeV2(JSON.stringify({ type, data: clean })),
    );
  }
});
