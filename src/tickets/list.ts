/** Reads a list, whose lines together say what is a heading, a description, a bullet or an id. Pure. */
import { sanitize } from "../protocol/text.ts";
import { besideList } from "./beside_list.ts";
import { withCommonIds, withoutRareNumbers } from "./common_ids.ts";
import { areColumnNames } from "./header.ts";
import { hasBullet, hasMarkedId, LINE_LENGTH_MAX, type LineRead, readLine } from "./lines.ts";
import { idOfLink, readLink } from "./links.ts";
import { joinLinks, joinPairs } from "./paired_lines.ts";
import type { Draft, LeftOut } from "./reading.ts";
import { hyphened, isId, isMarkedId, MARKED } from "./ticket_id.ts";

/** A line that names the list below it: `Sprint 7:` and `**Sprint 7**`. */
const NAME_OF_LIST = /^(?:.*:|(\*\*|__)[^*_]+\1:?)$/u;

/** An underline, which makes a heading of the line above. */
const UNDERLINE = /^={3,}$/;

/** Reads a list: for each line a ticket or why it is left out; nothing for empty lines. */
export function readList(lines: readonly string[]): readonly (Draft | LeftOut)[] {
  const plain = lines.map(plainLine);
  const rows = plain.flatMap((line, row) => line.trim() === "" ? [] : [row]);
  const filled = withoutCommonBullets(rows.map((row) => plain[row] ?? ""));
  const isApart = (at: number) => (rows[at] ?? 0) - (rows[at - 1] ?? -1) > 1;
  const first = filled.map(readLine);
  const isHead = headsOf(filled, first);
  if (isHead !== null) return readDocument(filled, first, isHead);
  const indentOf = (at: number) => /^\s*/.exec(lines[rows[at] ?? 0] ?? "")?.[0].length ?? 0;
  const isBeside = besideList(filled, first, { isApart, indentOf });
  const reads = withoutRareNumbers(filled, first, isBeside);
  const list = filled.flatMap((line, at): readonly (Draft | LeftOut)[] => {
    const several = idsAlone(line, filled.length === 1 ? isId : isMarkedId);
    if (several !== null) return several;
    const read = reads[at] ?? null;
    if (read === null) return [];
    if (!("draft" in read)) return [{ what: line, why: read.why }];
    if (read.draft.id !== "") return [read.draft];
    const isDeeper = indentOf(at + 1) > indentOf(at);
    if (isAbove(at, { lines: filled, reads, isDeeper })) {
      return [{ what: line, why: { code: "heading" } }];
    }
    return [isBeside(at) ? { what: line, why: { code: "besideList" } } : read.draft];
  });
  return withCommonIds(joinPairs(joinLinks(withHeadings(list, filled))));
}

/** A line of prose. */
const SENTENCE = /[.!?:…]$/;

/**
 * Tells which headings are the tickets, whose descriptions are the lines below each; null: none are. They are if all
 * ids are in headings, or if a sentence follows each heading of the deepest level.
 */
function headsOf(
  lines: readonly string[],
  reads: readonly LineRead[],
): ((at: number) => boolean) | null {
  const depths = lines.map((line) => /^#{1,6}(?= )/.exec(line)?.[0].length ?? 0);
  const tickets = lines.flatMap((_, at) => hasMarkedId(reads[at] ?? null) ? [at] : []);
  if (tickets.length > 0) {
    const areHeads = tickets.length > 1 && tickets.every((at) => (depths[at] ?? 0) > 0);
    return areHeads ? (at) => hasMarkedId(reads[at] ?? null) : null;
  }
  const deepest = Math.max(0, ...new Set(depths));
  const heads = depths.flatMap((depth, at) => depth === deepest && depth > 0 ? [at] : []);
  const isStory = (at: number) => {
    const below = lines[at + 1]?.trim() ?? "";
    return SENTENCE.test(below) && !hasBullet(below) && (depths[at + 1] ?? 0) === 0;
  };
  return heads.length > 1 && heads.every(isStory) ? (at) => depths[at] === deepest : null;
}

function readDocument(
  lines: readonly string[],
  reads: readonly LineRead[],
  isHead: (at: number) => boolean,
): readonly (Draft | LeftOut)[] {
  const leftOut: LeftOut[] = [];
  const drafts: { draft: Draft; below: string[] }[] = [];
  for (const [at, line] of lines.entries()) {
    const read = reads[at] ?? null;
    const last = drafts.at(-1);
    if (isHead(at)) {
      const draft = read !== null && "draft" in read
        ? read.draft
        : { id: "", title: titleOf(line) };
      drafts.push({ draft, below: [] });
    } else if (read !== null && !("draft" in read)) leftOut.push({ what: line, why: read.why });
    else if (last !== undefined) last.below.push(line);
    else leftOut.push({ what: line, why: { code: "besideList" } });
  }
  return [
    ...drafts.map(({ draft, below }) =>
      below.length === 0 ? draft : { ...draft, description: below.join("\n") }
    ),
    ...leftOut,
  ];
}

/** Reads a line of several ids or links, as in a JQL query; null if there is anything else on it. */
function idsAlone(line: string, isOne: (part: string) => boolean): readonly Draft[] | null {
  const inner = line.trim().replace(
    /^(?:(?:issue)?key in )?[[(]\s*(.*?)\s*[\])](?: order by [\w ,"]+)?$/i,
    "$1",
  );
  const parts = inner.split(/ *[,;] *(?:(?:and|&) +)?| +(?:(?:and|&) +)?/)
    .map((part) => part.replace(/^(["'`])(.*)\1$/, "$2"));
  const found = parts.filter((part) => part !== "").map((part) => {
    if (isOne(part)) return { id: part, title: "" };
    const link = readLink(part);
    const id = link === null ? null : idOfLink(link);
    return link === null || id === null ? null : { id, title: "", url: link.href };
  });
  const drafts = new Map<string, Draft>();
  for (const one of found) {
    if (one === null) return null;
    drafts.set(one.id, { ...drafts.get(one.id), ...one }); // an id may be followed by its own link
  }
  return drafts.size > 1 ? [...drafts.values()] : null;
}

/** Whether a line is the heading of the lines below it. */
function isAbove(
  at: number,
  { lines, reads, isDeeper }: {
    readonly lines: readonly string[];
    readonly reads: readonly LineRead[];
    /** Whether the next line is indented more. */
    readonly isDeeper: boolean;
  },
): boolean {
  const [line = "", next = "", second = ""] = lines.slice(at, at + 3);
  if (UNDERLINE.test(next.trim())) return true;
  // a row of dashes may separate tickets, too
  if (/^-{3,}$/.test(next.trim())) return hasBullet(second) && !hasBullet(line);
  const isAboveLink = readLink(next) !== null;
  if (isAboveLink && areColumnNames([line])) return true;
  const isItem = isAboveLink || hasBullet(next) || hasMarkedId(reads[at + 1] ?? null);
  if (!isItem) return false;
  // `- **Next**` above an item that is indented more
  const name = hasBullet(line) ? /(\*\*|__).*$/.exec(line)?.[0] ?? "" : line;
  return NAME_OF_LIST.test(name.trim()) && (name === line || isDeeper);
}

/** If there are only headings, turns the deepest of them into tickets. */
function withHeadings(
  list: readonly (Draft | LeftOut)[],
  lines: readonly string[],
): readonly (Draft | LeftOut)[] {
  const depthOf = (line: string) => /^#{1,6}(?= )/.exec(line.trim())?.[0].length ?? 0;
  const deepest = Math.max(0, ...new Set(lines.map(depthOf)));
  const isLowest = (line: string) => depthOf(line) === deepest;
  if (deepest === 0 || list.some((one) => "id" in one)) return list;
  if (list.filter((one) => "what" in one && isLowest(one.what)).length < 2) return list;
  return list.map((one) =>
    "what" in one && isLowest(one.what) ? { id: "", title: titleOf(one.what) } : one
  );
}

/** A heading's text. */
function titleOf(heading: string): string {
  return heading.trim().replace(/^#+ +|\s+#+$/g, "");
}

/** Bullets that count only if all lines have them. */
const COMMON_BULLETS = [
  /^\s*(?:\d+\.)+\d+\s+(?=\S)/,
  /^\s*(?:[A-Z]|[IVX]{1,5})[.)]\s+(?=\S)/,
  /^\s*(?:--|o)\s+(?=\S)/,
  /^\s*[-*](?=[^\s*-])/,
  /^\s*\([ xX]?\)\s+(?=\S)/,
  // priorities of todo.txt
  /^\([A-Z]\)(?: \d{4}-\d{2}-\d{2})? (?=\S)/,
  // numbers of lines
  new RegExp(String.raw`^\s*\d+\s+(?=${MARKED}(?!\p{L}))`, "u"),
  // who wrote a message of a chat, and when
  /^\[(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? )?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?\] [^:]{1,40}: (?=\S)/i,
  /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d{2}(?:\s?[AP]M)? - [^:]{1,40}: (?=\S)/i,
];

function withoutCommonBullets(lines: readonly string[]): readonly string[] {
  const common = COMMON_BULLETS.find((form) => lines.every((line) => form.test(line)));
  // emphasis begins like a bullet
  const isEmphasis = lines.every((line) => /^\s*\*.*\*/.test(line));
  if (common === undefined || lines.length < 2 || isEmphasis) return lines;
  return lines.map((line) => line.replace(common, ""));
}

/** The line without invisible characters, and with plain hyphens in ids. */
function plainLine(line: string): string {
  return hyphened(line.slice(0, LINE_LENGTH_MAX).split("\t").map(sanitize).join("\t"));
}
