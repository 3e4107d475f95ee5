// Two members never have the same name, as people read names [W5].
import { assert, assertEquals } from "@std/assert";
import { NAME_LENGTH_MAX } from "../../src/room/limits.ts";
import { sameName } from "../../src/room/names.ts";
import { sanitize } from "../../src/protocol/text.ts";
import { roomAfter, stories } from "./story.ts";

stories({
  "[W5] the second ana is ana (2), the third ana (3)": `
    ana creates 5
    ana announces -> joined ana
    bob joins as ana -> joined ana (2)
    cem joins as ana -> joined ana (3)
    bob leaves -> left ana (2)
    dan watches as ana -> joined ana (2)`,

  "[W5] a reserved seat has its name already": `
    ana creates 3
    bob seats as ana
    cem joins as ana -> joined ana (3)
    names? -> ana, ana (2), ana (3)`,

  "[W5] a name that looks like a numbered one is a name like any other": `
    ana creates 5
    bob seats as ana (2)
    cem seats as ana
    dan seats as ana (2)
    names? -> ana, ana (2), ana (3), ana (2) (2)`,

  "[W5] case and width make no other name": `
    ana creates 5
    bob seats as ANA
    cem seats as ａｎａ
    dan seats as Ａna
    names? -> ana, ANA (2), ａｎａ (3), Ａna (4)`,
});

Deno.test("[W5] names are the same if case folding and NFKC make them so", () => {
  const table: [string, string, boolean][] = [
    ["ana", "ANA", true],
    ["ana", "ａｎａ", true],
    ["Zoë", "ZOË", true],
    ["ﬁn", "fin", true],
    ["Ⅷ", "viii", true],
    ["straße", "STRASSE", true],
    ["straße", "STRAẞE", true],
    ["ΟΔΟΣ", "οδοσ", true],
    ["ΟΔΟΣ", "οδος", true],
    ["می‌خواهم", "میخواهم", true],
    ["❤️", "❤", true],
    ["ana", "anna", false],
    ["ana", "aná", false],
    ["ana", "ana (2)", false],
  ];
  for (const [one, other, same] of table) {
    assertEquals(sameName(one) === sameName(other), same, `${one} and ${other}`);
  }
});

Deno.test("[W5] a numbered name is cut to what a name may have, in whole characters", () => {
  const table: [string, string][] = [
    ["x".repeat(35), `${"x".repeat(35)} (2)`],
    ["x".repeat(36), `${"x".repeat(36)} (2)`],
    ["x".repeat(37), `${"x".repeat(36)} (2)`],
    ["x".repeat(40), `${"x".repeat(36)} (2)`],
    ["🚀".repeat(40), `${"🚀".repeat(36)} (2)`],
    [`${"x".repeat(35)} yyy`, `${"x".repeat(35)} (2)`],
    [`${"x".repeat(34)}👩‍🚀yyy`, `${"x".repeat(34)}👩 (2)`],
  ];
  for (const [name, second] of table) {
    const room = roomAfter(`ana creates 3\nbob seats as ${name}\ncem seats as ${name}`);
    assertEquals([...room.members.values()].map((member) => member.name), ["ana", name, second]);
    assertEquals(sanitize(second), second);
  }
});

Deno.test("[W5] sixty of one long name all differ, within the limit", () => {
  const seats = Array.from({ length: 60 }, (_, n) => `p${n} seats as ${"y".repeat(40)}`);
  const room = roomAfter(["ana creates 61", ...seats].join("\n"));
  const names = [...room.members.values()].map(({ name }) => name);
  assertEquals(new Set(names).size, 61);
  assert(names.every((name) => [...name].length <= NAME_LENGTH_MAX));
  assertEquals(names.at(-1), `${"y".repeat(35)} (60)`);
});
