/** Tickets of a list, and what only the lines together say: headings, what stands beside the list, ids. Pure. */
import { sanitize } from "../protocol/text.ts";
import { hasBullet, type LineRead, readLine } from "./lines.ts";
import { idOfLink, readLink } from "./links.ts";
import type { Draft, LeftOut } from "./reading.ts";
import { hyphened, isMarkedId, splitId } from "./ticket_id.ts";

/** What names the list below it: `Sprint 7:` and `**Sprint 7**`. */
const NAME_OF_LIST = /^(?:.*:|(\*\*|__)[^*_]+\1:?)$/u;

/** What underlines a heading. */
const UNDERLINE = /^={3,}$/;

/** Who wrote when, above a chat's message: `Ana  10:02 AM`, `[10:02] Ana`. */
const WHO_WROTE =
  /^(?:[^\d:]{1,60}?(?:\[|\s|, )\d{1,2}:\d{2}(?:\s?[AP]M)?\]?|\[\d{1,2}:\d{2}(?:\s?[AP]M)?\]\s+[^\d:]{1,60})$/iu;

/** What is read of a line, in UTF-16 units: more than a title and a link have. */
const LINE_LENGTH_MAX = 4_000;

/** Reads a list. */
export function readList(lines: readonly string[]): readonly (Draft | LeftOut)[] {
  const filled = lines.map(plainLine).filter((line) => line.trim() !== "");
  const reads = filled.map(readLine);
  const isBeside = besideList(filled, reads);
  const list = filled.flatMap((line, at): readonly (Draft | LeftOut)[] => {
    const several = idsAlone(line);
    if (several !== null) return several;
    const read = reads[at] ?? null;
    if (read === null) return [];
    if (!("draft" in read)) return [{ what: line, why: read.why }];
    if (read.draft.id !== "") return [read.draft];
    if (isAbove(line, filled[at + 1] ?? "")) return [{ what: line, why: { code: "heading" } }];
    return [isBeside(line) ? { what: line, why: { code: "besideList" } } : read.draft];
  });
  return withCommonIds(inPairs(list));
}

/** Ids or links alone on a line, several of them; null where there is anything else. */
function idsAlone(line: string): readonly Draft[] | null {
  const parts = line.trim().split(/ *[,;] *(?:(?:and|&) +)?| +(?:(?:and|&) +)?/);
  const found = parts.filter((part) => part !== "").map((part) => {
    if (isMarkedId(part)) return { id: part, title: "" };
    const link = readLink(part);
    const id = link === null ? null : idOfLink(link);
    return link === null || id === null ? null : { id, title: "", url: link.href };
  });
  const drafts = found.filter((one) => one !== null);
  return drafts.length > 1 && drafts.length === found.length ? drafts : null;
}

/** Tells which lines without an id stand beside the list: a chat's, and those without bullets where tickets have some. */
function besideList(
  lines: readonly string[],
  reads: readonly LineRead[],
): (line: string) => boolean {
  const tickets = lines.filter((_, at) => hasMarkedId(reads[at] ?? null));
  const hasIds = tickets.length > 0;
  const isBulleted = tickets.length > 1 && tickets.every(hasBullet);
  return (line) => (hasIds && WHO_WROTE.test(line.trim())) || (isBulleted && !hasBullet(line));
}

function hasMarkedId(read: LineRead): boolean {
  return read !== null && "draft" in read && isMarkedId(read.draft.id);
}

/** An id or a link on one line and its title on the next, or the other way round, all the way down. */
function inPairs(read: readonly (Draft | LeftOut)[]): readonly (Draft | LeftOut)[] {
  const drafts = read.filter((one) => "id" in one);
  if (drafts.length < 4 || drafts.length % 2 !== 0) return read;
  const isId = ({ id, title }: Draft) => isMarkedId(id) && title === "";
  const isTitle = ({ id, url }: Draft) => id === "" && url === undefined;
  const first = drafts.slice(0, 1).some(isId);
  const alternate = drafts.every((one, at) => (at % 2 === 0) === first ? isId(one) : isTitle(one));
  if (!alternate) return read;
  const pairs = drafts.flatMap((one, at) => {
    const next = drafts[at + 1];
    return at % 2 === 0 && next !== undefined
      ? [first ? { ...one, title: next.title } : { ...next, title: one.title }]
      : [];
  });
  return [...pairs, ...read.filter((one) => !("id" in one))];
}

/** Ids that are plain only where all lines have them: `Title #12` of GitHub, `US41: Title` of Rally. */
const COMMON_IDS = [
  /^(?<title>.*\S) (?<id>#\d+)$/u,
  /^(?<id>\p{Lu}{1,6}\d{2,})(?: ?[:–—-])? (?<title>.+)$/u,
];

function withCommonIds(read: readonly (Draft | LeftOut)[]): readonly (Draft | LeftOut)[] {
  const drafts = read.filter((one) => "id" in one);
  if (drafts.length < 2 || drafts.some(({ id }) => id !== "")) return read;
  for (const form of COMMON_IDS) {
    const found = drafts.map(({ title }) => form.exec(title)?.groups?.["id"] ?? "");
    const kinds = new Set(found.map((id) => id.replace(/\d+$/, "")));
    if (kinds.size > 1 || kinds.has("")) continue;
    return read.map((one) => "id" in one ? { ...one, ...form.exec(one.title)?.groups } : one);
  }
  return read;
}

/** Whether a line is the heading of what is below it. */
function isAbove(line: string, next: string): boolean {
  if (UNDERLINE.test(next.trim())) return true;
  const isItem = hasBullet(next) || isMarkedId(splitId(next.trim())?.id ?? "");
  return isItem && !hasBullet(line) && NAME_OF_LIST.test(line.trim());
}

/** The line with nothing in it that nobody sees, and with hyphens for those that don't break. */
function plainLine(line: string): string {
  return hyphened(line.slice(0, LINE_LENGTH_MAX).split("\t").map(sanitize).join("\t"));
}
