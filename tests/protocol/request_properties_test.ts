// Upgrade requests by strangers: a join request that keeps to W5, or one clear line that names the field [W2-W5].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readOffer } from "../../src/protocol/offer.ts";
import { parseJoinRequest } from "../../src/protocol/request.ts";
import { assertClearLine, assertSanitised, hostileText } from "../base/hostile_text.ts";

const RUNS = 1_000;
const LINE_MAX = 160;
const FIELDS = ["action", "name", "max_room_capacity", "room_id"] as const;

const capacityMax = fc.integer({ min: 1, max: 1_000 });

/** Values that are close to right, per field. */
const GOOD: Readonly<Record<typeof FIELDS[number], readonly string[]>> = {
  action: ["CREATE_ROOM", "JOIN_ROOM", " create_room ", "Join_Room", "RESUME", "JOIN"],
  name: ["Ana", "  Bob\t", "\u200b", "x".repeat(40), "x".repeat(41)],
  max_room_capacity: ["1", "5", " 7 ", "0", "-1", "1.5", "1e2", "1000", "1001", "999999999"],
  room_id: ["7Z3K9QWD", "7z3k9qwd", " OIL00000 ", "7Z3K9QW", "7Z3K9QWU"],
};

const pair = fc.oneof(
  ...FIELDS.map((field) =>
    fc.tuple(fc.constant<string>(field), fc.oneof(fc.constantFrom(...GOOD[field]), hostileText()))
  ),
  fc.tuple(fc.constantFrom("__proto__", "constructor", "toString", "Name", "role"), hostileText()),
  fc.tuple(hostileText(), hostileText()),
);

/** Query strings: pairs in any order, doubled, missing; or no pairs at all but noise. */
const query = fc.oneof(
  { weight: 4, arbitrary: fc.array(pair, { maxLength: 8 }).map((all) => new URLSearchParams(all)) },
  { weight: 1, arbitrary: hostileText(60).map((text) => new URLSearchParams(text)) },
);

/** What a refusal of each field must say is allowed. */
function allowed(field: string, max: number): string {
  const rules: Readonly<Record<string, string>> = {
    action: "action must be CREATE_ROOM or JOIN_ROOM, got ",
    name: "name must have 1 to 40 characters, got ",
    max_room_capacity: `max_room_capacity must be a whole number from 1 to ${max}, got `,
    room_id: "room_id must be the 8 letters and digits of a room, got ",
  };
  return rules[field] ?? "(no such field)";
}

Deno.test("[W4, W5] any query is a join request by the rules, or a clear line that names the field", () => {
  fc.assert(
    fc.property(query, capacityMax, (params, max) => {
      const parsed = parseJoinRequest(params, "v1", max);
      if (!parsed.ok) {
        const { close, message } = parsed.error;
        assertEquals(close, "bad_request");
        assertClearLine(message, LINE_MAX);
        const [field = ""] = message.split(" ", 1);
        assert(message.startsWith(allowed(field, max)), message);
        return;
      }
      const request = parsed.value;
      assert(request.action !== "resume", "v1 has no way back");
      assert(request.action !== "look", "v1 has no page to ask first");
      assertEquals([request.protocol, request.role], ["v1", "voter"]);
      assertSanitised(request.name);
      assert([...request.name].length >= 1 && [...request.name].length <= 40);
      if (request.action === "create") {
        assert(
          Number.isInteger(request.capacity) && request.capacity >= 1 && request.capacity <= max,
        );
      } else assert(/^[0-9A-HJKMNP-TV-Z]{8}$/.test(request.room_id));
    }),
    { numRuns: 3 * RUNS },
  );
});

Deno.test("[W2] what is not one of the four parameters changes nothing, nor does a second value", () => {
  const odd = fc.tuple(
    fc.oneof(fc.constantFrom("__proto__", "constructor", "role", "ACTION"), hostileText()),
    hostileText(),
  ).filter(([field]) => !FIELDS.some((known) => known === field));
  fc.assert(
    fc.property(query, fc.array(odd), fc.array(pair), capacityMax, (params, odds, again, max) => {
      const expected = parseJoinRequest(params, "v1", max);
      const doubles = again.filter(([field]) => params.has(field));
      const more = new URLSearchParams([...odds, ...params, ...doubles]);
      assertEquals(parseJoinRequest(more, "v1", max), expected);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("[W5] max_room_capacity is taken from 1 to the server's limit, and no further", () => {
  const capacity = capacityMax.chain((max) =>
    fc.tuple(
      fc.constant(max),
      fc.oneof(
        fc.constantFrom(-1, 0, 1, max - 1, max, max + 1).map(BigInt),
        fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      ),
    )
  );
  fc.assert(
    fc.property(capacity, ([max, value]) => {
      const query = { action: "CREATE_ROOM", name: "Ana", max_room_capacity: ` ${value}` };
      const parsed = parseJoinRequest(new URLSearchParams(query), "v1", max);
      assertEquals(parsed.ok, value >= 1n && value <= BigInt(max));
      if (parsed.ok && parsed.value.action === "create") {
        assertEquals(BigInt(parsed.value.capacity), value);
      }
    }),
    { numRuns: RUNS },
  );
});

Deno.test("[W3] who offers no sub-protocol speaks v1, who offers any name nothing that is known", () => {
  const blank = fc.stringMatching(/^[ \t,]{0,6}$/);
  fc.assert(
    fc.property(fc.oneof(hostileText(), blank), (header) => {
      const offersAny = /[^,\s]/.test(header);
      assertEquals(readOffer(header), offersAny ? null : { protocol: "v1" });
    }),
    { numRuns: RUNS },
  );
  assertEquals(readOffer(null), { protocol: "v1" });
});
