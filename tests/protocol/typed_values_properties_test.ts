// Names, ticket ids and room ids, at each limit and past it [W2, W5].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Checked,
  checkName,
  checkRoomId,
  checkTicketId,
  sanitize,
} from "../../src/protocol/text.ts";
import { assertClearLine, assertSanitised, hostileText } from "../base/hostile_text.ts";

const RUNS = 1_000;

/** The same lengths as W5 has them. */
const LIMITS: readonly (readonly [string, (text: string) => Checked, number])[] = [
  ["name", checkName, 40],
  ["ticket id", checkTicketId, 64],
];

/** Characters that stand alone, and nothing that could make one out of two of them. */
const VISIBLE = [..."aZ09-é日한א🚀☕ß"];

for (const [what, check, max] of LIMITS) {
  Deno.test(`[W5] a ${what} has 1 to ${max} characters, whatever is typed`, () => {
    fc.assert(
      fc.property(hostileText(max * 2), (typed) => {
        const checked = check(typed);
        if (!checked.ok) {
          assertClearLine(checked.error, 80);
          assert(checked.error.startsWith(`must have 1 to ${max} characters, got `));
          return;
        }
        assertSanitised(checked.value);
        const length = [...checked.value].length;
        assert(length >= 1 && length <= max, `${length} characters`);
        assertEquals(check(checked.value), checked, "checked twice");
      }),
      { numRuns: RUNS, examples: [["\u{13430}"]] },
    );
  });

  Deno.test(`[W5] a ${what} of ${max} characters is taken, of one more refused`, () => {
    const around = fc.array(fc.constantFrom(" ", "\t", "\u200b", "\u202e", "\u0000"));
    const characters = fc.integer({ min: 0, max: max + 3 }).chain((length) =>
      fc.array(fc.constantFrom(...VISIBLE), { minLength: length, maxLength: length })
    );
    fc.assert(
      fc.property(around, characters, around, (before, seen, behind) => {
        const checked = check([...before, ...seen, ...behind].join(""));
        const isAllowed = seen.length >= 1 && seen.length <= max;
        assertEquals(checked.ok, isAllowed);
        if (checked.ok) assertEquals(checked.value, seen.join(""));
        else assert(seen.length === 0 || checked.error.endsWith(`got ${seen.length} characters`));
      }),
      { numRuns: RUNS },
    );
  });
}

/** Crockford base32. */
const ROOM_ID_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** How a person may type each of them: in either case, and its look-alikes for it. */
function spellings(character: string): readonly string[] {
  const also = { 0: "Oo", 1: "IiLl" }[character] ?? "";
  return [...new Set([character, character.toLowerCase(), ...also])];
}

const roomIdOf = (length: number) =>
  fc.array(fc.constantFrom(...ROOM_ID_CHARACTERS), { minLength: length, maxLength: length });

Deno.test("[W2] a room id is read however it is typed, and no other for it", () => {
  const typed = roomIdOf(8).chain((roomId) =>
    fc.tuple(
      fc.constant(roomId.join("")),
      fc.tuple(...roomId.map((character) => fc.constantFrom(...spellings(character)))),
      fc.stringMatching(/^[ \t\r\n]{0,3}$/),
      fc.stringMatching(/^[ \t\r\n]{0,3}$/),
    )
  );
  fc.assert(
    fc.property(typed, ([room_id, characters, before, behind]) => {
      const text = before + characters.join("") + behind;
      assertEquals(checkRoomId(text), { ok: true, value: room_id });
    }),
    { numRuns: RUNS },
  );
});

Deno.test("[W2] ids of seven and of nine characters are no room ids, nor is one with a U", () => {
  const wrong = fc.oneof(
    roomIdOf(7),
    roomIdOf(9),
    fc.tuple(roomIdOf(7), fc.constantFrom("U", "u", "-", "é", "_", "٣", "Ａ"), fc.nat(6))
      .map(([room_id, odd, at]) => room_id.toSpliced(at, 0, odd)),
  );
  fc.assert(
    fc.property(wrong, (characters) => {
      const checked = checkRoomId(characters.join(""));
      assert(!checked.ok);
      assertClearLine(checked.error, 120);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("[W2] whatever is typed is a room id or a clear refusal, and folding is idempotent", () => {
  const close = fc.string({
    unit: fc.constantFrom(...ROOM_ID_CHARACTERS, ..."oOiIlLuU- \u200bıſßﬁK"),
    minLength: 6,
    maxLength: 10,
  });
  fc.assert(
    fc.property(fc.oneof(hostileText(), close), (typed) => {
      const checked = checkRoomId(typed);
      if (!checked.ok) return assertClearLine(checked.error, 120);
      assertEquals([...checked.value].filter((c) => ROOM_ID_CHARACTERS.includes(c)).length, 8);
      assertEquals(checkRoomId(checked.value), checked);
      assertEquals(checkRoomId(sanitize(typed)), checked);
    }),
    { numRuns: RUNS },
  );
});
