/** Finds lines of a list that say more about the ticket above them. Pure. */
import { isOtherName } from "./header.ts";
import { hasBullet, hasMarkedId, type LineRead } from "./lines.ts";

/** What a line's text alone does not say. */
export interface Layout {
  /** Whether there is an empty line above a line. */
  readonly isApart: (at: number) => boolean;
  /** How much white space a line begins with. */
  readonly indentOf: (at: number) => number;
}

/** `Status: To do`, as trackers show a ticket's fields. */
const FIELD = /^([\p{L} ]{1,30}): \S/u;

const SENTENCE = /\p{L}[.!?…]\s*$/u;

const NUMBERED = /^\s*\p{Nd}+[.)]\s/u;

/** Returns a function that tells whether a line without an id is such a line. */
export function detailsOf(
  lines: readonly string[],
  reads: readonly LineRead[],
  { isApart, indentOf }: Layout,
): (at: number) => boolean {
  const tickets = lines.flatMap((_, at) => hasMarkedId(reads[at] ?? null) ? [at] : []);
  if (tickets.length === 0) return underNumbers(lines, indentOf);
  const [first = 0, last = 0] = [tickets[0], tickets.at(-1)];
  const deepest = tickets.reduce((most, at) => Math.max(most, indentOf(at)), 0);
  const isTicket = (at: number) => hasMarkedId(reads[at] ?? null);
  const isPlain = tickets.length > 1 && !tickets.some((at) => hasBullet(lines[at] ?? ""));
  const isItem = (at: number) => isPlain && !isTicket(at) && hasBullet(lines[at] ?? "");
  // below the last ticket alone, somebody may have typed more tickets
  const haveItems = lines.some((_, at) => isItem(at) && isTicket(at - 1) && at < last);
  const isSentence = (at: number) => SENTENCE.test(lines[at] ?? "") && !hasBullet(lines[at] ?? "");
  // one alone may be a ticket that somebody typed
  const haveStories = lines.filter((_, at) => isTicket(at - 1) && isSentence(at)).length > 1;
  const details = new Set<number>();
  for (let at = first + 1; at < lines.length; at++) {
    if (isTicket(at)) continue;
    const isNext = isTicket(at - 1) || details.has(at - 1);
    const isBelow = isNext && !isApart(at);
    const isField = isBelow && isOtherName(FIELD.exec((lines[at] ?? "").trim())?.[1] ?? "");
    const isDeeper = tickets.length > 1 && indentOf(at) > deepest;
    const isStory = haveStories && isNext && isSentence(at);
    if (isField || isDeeper || isStory || (haveItems && isBelow && isItem(at))) details.add(at);
  }
  return (at) => details.has(at);
}

/** If all lines at the margin are numbered, and all others have bullets, these are details. */
function underNumbers(
  lines: readonly string[],
  indentOf: (at: number) => number,
): (at: number) => boolean {
  const isMargin = (at: number) => indentOf(at) === indentOf(0);
  const isNumbered = (at: number) => NUMBERED.test(lines[at] ?? "");
  const isOutline = lines.filter((_, at) => isMargin(at)).length > 1 &&
    lines.every((line, at) =>
      isMargin(at)
        ? isNumbered(at)
        : indentOf(at) > indentOf(0) && hasBullet(line) && !isNumbered(at)
    );
  return (at) => isOutline && !isMargin(at);
}
