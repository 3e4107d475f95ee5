/**
 * Sanitises text that people typed, so that it is safe on a terminal or a page [W5]. It owns the rules for names,
 * ticket ids and room ids. Everything that a client sends passes through here once.
 */
import type { Result } from "../base/result.ts";
import {
  CARD_LENGTH_MAX,
  DESCRIPTION_LENGTH_MAX,
  ESTIMATE_LENGTH_MAX,
  NAME_LENGTH_MAX,
  NOTE_LENGTH_MAX,
  PASSCODE_LENGTH_MAX,
  TICKET_ID_LENGTH_MAX,
  TITLE_LENGTH_MAX,
  URL_LENGTH_MAX,
} from "../room/limits.ts";

/** The sanitised text, or the rule that it broke, to be put after the field's name. */
export type Checked = Result<string, string>;

const ESC = "\u001b";
const BEL = "\u0007";

/** Terminal escape sequences: CSI ones, strings (OSC, DCS, SOS, PM, APC) to their end or the line's, and short ones. */
const ESCAPE_SEQUENCES = new RegExp(
  [
    `(?:${ESC}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
    `(?:${ESC}[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^${BEL}${ESC}\u009c\n]*(?:${BEL}|${ESC}\\\\|\u009c)?`,
    `${ESC}[ -/]*[0-~]`,
  ].join("|"),
  "g",
);

/** What is removed from a text: the rules that differ if its line breaks are kept. */
interface LineRules {
  /** Not `\s`, which includes the byte order mark, but not the blank Braille pattern, which looks like a space. */
  readonly whiteSpace: RegExp;
  /**
   * Characters that control a terminal or are invisible: controls, lone surrogates, annotation marks, the layout
   * controls of hieroglyphs, and the default ignorable characters, among them bidirectional controls and zero-width
   * characters. Joiners and emoji variation selectors are left to the next two rules.
   */
  readonly invisible: RegExp;
}

const ONE_LINE: LineRules = {
  whiteSpace: /[\t-\r\u0085\p{Z}\u2800]+/gu,
  invisible:
    /(?![\u200C\u200D\uFE0E\uFE0F])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB\u{13430}-\u{1343F}]/gu,
};

const LINES: LineRules = {
  whiteSpace: /[\t\v-\r\u0085\p{Z}\u2800]+/gu,
  invisible: new RegExp(`(?!\\n)${ONE_LINE.invisible.source}`, "gu"),
};

/** A joiner shapes a word between two letters, or an emoji between two pictographs; elsewhere it only hides. */
const STRAY_JOINER =
  /(?<![\p{L}\p{M}])\u200C|\u200C(?!\p{L})|(?!(?<=[\p{L}\p{M}])\u200D\p{L}|(?<=\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]?)\u200D\p{Extended_Pictographic})\u200D/gu;

/** A variation selector belongs to a pictograph, or to the key of a keycap. */
const STRAY_VARIATION_SELECTOR =
  /(?<!\p{Extended_Pictographic})(?!(?<=[0-9#*])[\uFE0E\uFE0F]\u20E3)[\uFE0E\uFE0F]/gu;

/** Marks without a letter before them have no width of their own: they sit on whatever is printed before the text. */
const STRAY_MARKS = /(?<=^| )\p{M}+/gmu;

/** More marks on one letter than any language has; composing them costs the square of their number. */
const SURPLUS_MARKS = /(?<!\p{M})(\p{M}{30})\p{M}+/gu;

/** Fast path for most text: visible ASCII with single spaces between words, or nothing, needs no change. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** A space at an end of a line. */
const OUTER_SPACE = /^ | $/gm;

/** Removes what must not reach a terminal, folds white space, and composes (NFC). Idempotent. */
export function sanitize(text: string): string {
  return PLAIN.test(text) ? text : cleaned(text, ONE_LINE);
}

function cleaned(text: string, { whiteSpace, invisible }: LineRules): string {
  for (let rest = text;;) {
    const clean = rest
      .replace(ESCAPE_SEQUENCES, "")
      .replace(whiteSpace, " ")
      .replace(invisible, "")
      .replace(STRAY_JOINER, "")
      .replace(STRAY_VARIATION_SELECTOR, "")
      .replace(STRAY_MARKS, "")
      .replace(SURPLUS_MARKS, "$1")
      .normalize("NFC")
      .replace(OUTER_SPACE, "");
    // repeated until nothing changes, because removing a character may make its neighbours harmful
    if (clean === rest) return clean;
    rest = clean;
  }
}

/** How many UTF-16 units a text may have beyond four times its limit: some, such as spaces, will be removed. */
const STRIPPED_UNITS_MAX = 2_000;

/** A display name: 1 to 40 characters once sanitised. */
export function checkName(text: string): Checked {
  return checkLength(text, NAME_LENGTH_MAX);
}

/** A ticket id: 1 to 64 characters once sanitised. */
export function checkTicketId(text: string): Checked {
  return checkLength(text, TICKET_ID_LENGTH_MAX);
}

/** A ticket's title: at most 200 characters once sanitised; none is fine. */
export function checkTitle(text: string): Checked {
  return checkLength(text, TITLE_LENGTH_MAX, 0);
}

/** A card: 1 to 8 characters once sanitised. */
export function checkCard(text: string): Checked {
  return checkLength(text, CARD_LENGTH_MAX);
}

/** A final estimate: 1 to 16 characters once sanitised. */
export function checkEstimate(text: string): Checked {
  return checkLength(text, ESTIMATE_LENGTH_MAX);
}

/** A note on a ticket: at most 500 characters once sanitised, its lines kept; none is fine. */
export function checkNote(text: string): Checked {
  return checkLines(text, NOTE_LENGTH_MAX);
}

/** A ticket's description: at most 4,000 characters once sanitised, its lines kept; none is fine. */
export function checkDescription(text: string): Checked {
  return checkLines(text, DESCRIPTION_LENGTH_MAX);
}

/** A room's passcode: 1 to 64 characters once sanitised. */
export function checkPasscode(text: string): Checked {
  const checked = checkLength(text, PASSCODE_LENGTH_MAX);
  // the error must not tell how long the given one is
  return checked.ok
    ? checked
    : { ok: false, error: `must have 1 to ${PASSCODE_LENGTH_MAX} characters` };
}

/** A ticket's link: http or https, at most 2,000 characters, no credentials in it; none is fine [P2.5a]. */
export function checkUrl(text: string): Checked {
  const error = `must be an http or https address of at most ${URL_LENGTH_MAX} characters`;
  if (isOverlong(text, URL_LENGTH_MAX)) return { ok: false, error };
  const given = sanitize(text);
  if (given === "") return { ok: true, value: "" };
  const url = URL.parse(given);
  if (url === null || url.protocol !== "http:" && url.protocol !== "https:") {
    return { ok: false, error };
  }
  if (url.username !== "" || url.password !== "") {
    return { ok: false, error: "must have no name and no password in it" };
  }
  return url.href.length <= URL_LENGTH_MAX ? { ok: true, value: url.href } : { ok: false, error };
}

/** Like `checkLength`, but line breaks stay, and no more than one empty line in a row. */
function checkLines(text: string, max: number): Checked {
  const bounds = { min: 0, max };
  if (isOverlong(text, max)) return { ok: false, error: lengthRule(text, bounds) };
  const value = sanitizeLines(text.replace(/\r\n?/g, "\n"))
    .replace(/\n{3,}/g, "\n\n").replace(/^\n+|\s+$/g, "");
  return within(value, bounds);
}

/**
 * Sanitises each line, but keeps its indent, which has a meaning in Markdown. The lines are sanitised together: one by
 * one, thousands of short lines would take more CPU than a thousand votes.
 */
function sanitizeLines(text: string): string {
  const given = text.split("\n");
  const lines = cleaned(text, LINES).split("\n");
  return lines.map((line, at) => line === "" ? "" : indentOf(given[at] ?? "") + line).join("\n");
}

/** Up to eight columns. */
function indentOf(line: string): string {
  if (!/^[ \t]/.test(line)) return "";
  const [indent = ""] = /^ {0,8}/.exec(line.replaceAll("\t", "  ")) ?? [];
  return indent;
}

/** Checks how many characters (code points) are left of a text once it is sanitised. */
export function checkLength(text: string, max: number, min = 1): Checked {
  const bounds = { min, max };
  if (isOverlong(text, max)) return { ok: false, error: lengthRule(text, bounds) };
  return within(sanitize(text), bounds);
}

/** The sanitised text, if its length is within the bounds. */
function within(value: string, bounds: Bounds): Checked {
  if (isWithin(value, bounds)) return { ok: true, value };
  return { ok: false, error: lengthRule(value, bounds) };
}

/**
 * Whether a text is so long, in UTF-16 units, that it is refused without being sanitised: that would take more CPU than
 * a hundred votes.
 */
export function isOverlong(text: string, max: number): boolean {
  return text.length > 4 * max + STRIPPED_UNITS_MAX;
}

/** Bounds on a text's length, in characters (code points). */
interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Whether a text has no fewer and no more characters than this. */
export function isWithin(text: string, { min, max }: Bounds): boolean {
  const units = text.length;
  // fast path: a character has one or two UTF-16 units, which nearly always settles it
  if (units <= max && units >= 2 * min - 1) return true;
  const length = [...text].length;
  return length >= min && length <= max;
}

/** The rule that a text breaks which is not within these bounds. */
export function lengthRule(text: string, { min, max }: Bounds): string {
  const length = [...text].length;
  const found = length === 0 ? "nothing that can be shown" : `${length} characters`;
  return `must have ${min} to ${max} characters, got ${found}`;
}

/** The beginning of a text, which is enough to quote it, or to find an id in it. */
function start(text: string): string {
  return text.slice(0, 4 * QUOTED_LENGTH_MAX + STRIPPED_UNITS_MAX);
}

const ROOM_ID = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** A room id as a person types it: case, outer space and the look-alikes O/0 and I/L/1 don't matter [W2]. */
export function checkRoomId(text: string): Checked {
  const value = sanitize(start(text)).toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  if (ROOM_ID.test(value)) return { ok: true, value };
  return { ok: false, error: `must be the 8 letters and digits of a room, got ${quote(text)}` };
}

/** Characters of a value that an error message shows. */
const QUOTED_LENGTH_MAX = 40;

/** A value as error messages show it: sanitised, short, in quotes. */
export function quote(text: string): string {
  const shown = [...sanitize(start(text))];
  if (shown.length <= QUOTED_LENGTH_MAX) return `"${shown.join("")}"`;
  return `"${shown.slice(0, QUOTED_LENGTH_MAX - 1).join("")}…"`;
}
