// What v2 clients send, and whatever else arrives in its place [P2, W6].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { V2Request } from "../../src/protocol/client_message.ts";
import { COMMAND_ID_LENGTH_MAX, decodeV2, type V2Problem } from "../../src/protocol/v2_decode.ts";

const TICKET = { ticket_id: "T-1" };

function command(
  command: Extract<V2Request, { type: "command" }>["command"],
): Extract<V2Request, { type: "command" }> {
  return { type: "command", command };
}

/** Every command of P2.5 with each of its forms, and what it asks for. */
const COMMANDS: readonly (readonly [type: string, data: unknown, request: V2Request])[] = [
  ["MEMBER_VOTED", { ...TICKET, vote: "5" }, command({ type: "vote", ...TICKET, card: "5" })],
  [
    "MEMBER_VOTED",
    { ...TICKET, attempt: 2, vote: "5" },
    command({ type: "vote", ...TICKET, attempt: 2, card: "5" }),
  ],
  ["MEMBER_VOTED", { ...TICKET, vote: null }, command({ type: "vote", ...TICKET, card: null })],
  ["SET_ROLE", { role: "observer" }, command({ type: "set_role", role: "observer" })],
  ["SET_ROLE", { role: "voter" }, command({ type: "set_role", role: "voter" })],
  ["GET_RESULTS", {}, { type: "results", after: 0 }],
  ["GET_RESULTS", { after: 200 }, { type: "results", after: 200 }],
  ["LEAVE", {}, { type: "leave" }],
  ["BEGIN_VOTING", TICKET, command({ type: "begin", ticket: TICKET })],
  [
    "BEGIN_VOTING",
    { ...TICKET, title: "Log in" },
    command({ type: "begin", ticket: { ...TICKET, title: "Log in" } }),
  ],
  ["BEGIN_VOTING", { ...TICKET, title: " " }, command({ type: "begin", ticket: TICKET })],
  ["RESTART_VOTING", {}, command({ type: "restart" })],
  ["REVEAL_VOTES", TICKET, command({ type: "reveal", ...TICKET, force: false })],
  ["REVEAL_VOTES", { ...TICKET, force: true }, command({ type: "reveal", ...TICKET, force: true })],
  [
    "REVEAL_VOTES",
    { ...TICKET, force: false },
    command({ type: "reveal", ...TICKET, force: false }),
  ],
  [
    "SET_ESTIMATE",
    { ...TICKET, estimate: "8 days" },
    command({ type: "estimate", ...TICKET, estimate: "8 days" }),
  ],
  ["QUEUE_TICKETS", { tickets: [] }, command({ type: "queue", tickets: [], replace: false })],
  [
    "QUEUE_TICKETS",
    { tickets: [TICKET, { ticket_id: "T-2", title: "Log out" }], replace: true },
    command({
      type: "queue",
      tickets: [TICKET, { ticket_id: "T-2", title: "Log out" }],
      replace: true,
    }),
  ],
  ["HAND_OVER", { member_id: "01J" }, command({ type: "hand_over", member_id: "01J" })],
  ["REMOVE_MEMBER", { member_id: "01J" }, command({ type: "remove", member_id: "01J" })],
  ["SET_SETTINGS", {}, command({ type: "settings", settings: {} })],
  [
    "SET_SETTINGS",
    { auto_reveal: true },
    command({ type: "settings", settings: { auto_reveal: true } }),
  ],
  [
    "SET_SETTINGS",
    { auto_reveal: false, on_admin_leave: "promote" },
    command({ type: "settings", settings: { auto_reveal: false, on_admin_leave: "promote" } }),
  ],
  ["START_TIMER", { seconds: 1 }, { type: "timer", seconds: 1 }],
  ["START_TIMER", { seconds: 86_400 }, { type: "timer", seconds: 86_400 }],
  ["STOP_TIMER", {}, command({ type: "timer", ends_at: null })],
  ["END_SESSION", {}, command({ type: "end_session" })],
];

const TYPES = [...new Set(COMMANDS.map(([type]) => type))];

function problemOf(message: unknown): V2Problem {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  const decoded = decodeV2(text);
  assert(decoded.kind === "wrong", `${text} is ${JSON.stringify(decoded)}`);
  const { code, message: sentence } = decoded.problem;
  assert(sentence.length > 0 && sentence.length < 500, `${code} in ${sentence.length} characters`);
  return decoded.problem;
}

Deno.test("[P2.5] every command there is, with an id or without, and fields nobody knows", () => {
  assertEquals(TYPES.length, 15);
  for (const [type, data, request] of COMMANDS) {
    const of = `${type} ${JSON.stringify(data)}`;
    for (const [given, id] of [[{}, null], [{ id: "c-1" }, "c-1"], [{ id: "" }, ""]] as const) {
      const expected = { kind: "request", message: { type: "request", id, request } } as const;
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
  assertEquals(decodeV2('{"type":"PING"}'), { kind: "ping", id: null });
  assertEquals(decodeV2('{"type":"PING","data":{},"id":"7"}'), { kind: "ping", id: "7" });
  assertEquals(decodeV2('{"id":"7","data":[1],"type":"PING"}'), { kind: "ping", id: "7" });
});

Deno.test("[P2] an id is a string of at most 64 characters; any other is no id to reply to", () => {
  assertEquals(COMMAND_ID_LENGTH_MAX, 64);
  for (const id of ["", "a", "é🚀", "\u001b[31m", "x".repeat(64)]) {
    const decoded = decodeV2(JSON.stringify({ type: "LEAVE", id }));
    assertEquals(decoded.kind === "request" && decoded.message.id, id);
  }
  for (const type of ["LEAVE", "PING", "DANCE"]) {
    for (const id of [7, null, true, [], {}, ["a"], "x".repeat(65)]) {
      const decoded = decodeV2(JSON.stringify({ type, id }));
      assert(decoded.kind === "wrong" && decoded.id === null, JSON.stringify(decoded));
      assertEquals([decoded.problem.code, decoded.problem.field], ["bad_message", "id"]);
    }
  }
});

Deno.test("[P2.6] what is wrong is told with the id of the message that it is wrong with", () => {
  for (
    const message of [
      { id: "c1" },
      { type: 7, id: "c1" },
      { type: "DANCE", id: "c1" },
      { type: "SET_ROLE", id: "c1" },
    ]
  ) {
    const decoded = decodeV2(JSON.stringify(message));
    assertEquals(decoded.kind === "wrong" && decoded.id, "c1");
  }
});

/** Each field of each command, what it takes besides, values that it can't be, and the rule they break. */
const WRONG: readonly (readonly [
  type: string,
  field: string,
  rest: Readonly<Record<string, unknown>>,
  values: readonly unknown[],
  rule: string,
])[] = [
  ["MEMBER_VOTED", "ticket_id", { vote: "5" }, [undefined, null, 5, true, [], {}], "a string"],
  ["MEMBER_VOTED", "ticket_id", { vote: "5" }, ["", " \u200b", "x".repeat(65)], "1 to 64"],
  [
    "MEMBER_VOTED",
    "attempt",
    { ...TICKET, vote: "5" },
    [null, 0, 1.5, -1, "1"],
    "a whole number from 1 to 1000000000",
  ],
  ["MEMBER_VOTED", "vote", TICKET, [undefined, 5, true, ["5"], { a: 1 }], "a string"],
  ["SET_ROLE", "role", {}, [undefined, null, "", "king", "Voter", 1, ["voter"]], "voter or obs"],
  ["GET_RESULTS", "after", {}, [null, "1", -1, 1.5, 1e10, [1], {}], "a whole number from 0"],
  ["BEGIN_VOTING", "ticket_id", {}, [undefined, null, 5, ["T"]], "a string"],
  ["BEGIN_VOTING", "ticket_id", {}, ["", "\u001b[31m", "x".repeat(65)], "1 to 64"],
  ["BEGIN_VOTING", "title", TICKET, [null, 5, ["t"]], "a string"],
  ["BEGIN_VOTING", "title", TICKET, ["x".repeat(201)], "0 to 200"],
  ["REVEAL_VOTES", "ticket_id", {}, [undefined, null, 5], "a string"],
  ["REVEAL_VOTES", "ticket_id", {}, ["", "x".repeat(65)], "1 to 64"],
  ["REVEAL_VOTES", "force", TICKET, [null, 0, 1, "true", []], "true or false"],
  ["SET_ESTIMATE", "ticket_id", { estimate: "8" }, [undefined, null, 5], "a string"],
  ["SET_ESTIMATE", "estimate", TICKET, [undefined, null, 8], "a string"],
  ["SET_ESTIMATE", "estimate", TICKET, ["", "\u202e", "x".repeat(17)], "1 to 16"],
  ["QUEUE_TICKETS", "tickets", {}, [undefined, null, {}, "T-1"], "at most 200 tickets"],
  ["QUEUE_TICKETS", "tickets", {}, [Array(201).fill(TICKET)], "at most 200 tickets"],
  ["QUEUE_TICKETS", "replace", { tickets: [] }, [null, 1, "true"], "true or false"],
  ["HAND_OVER", "member_id", {}, [undefined, null, 5, ["01J"]], "a string"],
  ["REMOVE_MEMBER", "member_id", {}, [undefined, null, 5, ["01J"]], "a string"],
  ["SET_SETTINGS", "auto_reveal", {}, [null, 1, "true"], "true or false"],
  ["SET_SETTINGS", "on_admin_leave", {}, [null, "", "burn", "Close", true], "close or promote"],
  ["START_TIMER", "seconds", {}, [undefined, null, 0, -1, 1.5, "60", 86_401, 1e300], "1 to 86400"],
];

Deno.test("[W6, P2.6] a field that is missing or can't stand is named, with the rule it broke", () => {
  for (const [type, field, rest, values, rule] of WRONG) {
    for (const value of values) {
      const data = { ...rest, ...value !== undefined && { [field]: value } };
      const problem = problemOf({ type, data });
      const of = `${type} ${JSON.stringify(data).slice(0, 80)}: ${problem.message}`;
      assertEquals([problem.code, problem.field], ["bad_field", field], of);
      assert(problem.message.startsWith(`${field} must `) && problem.message.includes(rule), of);
    }
  }
  // and every field of the table above is one that some command is tested without
  const fields = new Set(WRONG.map(([type, field]) => `${type}.${field}`));
  for (const [type, data] of COMMANDS) {
    for (const field of Object.keys(data as object)) assert(fields.has(`${type}.${field}`), field);
  }
});

Deno.test("[W6, P2.6] in a list of tickets the place is named, and the first that is wrong", () => {
  const table: [unknown[], string][] = [
    [[7], "tickets[0].ticket_id"],
    [[null], "tickets[0].ticket_id"],
    [[TICKET, { title: "x" }], "tickets[1].ticket_id"],
    [[TICKET, { ...TICKET, title: 7 }, {}], "tickets[1].title"],
    [[TICKET, ["T-2"]], "tickets[1].ticket_id"],
    [[...Array(199).fill(TICKET), { ticket_id: "" }], "tickets[199].ticket_id"],
  ];
  for (const [tickets, field] of table) {
    const problem = problemOf({ type: "QUEUE_TICKETS", data: { tickets, replace: 7 } });
    assertEquals([problem.code, problem.field], ["bad_field", field]);
  }
  const full = { type: "QUEUE_TICKETS", data: { tickets: Array(200).fill(TICKET) } };
  assertEquals(decodeV2(JSON.stringify(full)).kind, "request");
});

Deno.test("[W6] what is wrong with several fields is told of the first", () => {
  const data = { ticket_id: 5, vote: 5 };
  assertEquals(problemOf({ type: "MEMBER_VOTED", data }).field, "ticket_id");
});

Deno.test("[W6] data that is no object has no fields", () => {
  for (const data of [undefined, null, 5, "ticket_id", true, ["ticket_id"]]) {
    assertEquals(problemOf({ type: "BEGIN_VOTING", data }).field, "ticket_id");
  }
});

Deno.test("[W6] what is no JSON, or no object with a type, is a bad message", () => {
  for (const text of ["", "hello", "{", "{'type':'LEAVE'}", '{"type":"LEAVE"}{}', "\ufeff{}"]) {
    assertEquals([problemOf(text).code, problemOf(text).field], ["bad_message", undefined], text);
  }
  for (const text of ["null", "5", "true", '"LEAVE"', "[]", '["LEAVE"]', "{}", '{"type":5}']) {
    assertEquals([problemOf(text).code, problemOf(text).field], ["bad_message", "type"], text);
  }
});

Deno.test("[W6, P2.6] a type that nobody knows is named, with those there are; nothing is read off a prototype", () => {
  const inherited = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
  const others = ["", "leave", " LEAVE", "OK", "JOIN_ROOM", "CREATE_ROOM", "ROOM_STATE"];
  for (const type of [...inherited, ...others]) {
    const { code, field, message } = problemOf({ type });
    assertEquals([code, field], ["unknown_type", "type"], type);
    for (const known of ["PING", ...TYPES]) assert(message.includes(known), message);
  }
  const nasty = problemOf({ type: `\u001b[31mred${"x".repeat(60_000)}` });
  assert(nasty.message.endsWith(`"red${"x".repeat(36)}…"`), nasty.message.slice(-60));
});

Deno.test("[W6] only own keys count", () => {
  assertEquals(problemOf('{"__proto__":{"type":"LEAVE"}}').code, "bad_message");
  assertEquals(
    problemOf('{"type":"SET_ROLE","__proto__":{"data":{"role":"voter"}}}').field,
    "role",
  );
  assertEquals(
    problemOf('{"type":"SET_ROLE","data":{"__proto__":{"role":"voter"}}}').field,
    "role",
  );
  const inherited = { value: "voter", configurable: true };
  Object.defineProperty(Object.prototype, "role", inherited);
  try {
    assertEquals(problemOf('{"type":"SET_ROLE","data":{}}').field, "role");
  } finally {
    Reflect.deleteProperty(Object.prototype, "role");
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

Deno.test("[W6] it never throws, whatever arrives", () => {
  const nested = "[".repeat(30_000) + "]".repeat(30_000);
  for (const text of ["[".repeat(65_000), `{"type":"LEAVE","data":${nested}}`]) decodeV2(text);
  const field = fc.constantFrom("ticket_id", "vote", "tickets", "seconds", "role", "after", "x");
  const message = fc.record({
    type: fc.oneof(fc.constantFrom("PING", ...TYPES), fc.string(), fc.jsonValue()),
    data: fc.oneof(fc.dictionary(field, fc.jsonValue()), fc.jsonValue()),
    id: fc.oneof(fc.string(), fc.jsonValue()),
  }, { requiredKeys: [] });
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    message.map((one) => JSON.stringify(one)),
  );
  fc.assert(
    fc.property(text, (text) => {
      const decoded = decodeV2(text);
      if (decoded.kind === "wrong") assert(decoded.problem.message.length < 500);
    }),
    { seed: 1, numRuns: 3_000 },
  );
});
