// Whatever a v1 client sends: a message that can stand, or one clear line; nothing throws [W6, P1].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Result } from "../../src/base/result.ts";
import type { V1Message } from "../../src/protocol/client_message.ts";
import { decodeV1 } from "../../src/protocol/v1_decode.ts";
import { V1_CARDS } from "../../src/room/deck.ts";
import {
  assertClearLine,
  assertSanitised,
  hostileText,
  hostileUnit,
} from "../base/hostile_text.ts";
import { clientMessage, encoded, type Entries, spell, type Wire } from "./v1_messages.ts";

const RUNS = 1_000;
const LINE_MAX = 160;

/** Fails unless what came of `text` can be handed on: to the room, or to the person who sent it. */
function assertDecoded(text: string): void {
  const decoded = decodeV1(text);
  if (!decoded.ok) {
    assertClearLine(decoded.error, LINE_MAX);
    // as a frame it must be a line to show, not one more event [P1]
    assert(!isJson(decoded.error), decoded.error);
    return;
  }
  const message = decoded.value;
  switch (message.type) {
    case "announce":
      return assertSanitised(message.room_id);
    case "begin":
      assert([...message.ticket_id].length >= 1 && [...message.ticket_id].length <= 64);
      return assertSanitised(message.ticket_id);
    case "vote":
      assert(V1_CARDS.includes(message.card));
      return assertSanitised(message.ticket_id);
    case "reveal":
      return assertSanitised(message.ticket_id);
    case "unusable":
      return assertClearLine(message.message, LINE_MAX);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

Deno.test("[W6] any text is a message or gets one clear line", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        hostileText(80),
        fc.json({ stringUnit: hostileUnit }),
        fc.jsonValue({ depthSize: "large" }).map((value) => JSON.stringify(value)),
      ),
      assertDecoded,
    ),
    { numRuns: 2 * RUNS },
  );
});

/** JSON values that are never what a field should be, and strings that may be. */
const value: fc.Arbitrary<Wire> = fc.oneof(
  hostileText(),
  fc.constantFrom<Wire>("JOIN_ROOM", "BEGIN_VOTING", "MEMBER_VOTED", "REVEAL_VOTES", "5", "T-1"),
  fc.constantFrom<Wire>(null, 0, -0, 1e308, 2 ** 53, [], ["T-1"], { fields: [] }),
);

/** Names that every object answers to, whoever made it. */
const INHERITED = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "prototype",
];

/** Objects with keys that are there twice, keys of prototypes, and whole messages below such keys. */
function entriesOf(depth: number): fc.Arbitrary<Entries> {
  const key = fc.constantFrom("type", "data", "room_id", "ticket_id", "vote", ...INHERITED);
  const inner = depth === 0
    ? value
    : fc.oneof(value, entriesOf(depth - 1).map((entries) => ({ fields: entries })));
  return fc.array(fc.tuple(key, inner), { maxLength: 6 });
}

/** Of each key that the decoder may read the last entry, and nothing else: what the message says. */
function bare(entries: Entries, keys: readonly string[]): Entries {
  return keys.flatMap((key) => {
    const last = entries.findLast(([name]) => name === key);
    if (last === undefined) return [];
    const [, inner] = last;
    const isObject = typeof inner === "object" && inner !== null && "fields" in inner;
    if (key !== "data" || !isObject) return [last];
    return [["data", { fields: bare(inner.fields, ["room_id", "ticket_id", "vote"]) }] as const];
  });
}

/** Decodes where every object answers to a message's keys, as after a prototype was polluted. */
function decodedAmongInherited(text: string): Result<V1Message, string> {
  const inherited = {
    type: "REVEAL_VOTES",
    data: {},
    room_id: "7Z3K9QWD",
    ticket_id: "T",
    vote: "5",
  };
  for (const [key, value] of Object.entries(inherited)) {
    Object.defineProperty(Object.prototype, key, { value, configurable: true });
  }
  try {
    return decodeV1(text);
  } finally {
    for (const key of Object.keys(inherited)) Reflect.deleteProperty(Object.prototype, key);
  }
}

Deno.test("[W6] own keys only, the last of each: keys of prototypes are harmless", () => {
  const message = fc.option(clientMessage.map((message) => encoded(message).fields), { nil: [] });
  fc.assert(
    fc.property(entriesOf(2), message, entriesOf(1), (before, entries, behind) => {
      const own = bare([...before, ...entries, ...behind], ["type", "data"]);
      const text = spell({ fields: [...before, ...entries, ...behind] });
      assertDecoded(text);
      const decoded = decodeV1(text);
      assertEquals(decodedAmongInherited(text), decoded);
      // an error may quote the text itself
      const expected = decodeV1(spell({ fields: own }));
      assertEquals(decoded.ok, expected.ok);
      if (decoded.ok) assertEquals(decoded, expected);
      for (const key in {}) assert(false, `Object.prototype has got ${key}`);
    }),
    { numRuns: RUNS },
  );
});
