// Names in a room: no two that a person may take for the same, whoever joins under whatever name [W5].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkName } from "../../src/protocol/text.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import { sameName } from "../../src/room/names.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { Room } from "../../src/room/state.ts";
import { assertSanitised, hostileText } from "../base/hostile_text.ts";
import { at } from "./moments.ts";

const RUNS = 1_000;

/** The same name, written otherwise. */
const REWRITTEN: Readonly<Record<string, (name: string) => string>> = {
  "in capitals": (name) => name.toUpperCase(),
  "in small letters": (name) => name.toLowerCase(),
  "taken apart": (name) => name.normalize("NFD"),
  "in plain forms": (name) => name.normalize("NFKC"),
  "in plain forms, taken apart": (name) => name.normalize("NFKD"),
  "in full width": (name) =>
    name.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  "with a joiner": (name) => name.replace(/(?<=\p{L})(?=\p{L})/u, "\u200c"),
};

const rewriting = fc.constantFrom(...Object.keys(REWRITTEN));

/** Names that W5 allows, as rooms get them. */
const name: fc.Arbitrary<string> = hostileText(50).map(nameOf);

function nameOf(typed: string): string {
  const checked = checkName(typed);
  return checked.ok ? checked.value : "Ana";
}

Deno.test("[W5] names of ASCII characters, which take a shorter way, are the same as by the long one", () => {
  const ascii = fc.string({ unit: "binary-ascii", maxLength: 45 });
  fc.assert(
    fc.property(ascii, (name) => {
      const long = name.normalize("NFKC").toLowerCase().toUpperCase().normalize("NFKC");
      assertEquals(sameName(name), long);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("[W5] a name is the same in either case, any width, composed or not, joiners or not", () => {
  fc.assert(
    fc.property(name, rewriting, (name, how) => {
      const other = REWRITTEN[how]?.(name) ?? name;
      assertEquals(sameName(other), sameName(name), how);
    }),
    {
      numRuns: 3 * RUNS,
      examples: [["ΐ", "in capitals"], ["ᄒ\u200cᅡ", "taken apart"], ["하", "taken apart"]],
    },
  );
});

Deno.test("[W5] what names are compared by is the same again", () => {
  fc.assert(
    fc.property(hostileText(), (text) => assertEquals(sameName(sameName(text)), sameName(text))),
    { numRuns: RUNS },
  );
});

/** Seats people one by one under these names. */
function roomOf(names: readonly string[]): Room {
  const [first = "Ana", ...others] = names;
  const admin = { member_id: "m0", name: first, role: "voter", protocol: "v1" } as const;
  const options = { room_id: "7Z3K9QWD", capacity: names.length + 1, deck: FIBONACCI, admin };
  let room = createRoom(options, at(0));
  for (const [n, name] of others.entries()) {
    const seat = { ...admin, type: "reserve", member_id: `m${n + 1}`, name } as const;
    const result = step(room, seat, at(0));
    assert(result.kind === "done");
    room = result.room;
  }
  return room;
}

/** Each way in which two names may look alike, as a text that is then the same. */
const LOOKS: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.normalize("NFKC"),
  (name) => name.toLowerCase(),
  (name) => name.toUpperCase(),
  (name) => name.replace(/[\u200c\u200d\ufe0e\ufe0f]/g, "").normalize("NFC"),
];

/** A few people who are all called the same, or what the server would have called them. */
const namesakes = fc.tuple(
  fc.oneof(
    name,
    fc.constantFrom("x".repeat(40), "Ana (2)", "👩\u200d🚀", `${"x".repeat(35)}1\ufe0f\u20e3`),
  ),
  fc.array(
    fc.oneof(
      rewriting.map((how) => REWRITTEN[how] ?? String),
      fc.constantFrom<(name: string) => string>(
        String,
        (name) => `${name} (2)`,
        (name) => `${name}x`,
      ),
    ),
    { maxLength: 8 },
  ),
).map(([name, ways]) => [name, ...ways.map((write) => nameOf(write(name)))]);

Deno.test("[W5] however alike people call themselves, a room shows each by a name of its own", () => {
  fc.assert(
    fc.property(namesakes, (wanted) => {
      const shown = [...roomOf(wanted).members.values()].map(({ name }) => name);
      for (const name of shown) {
        assertSanitised(name);
        assert([...name].length >= 1 && [...name].length <= 40, name);
      }
      for (const look of LOOKS) {
        assertEquals(new Set(shown.map(look)).size, shown.length, JSON.stringify(shown));
      }
    }),
    {
      numRuns: RUNS,
      examples: [
        [["ΐ", "Ϊ́"]],
        [Array(2).fill(`${"x".repeat(34)}1\ufe0f\u20e3xxx`)],
      ],
    },
  );
});

Deno.test("[W5] a suffix changes nothing in how the name before it is compared", () => {
  fc.assert(
    fc.property(hostileText(50), (text) => {
      assertEquals(sameName(`${text} (23)`), `${sameName(text)} (23)`);
    }),
    { numRuns: 3 * RUNS, examples: [["ΑΣ"], ["ΐ"], ["ﷺ"], ["Ana"], ["각"]] },
  );
});

Deno.test("[W5] who takes a name costs what that name does: all others are compared by what is known of them", () => {
  const people = 50;
  let room = roomOf(Array(people).fill("ﷺ".repeat(36)));
  let names = 0;
  const { normalize } = String.prototype;
  String.prototype.normalize = function (...form) {
    names++;
    return normalize.apply(this, form);
  };
  try {
    for (let n = 0; n < 4; n++) {
      const by = `m${n}`;
      const announced = step(room, { type: "announce", by }, at(0));
      assert(announced.kind === "done");
      const renamed = step(announced.room, { type: "rename", by, name: "ﷺ".repeat(36) }, at(0));
      assert(renamed.kind === "done");
      room = renamed.room;
    }
  } finally {
    String.prototype.normalize = normalize;
  }
  assert(names < people, `${names} names were normalised`);
});
