/**
 * Texts as a stranger would send them, and what no answer to one may hold. The generators know Unicode by
 * its classes, so that a character nobody thought of is drawn as often as one that everybody fears. The
 * checks go code point by code point: they must never call the code under test.
 */
import { assert } from "@std/assert";
import fc from "fast-check";

/** What rules trip over: letters with a twist, and whatever opens, closes, joins, hides or turns round. */
const TROUBLE: readonly string[] = [
  ..."a B é ß İ ı Σ ς ΐ я 日 ᄒ ᅡ क 1 9 0 O o I L # * ; m [ ] ( { } ' \\ / \" , : - = % .".split(
    " ",
  ),
  ..."🚀 👩 🏽 ❤ ☕ 🇩 null true {} [] __proto__ constructor toString".split(" "),
  ...[
    " ",
    "\t",
    "\n",
    "\r\n",
    "\u0085",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\u2800",
    "\u3000",
    "\ufeff",
  ],
  ...["\u001b", "\u001b[31m", "\u001b]0;", "\u001b\\", "\u009b", "\u009d", "\u009c", "\u0007"],
  ...["\u0000", "\u0008", "\u007f", "\u0090", "\u200b", "\u034f", "\u00ad", "\u3164", "\u2060"],
  ...["\u200c", "\u200d", "\ufe0e", "\ufe0f", "\u20e3", "\u{e0067}", "\u{e0100}", "\ufff9"],
  ...["\u061c", "\u200e", "\u202e", "\u2066", "\u2069", "\u0600", "\u{13430}", "\u0344", "\u0958"],
  ...["\u0301", "\u0308", "\u0345", "\ud83d", "\ude80", "\ud800", "\udc00", "\ufffe", "\ufdfa"],
];

const LAST_CODE_POINT = 0x10ffff;

/** Where nearly all characters with a behaviour of their own are; the others are in TROUBLE. */
const ODD_CODE_POINTS_END = 0x20000;

/** Code points by what is odd about them. */
const ODD: readonly (readonly number[])[] = [
  /\p{Cf}/u,
  /[\p{Cc}\p{Z}]/u,
  /\p{Default_Ignorable_Code_Point}/u,
  /\p{M}/u,
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u,
  /[\p{Changes_When_Casefolded}\p{Changes_When_Uppercased}]/u,
  /\p{Changes_When_NFKC_Casefolded}/u,
].map((kind) =>
  Array.from({ length: ODD_CODE_POINTS_END }, (_, code) => code)
    .filter((code) => kind.test(String.fromCodePoint(code)))
);

const oddCharacter = fc.oneof(...ODD.map((codes) => fc.constantFrom(...codes)))
  .map((code) => String.fromCodePoint(code));

/** Any code point; a surrogate may stand alone. */
const codePoint = fc.integer({ min: 0, max: LAST_CODE_POINT })
  .map((code) => String.fromCodePoint(code));

/** One character or a few that belong together. */
export const hostileUnit: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TROUBLE) },
  { weight: 4, arbitrary: oddCharacter },
  { weight: 1, arbitrary: codePoint },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }) },
);

/** Any text of up to `length_max` units, from the innocent to the malicious; sometimes one thing again and again. */
export function hostileText(lengthMax = 24): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.string({ unit: hostileUnit, maxLength: lengthMax }) },
    { weight: 2, arbitrary: fc.string({ maxLength: lengthMax }) },
    {
      weight: 1,
      arbitrary: fc.tuple(hostileUnit, fc.nat(lengthMax * 3))
        .map(([unit, times]) => unit.repeat(times)),
    },
  );
}

/** What a terminal obeys, or what turns the text around it: none of it may be in anything that is shown. */
const OBEYED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Fails unless `text` can be printed: one line that moves no cursor. `whole` is what to show if not. */
export function assertOneLine(text: string, whole: unknown = text): void {
  const found = OBEYED.exec(text)?.[0].codePointAt(0)?.toString(16);
  assert(found === undefined, `U+${found} in ${JSON.stringify(whole)}`);
}

/** Fails unless `text` is a line a person can take in: printable, not empty, not longer than `length_max`. */
export function assertClearLine(text: string, lengthMax: number): void {
  assertOneLine(text);
  const length = [...text].length;
  assert(length > 0 && length <= lengthMax, `${length} characters: ${JSON.stringify(text)}`);
}

/** Fails unless `text` is as W5 wants names, ticket ids and titles: what is shown is what is there. */
export function assertSanitised(text: string): void {
  const of = JSON.stringify(text);
  assertOneLine(text);
  assert(text.normalize("NFC") === text, `not NFC: ${of}`);
  assert(!/^ | $| {2}|[^\P{Z} ]|\u2800/u.test(text), `white space: ${of}`);
  const characters = [...text];
  for (const [at, character] of characters.entries()) {
    assert(!isZeroWidth(character) || hasAPlace(characters, at), `zero width at ${at}: ${of}`);
  }
}

function isZeroWidth(character: string): boolean {
  // of the format characters Unicode shows some: signs that other ones stand on, the Arabic for "number"
  const isShown = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u.test(
    character,
  );
  return /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u.test(character) && !isShown;
}

/** Joiners inside words and emoji, and the selectors of an emoji: all that may be there and not be seen. */
function hasAPlace(characters: readonly string[], at: number): boolean {
  const before = characters[at - 1] ?? "";
  const after = characters[at + 1] ?? "";
  const isInWord = /^[\p{L}\p{M}]$/u.test(before) && /^\p{L}$/u.test(after);
  switch (characters[at]) {
    case "\u200c":
      return isInWord;
    case "\u200d": {
      const isDressed = /^[\ufe0f\p{Emoji_Modifier}]$/u.test(before);
      const base = isDressed ? characters[at - 2] ?? "" : before;
      return isInWord || (isPictograph(base) && isPictograph(after));
    }
    case "\ufe0e":
    case "\ufe0f":
      return isPictograph(before) || (/^[0-9#*]$/.test(before) && after === "\u20e3");
    default:
      return false;
  }
}

function isPictograph(character: string): boolean {
  return /^\p{Extended_Pictographic}$/u.test(character);
}
