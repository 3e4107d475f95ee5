// Whatever arrives from a v2 client in place of a command [W6, P2.6].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import { problemOf, TYPES } from "./v2_messages.ts";

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
      if (!decoded.ok) assert(decoded.error.problem.message.length < 500);
    }),
    { seed: 1, numRuns: 3_000 },
  );
});
