// Text that people typed, made safe to print [W5], and room ids as they are typed [W2].
import { assert, assertEquals } from "@std/assert";
import {
  checkDescription,
  checkEstimate,
  checkLength,
  checkName,
  checkNote,
  checkRoomId,
  checkTicketId,
  checkTitle,
  checkUrl,
  quote,
  sanitize,
} from "../../src/protocol/text.ts";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";

/** What is typed and what is left of it. */
const TABLE: readonly (readonly [string, string])[] = [
  // plain text stays as it is
  ["ana", "ana"],
  ["O'Neil <ana@example.org> & co. {1}", "O'Neil <ana@example.org> & co. {1}"],
  ["日本語 한국어 ไทย العربية हिन्दी", "日本語 한국어 ไทย العربية हिन्दी"],
  // white space is folded
  ["", ""],
  [" \t\r\n ", ""],
  ["  two \t\n words ", "two words"],
  ["a\u00a0b\u2003c\u3000d\u2028e\u2029f\u1680g", "a b c d e f g"],
  ["a\u0085b\u2800\u2800c", "a b c"],
  ["\u2800", ""],
  // controls go, C0 and C1
  ["a\u0000b\u0007c\u0008d\u007fe", "abcde"],
  ["a\u0080b\u0084c\u0099d", "abcd"],
  // escape sequences go whole: CSI
  ["\u001b[31mred\u001b[0m", "red"],
  ["a\u001b[2J\u001b[1;1Hb", "ab"],
  ["a\u001b[?25lb", "ab"],
  ["a\u001b[>0;1 qb", "ab"],
  ["a\u009b31mb", "ab"],
  ["a\u001b[31", "a31"],
  // OSC, DCS, SOS, PM and APC strings, to either terminator, or to the end of the text
  ["a\u001b]0;title\u0007b", "ab"],
  ["a\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\b", "alinkb"],
  ["a\u001b]0;title\u009cb", "ab"],
  ["a\u009d0;title\u009cb", "ab"],
  ["a\u001bPq#0\u001b\\b", "ab"],
  ["a\u0090q\u009cb", "ab"],
  ["a\u001bXsos\u001b\\b\u001b^pm\u001b\\c\u001b_apc\u001b\\d", "abcd"],
  ["a\u0098s\u009cb\u009ep\u009cc\u009fq\u009cd", "abcd"],
  ["a\u001b]0;never ended", "a"],
  // short ones
  ["a\u001bcb", "ab"],
  ["a\u001b(Bb", "ab"],
  ["a\u001b#8b", "ab"],
  ["a\u001b7b\u001b8c", "abc"],
  ["a\u001b", "a"],
  ["a\u001bé", "aé"],
  // one hidden in another
  ["a\u001b\u001b[31mb", "ab"],
  ["a\u001b[\u001b[31m31mb", "a31mb"],
  ["a\u001b\u200b[31mb", "a[31mb"],
  // bidirectional controls
  ["a\u202eb\u2066c\u2069\u202cd", "abcd"],
  ["\u061ca\u200eb\u200fc", "abc"],
  // what nobody sees
  ["a\u200bb\u2060c\u2064d", "abcd"],
  ["be\ufeffll", "bell"],
  ["\ufeffana", "ana"],
  ["a\u00adb", "ab"],
  ["a\u034fb", "ab"],
  ["a\u180eb\u180bc", "abc"],
  ["\u3164", ""],
  ["\u115f\u1160\uffa0", ""],
  ["a\ufff9b\ufffac\ufffbd", "abcd"],
  ["a\u{e0061}\u{e0062}\u{e007f}b", "ab"],
  ["🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "🏴"],
  ["a\u{e0100}b\ufe00c", "abc"],
  // lone surrogates
  ["a\ud800b", "ab"],
  ["\udc00a\ud83d", "a"],
  ["\udc00\ud800", ""],
  ["\ud83d\ude80", "🚀"],
  // composed
  ["Zoe\u0308", "Zoë"],
  ["\u1112\u1161\u11ab", "한"],
  ["\u212b", "Å"],
  ["e\u200b\u0301", "é"],
  // marks sit on a letter, or are none
  ["\u0301", ""],
  ["\u0301\u20ddana \u0308b", "ana b"],
  ["\u200b\u0301 e\u0301", "é"],
  ["हिन्दी ไม้ á", "हिन्दी ไม้ á"],
  // joiners stay inside words
  ["می\u200cخواهم", "می\u200cخواهم"],
  ["क्\u200dष", "क्\u200dष"],
  ["\u200cab\u200d", "ab"],
  ["a \u200c b\u200d", "a b"],
  ["x\u200d\u200dy", "xy"],
  ["1\u200d2", "12"],
  // and inside emoji
  ["👩\u200d🚀", "👩\u200d🚀"],
  ["👩🏽\u200d🚀", "👩🏽\u200d🚀"],
  ["👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"],
  ["❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"],
  ["🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"],
  ["🏴\u200d☠\ufe0f", "🏴\u200d☠\ufe0f"],
  ["🤷🏽\u200d♀\ufe0f", "🤷🏽\u200d♀\ufe0f"],
  ["🇩🇪", "🇩🇪"],
  ["👩\u200d", "👩"],
  ["\u200d🚀", "🚀"],
  ["👩\u200d\u200d🚀", "👩🚀"],
  // not between a word and an emoji, where they only hide
  ["a\u200d🚀", "a🚀"],
  ["🚀\u200da", "🚀a"],
  // a variation selector belongs to an emoji, or to a keycap
  ["☕\ufe0f", "☕\ufe0f"],
  ["☕\ufe0e", "☕\ufe0e"],
  ["1\ufe0f\u20e3", "1\ufe0f\u20e3"],
  ["a\ufe0f", "a"],
  ["\ufe0f", ""],
  ["T-1\ufe0f", "T-1"],
  ["#\ufe0e1", "#1"],
  ["☕\ufe0f\ufe0f", "☕\ufe0f"],
];

Deno.test("[W5] what a terminal obeys, or nobody sees, goes; all else stays", () => {
  for (const [typed, seen] of TABLE) {
    assertEquals(escaped(sanitize(typed)), escaped(seen), `typed ${escaped(typed)}`);
    assertEquals(escaped(sanitize(seen)), escaped(seen), "sanitised once more");
  }
});

Deno.test("[W5] lengths are counted in characters, once sanitised", () => {
  const rule = (max: number, got: string) => `must have 1 to ${max} characters, got ${got}`;
  const nothing = "nothing that can be shown";
  const checks = [[checkName, 40], [checkTicketId, 64], [checkEstimate, 16]] as const;
  for (const [check, max] of checks) {
    const table: [string, string][] = [
      ["", rule(max, nothing)],
      ["\u200b \u001b[31m", rule(max, nothing)],
      ["x", "x"],
      ["x".repeat(max), "x".repeat(max)],
      ["x".repeat(max + 1), rule(max, `${max + 1} characters`)],
      ["🚀".repeat(max), "🚀".repeat(max)],
      ["🚀".repeat(max + 1), rule(max, `${max + 1} characters`)],
      [" ".repeat(999) + "x".repeat(max) + "\u200b".repeat(999), "x".repeat(max)],
      ["e\u0301".repeat(max), "é".repeat(max)],
      ["x ".repeat(max), rule(max, `${max * 2 - 1} characters`)],
    ];
    for (const [typed, expected] of table) {
      const checked = check(typed);
      assertEquals(checked.ok ? checked.value : checked.error, expected);
    }
  }
});

Deno.test("[W5, W6] a text that nobody typed is not sanitised, whatever would be left of it", () => {
  for (
    const [check, max] of [[checkName, 40], [checkNote, 500], [checkDescription, 4_000]] as const
  ) {
    const checked = check("x" + "\n\u200b".repeat(2 * max + 1_000));
    assertEquals(checked.ok, false);
    assertEquals(check("x" + "\n\u200b".repeat(2 * max)).ok, true);
  }
  assertEquals(checkUrl("https://example.com/" + "\u200b".repeat(10_000)).ok, false);
  const rename = (name: string) => decodeV2(JSON.stringify({ type: "RENAME", data: { name } }));
  assertEquals(rename("Ana" + "\u200b".repeat(10_000)).ok, false);
  assertEquals(rename("Ana" + "\u200b".repeat(1_000)).ok, true);
});

Deno.test("[W5] a title may be empty, and has at most 200 characters", () => {
  const table: [string, string][] = [
    ["", ""],
    [" \u200b ", ""],
    ["Log in", "Log in"],
    ["🚀".repeat(200), "🚀".repeat(200)],
    ["x".repeat(201), "must have 0 to 200 characters, got 201 characters"],
  ];
  for (const [typed, expected] of table) {
    const checked = checkTitle(typed);
    assertEquals(checked.ok ? checked.value : checked.error, expected);
  }
  assertEquals(checkLength("", 3), {
    ok: false,
    error: "must have 1 to 3 characters, got nothing that can be shown",
  });
});

Deno.test("[W2] a room id is read however it is typed", () => {
  const table: [string, string | null][] = [
    ["7Z3K9QWD", "7Z3K9QWD"],
    ["7z3k9qwd", "7Z3K9QWD"],
    [" 7Z3K9QWD\n", "7Z3K9QWD"],
    ["O0oO0o00", "00000000"],
    ["IiLl1111", "11111111"],
    ["oilsOILS", "011S011S"],
    ["7Z3K\u200b9QWD", "7Z3K9QWD"],
    ["7Z3K9QW", null],
    ["7Z3K9QWD7", null],
    ["7Z3K9QWU", null],
    ["7Z3K9QWu", null],
    ["7Z3K-QWD", null],
    ["７Z3K9QWD", null],
    ["7Z3K 9QWD", null],
    ["", null],
  ];
  for (const [typed, roomId] of table) {
    const checked = checkRoomId(typed);
    assertEquals(checked.ok ? checked.value : null, roomId, typed);
    if (!checked.ok) assert(checked.error.endsWith(quote(typed)));
  }
});

Deno.test("[W4, W5] error messages quote what was typed, sanitised and short", () => {
  const table: [string, string][] = [
    ["", '""'],
    ["abc", '"abc"'],
    ["\u001b[31mred\u0007", '"red"'],
    ["x".repeat(40), `"${"x".repeat(40)}"`],
    ["x".repeat(41), `"${"x".repeat(39)}…"`],
    ["🚀".repeat(5_000), `"${"🚀".repeat(39)}…"`],
  ];
  for (const [typed, quoted] of table) assertEquals(quote(typed), quoted);
});

/** A text with every character that is not printable ASCII written out. */
function escaped(text: string): string {
  return text.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
