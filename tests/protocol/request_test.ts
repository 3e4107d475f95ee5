// The upgrade request: which protocol, and who wants what of which room [W2-W5].
import { assert, assertEquals } from "@std/assert";
import { readOffer } from "../../src/protocol/offer.ts";
import { parseJoinRequest } from "../../src/protocol/request.ts";
import { FIBONACCI } from "../../src/room/deck.ts";

const CAPACITY_MAX = 100;

/** What a query string asks for in a few words, or the sentence that refuses it. */
function outcome(query: string): string {
  const parsed = parseJoinRequest(new URLSearchParams(query), "v1", CAPACITY_MAX);
  if (!parsed.ok) {
    assertEquals(parsed.error.close, "bad_request");
    return parsed.error.message;
  }
  const request = parsed.value;
  assertEquals(request.protocol, "v1");
  assert(request.action !== "resume", "v1 clients can't resume");
  assert(request.action !== "look", "v1 clients can't look");
  assertEquals(request.role, "voter"); // [P1.4]
  if (request.action === "join") return `${request.name} joins ${request.room_id}`;
  assertEquals(request.deck, FIBONACCI);
  return `${request.name} creates ${request.capacity}`;
}

function check(table: readonly (readonly [string, string])[]): void {
  for (const [query, expected] of table) assertEquals(outcome(query), expected, query);
}

Deno.test("[W2] what is asked for, whatever the case and the space around it", () => {
  check([
    ["action=CREATE_ROOM&name=ana&max_room_capacity=5", "ana creates 5"],
    ["action=create_room&name=ana&max_room_capacity=5", "ana creates 5"],
    ["action=%20Create_Room%09&name=ana&max_room_capacity=+5+", "ana creates 5"],
    ["max_room_capacity=5&name=ana&action=CREATE_ROOM", "ana creates 5"],
    ["action=JOIN_ROOM&name=bob&room_id=7Z3K9QWD", "bob joins 7Z3K9QWD"],
    ["action=join_room&name=bob&room_id=7z3k9qwd", "bob joins 7Z3K9QWD"],
    ["action=JOIN_ROOM&name=bob&room_id=+7z3k9qwd+", "bob joins 7Z3K9QWD"],
    ["action=JOIN_ROOM&name=bob&room_id=oO0iILl1", "bob joins 00011111"],
  ]);
});

Deno.test("[W2] parameters that an action does not need, or nobody knows, don't matter", () => {
  check([
    ["action=JOIN_ROOM&name=bob&room_id=7Z3K9QWD&max_room_capacity=x", "bob joins 7Z3K9QWD"],
    ["action=CREATE_ROOM&name=ana&max_room_capacity=5&room_id=x", "ana creates 5"],
    ["action=CREATE_ROOM&name=ana&max_room_capacity=5&colour=red", "ana creates 5"],
    ["action=CREATE_ROOM&name=ana&max_room_capacity=5&name=bob", "ana creates 5"],
    ["action=CREATE_ROOM&name=ana&max_room_capacity=5&role=observer", "ana creates 5"],
  ]);
});

Deno.test("[W2, W4] an action that is none is refused first", () => {
  const rule = "action must be CREATE_ROOM or JOIN_ROOM, got";
  check([
    ["", `${rule} ""`],
    ["action=", `${rule} ""`],
    ["action=LEAVE", `${rule} "LEAVE"`],
    ["action=RESUME&room_id=7Z3K9QWD", `${rule} "RESUME"`],
    ["action=CREATE", `${rule} "CREATE"`],
    ["action=CREATE+ROOM", `${rule} "CREATE ROOM"`],
    ["Action=CREATE_ROOM", `${rule} ""`],
    ["action=%1B%5B31mred", `${rule} "red"`],
    [`action=${"x".repeat(41)}`, `${rule} "${"x".repeat(39)}…"`],
    ["name=ana", `${rule} ""`],
  ]);
});

Deno.test("[W4, W5] a name that is none is refused, whatever the action", () => {
  const rule = "name must have 1 to 40 characters, got";
  const nothing = `${rule} nothing that can be shown`;
  for (const action of ["action=CREATE_ROOM", "action=JOIN_ROOM"]) {
    check([
      [action, nothing],
      [`${action}&name=`, nothing],
      [`${action}&name=+%09`, nothing],
      [`${action}&name=%E2%80%8B%E2%80%AE`, nothing],
      [`${action}&name=%1B%5B31m`, nothing],
      [`${action}&name=${"x".repeat(41)}`, `${rule} 41 characters`],
    ]);
  }
  check([
    [
      `action=CREATE_ROOM&max_room_capacity=1&name=${"x".repeat(40)}`,
      `${"x".repeat(40)} creates 1`,
    ],
    ["action=CREATE_ROOM&max_room_capacity=1&name=+Ana++Maria+", "Ana Maria creates 1"],
    ["action=CREATE_ROOM&max_room_capacity=1&name=%1B%5B31mred", "red creates 1"],
    ["action=CREATE_ROOM&max_room_capacity=1&name=Zoe%CC%88", "Zoë creates 1"],
    ["action=CREATE_ROOM&max_room_capacity=1&name=%F0%9F%9A%80", "🚀 creates 1"],
  ]);
});

Deno.test("[W4, W5] the capacity is a whole number from 1 to the server's maximum", () => {
  const create = "action=CREATE_ROOM&name=ana";
  const rule = "max_room_capacity must be a whole number from 1 to 100, got";
  check([
    [create, `${rule} ""`],
    [`${create}&max_room_capacity=`, `${rule} ""`],
    [`${create}&max_room_capacity=0`, `${rule} "0"`],
    [`${create}&max_room_capacity=1`, "ana creates 1"],
    [`${create}&max_room_capacity=100`, "ana creates 100"],
    [`${create}&max_room_capacity=101`, `${rule} "101"`],
    [`${create}&max_room_capacity=007`, "ana creates 7"],
    [`${create}&max_room_capacity=-1`, `${rule} "-1"`],
    [`${create}&max_room_capacity=%2B5`, `${rule} "+5"`],
    [`${create}&max_room_capacity=5.0`, `${rule} "5.0"`],
    [`${create}&max_room_capacity=1e1`, `${rule} "1e1"`],
    [`${create}&max_room_capacity=0x10`, `${rule} "0x10"`],
    [`${create}&max_room_capacity=1_0`, `${rule} "1_0"`],
    [`${create}&max_room_capacity=5+5`, `${rule} "5 5"`],
    [`${create}&max_room_capacity=%EF%BC%95`, `${rule} "５"`],
    [`${create}&max_room_capacity=abc`, `${rule} "abc"`],
    [`${create}&max_room_capacity=NaN`, `${rule} "NaN"`],
    [`${create}&max_room_capacity=Infinity`, `${rule} "Infinity"`],
    [`${create}&max_room_capacity=99999999999999999999`, `${rule} "99999999999999999999"`],
  ]);
  const query = new URLSearchParams(`${create}&max_room_capacity=8`);
  const parsed = parseJoinRequest(query, "v1", 7);
  assert(!parsed.ok);
  assertEquals(
    parsed.error.message,
    'max_room_capacity must be a whole number from 1 to 7, got "8"',
  );
});

Deno.test("[W2, W4] a room id has 8 letters and digits of Crockford's", () => {
  const join = "action=JOIN_ROOM&name=bob";
  const rule = "room_id must be the 8 letters and digits of a room, got";
  check([
    [join, `${rule} ""`],
    [`${join}&room_id=7Z3K9QW`, `${rule} "7Z3K9QW"`],
    [`${join}&room_id=7Z3K9QWDD`, `${rule} "7Z3K9QWDD"`],
    [`${join}&room_id=7Z3K9QWU`, `${rule} "7Z3K9QWU"`],
    [`${join}&room_id=7Z3K-9QW`, `${rule} "7Z3K-9QW"`],
    [`${join}&room_id=7Z3K+9QWD`, `${rule} "7Z3K 9QWD"`],
    [`${join}&room_id=%1B%5D0;x`, `${rule} ""`],
  ]);
});

Deno.test("[W3] the join request speaks the protocol that was agreed on", () => {
  const query = new URLSearchParams("action=JOIN_ROOM&name=bob&room_id=7Z3K9QWD");
  const parsed = parseJoinRequest(query, "v2", CAPACITY_MAX);
  assert(parsed.ok);
  assertEquals(parsed.value.protocol, "v2");
});

Deno.test("[W3] who offers no sub-protocol speaks v1, who offers only unknown ones nothing that is known", () => {
  for (const header of [null, "", " ", ",", "\t, ,"]) {
    assertEquals(readOffer(header), { protocol: "v1" });
  }
  for (const header of ["x", "estimatex.v1", "Estimatex.v2", "estimatex.v22, x", "\u001b[31m"]) {
    assertEquals(readOffer(header), null);
  }
});
