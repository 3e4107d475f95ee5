/** Tickets of a list, and what only the lines together say: headings, what stands beside the list, ids. Pure. */
import { sanitize } from "../protocol/text.ts";
import { hasBullet, LINE_LENGTH_MAX, type LineRead, readLine } from "./lines.ts";
import { idOfLink, readLink } from "./links.ts";
import type { Draft, LeftOut } from "./reading.ts";
import { hyphened, isMarkedId, MARKED, splitId } from "./ticket_id.ts";

/** What names the list below it: `Sprint 7:` and `**Sprint 7**`. */
const NAME_OF_LIST = /^(?:.*:|(\*\*|__)[^*_]+\1:?)$/u;

/** What underlines a heading. */
const UNDERLINE = /^={3,}$/;

/** A name or a nickname: one word, or up to four that begin with no small letter. */
const NAME = String
  .raw`(?:[^\s\d:[]{1,60}|[^\s\d:[\p{Ll}][^\s\d:[]*(?: [^\s\d:[\p{Ll}][^\s\d:[]*){1,3})`;
const TIME = String.raw`\d{1,2}:\d{2}(?:\s?[APap][Mm])?`;

/** Who wrote when, above a chat's message: `Ana  10:02 AM`, `Ana — Today at 10:02`, `[10:02] Ana`. */
const WHO_WROTE = new RegExp(
  String
    .raw`^(?:${NAME}(?: — [^\d:]{1,30}?)?(?:\s+|\s*\[)${TIME}\]?|\[${TIME}\]\s+${NAME}|${TIME})$`,
  "u",
);

/** Its last part alone, below a name. */
const WHEN = new RegExp(`^${TIME}$`);

/** What stands above a mail. */
const MAIL_HEAD =
  /^(?:From|To|Cc|Dat(?:e|um)|Sent|Subject|Reply-To|Von|An|Gesendet|Betreff|De|À|Para|Enviado|Objet|Asunto|Assunto): \S/;

/** What a mail's head is known by, where tickets may be about what is from and to somebody. */
const MAIL_PROOF = /^(?:(?:Subject|Betreff|Objet|Asunto|Assunto): |[^:]+: .*\S@\S)/;

/** What ends a mail or a message; a name may stand below it. */
const CLOSING =
  /^(?:thanks|thank you|thx|cheers|(?:best|kind|warm) regards|regards|best|danke|(?:viele|beste|liebe) grüße|gruß|vg|lg|mfg|gracias|saludos|merci|cordialement|obrigad[oa]|abraços|dzięki|pozdrawiam|谢谢|ありがとう|شكر)(?!\p{L})/iu;

/** Reads a list. */
export function readList(lines: readonly string[]): readonly (Draft | LeftOut)[] {
  const plain = lines.map(plainLine);
  const rows = plain.flatMap((line, row) => line.trim() === "" ? [] : [row]);
  const filled = withoutCommonBullets(rows.map((row) => plain[row] ?? ""));
  const isApart = (at: number) => (rows[at] ?? 0) - (rows[at - 1] ?? -1) > 1;
  const reads = filled.map(readLine);
  if (isDocument(filled, reads)) return readDocument(filled, reads);
  const isBeside = besideList(filled, reads, isApart);
  const list = filled.flatMap((line, at): readonly (Draft | LeftOut)[] => {
    const several = idsAlone(line);
    if (several !== null) return several;
    const read = reads[at] ?? null;
    if (read === null) return [];
    if (!("draft" in read)) return [{ what: line, why: read.why }];
    if (read.draft.id !== "") return [read.draft];
    if (isAbove(line, filled.slice(at + 1, at + 3))) {
      return [{ what: line, why: { code: "heading" } }];
    }
    return [isBeside(at) ? { what: line, why: { code: "besideList" } } : read.draft];
  });
  return withCommonIds(inPairs(withLinks(withHeadings(list, filled))));
}

/** Whether all tickets are headings: then what stands below each is its description. */
function isDocument(lines: readonly string[], reads: readonly LineRead[]): boolean {
  const tickets = lines.filter((_, at) => hasMarkedId(reads[at] ?? null));
  return tickets.length > 1 && tickets.every((line) => /^#{1,6} /.test(line));
}

function readDocument(
  lines: readonly string[],
  reads: readonly LineRead[],
): readonly (Draft | LeftOut)[] {
  const leftOut: LeftOut[] = [];
  const drafts: { draft: Draft; below: string[] }[] = [];
  for (const [at, line] of lines.entries()) {
    const read = reads[at] ?? null;
    const last = drafts.at(-1);
    if (read !== null && "draft" in read && hasMarkedId(read)) {
      drafts.push({ draft: read.draft, below: [] });
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

/** Ids or links alone on a line, several of them, as a list of a program or a query has them, too; null where there is anything else. */
function idsAlone(line: string): readonly Draft[] | null {
  const inner = line.trim().replace(/^(?:(?:issue)?key in )?[[(]\s*(.*?)\s*[\])]$/i, "$1");
  const parts = inner.split(/ *[,;] *(?:(?:and|&) +)?| +(?:(?:and|&) +)?/)
    .map((part) => part.replace(/^(["'`])(.*)\1$/, "$2"));
  const found = parts.filter((part) => part !== "").map((part) => {
    if (isMarkedId(part)) return { id: part, title: "" };
    const link = readLink(part);
    const id = link === null ? null : idOfLink(link);
    return link === null || id === null ? null : { id, title: "", url: link.href };
  });
  const drafts = new Map<string, Draft>();
  for (const one of found) {
    if (one === null) return null;
    drafts.set(one.id, { ...drafts.get(one.id), ...one }); // an id, and its own link behind it
  }
  return drafts.size > 1 ? [...drafts.values()] : null;
}

/**
 * Tells which lines without an id stand beside the list: a chat's, a mail's, and where tickets have bullets those
 * without. Whoever pasted a list may have typed one more right below it: that is a ticket.
 */
function besideList(
  lines: readonly string[],
  reads: readonly LineRead[],
  isApart: (at: number) => boolean,
): (at: number) => boolean {
  const lineAt = (at: number) => (lines[at] ?? "").trim();
  const tickets = lines.filter((_, at) => hasMarkedId(reads[at] ?? null));
  const isBulleted = tickets.length > 1 && tickets.every(hasBullet);
  const last = reads.findLastIndex(hasMarkedId);
  const end = lines.findIndex((_, at) => at > last && (isApart(at) || CLOSING.test(lineAt(at))));
  const heads = lines.map((_, at) => lineAt(at)).filter((line) => MAIL_HEAD.test(line));
  const isMail = heads.length > 1 && heads.some((line) => MAIL_PROOF.test(line));
  return (at) => {
    if (isMail && MAIL_HEAD.test(lineAt(at))) return true;
    if (tickets.length === 0) return false;
    return WHO_WROTE.test(lineAt(at)) || WHEN.test(lineAt(at + 1)) ||
      (isBulleted && !hasBullet(lines[at] ?? "") && (at < last || (end >= 0 && at >= end)));
  };
}

function hasMarkedId(read: LineRead): boolean {
  return read !== null && "draft" in read && isMarkedId(read.draft.id);
}

/** What trackers' lists have behind an id, below its title: `#7 opened 2 days ago by ana`. */
const SINCE = /^(?:· )?(?:opened|created|updated|closed|merged) .*(?:\bago|\bby|yesterday|\d{4})\b/;

/** A ticket and its link on the line below are one. */
function withLinks(list: readonly (Draft | LeftOut)[]): readonly (Draft | LeftOut)[] {
  return list.flatMap((one, at) => {
    const [before, next] = [list[at - 1], list[at + 1]];
    if (isLinkOf(one, before)) return [];
    return isLinkOf(next, one) && next !== undefined ? [{ ...next, ...one }] : [one];
  });
}

function isLinkOf(one: Draft | LeftOut | undefined, ticket: Draft | LeftOut | undefined): boolean {
  return one !== undefined && ticket !== undefined && "id" in one && "id" in ticket &&
    one.url !== undefined && one.title === "" && one.id === ticket.id && ticket.title !== "" &&
    ticket.url === undefined;
}

/**
 * An id or a link on one line and its title on the next, or the other way round: then what stands between them, names
 * of columns and counts, is no ticket.
 */
function inPairs(list: readonly (Draft | LeftOut)[]): readonly (Draft | LeftOut)[] {
  const isId = (one: Draft | LeftOut | undefined): one is Draft =>
    one !== undefined && "id" in one && isMarkedId(one.id) &&
    (one.title === "" || SINCE.test(one.title));
  const isTitle = (one: Draft | LeftOut | undefined) =>
    one !== undefined && "id" in one && one.id === "" && one.url === undefined;
  const isRest = (one: Draft | LeftOut) =>
    "why" in one || isTitle(one) || (/^\d+$/.test(one.id) && one.title === "");
  const ids = list.flatMap((one, at) => isId(one) ? [at] : []);
  const side = isId(list.at(-1)) ? -1 : 1;
  const isPaired = ids.length > 1 && ids.every((at) => isTitle(list[at + side])) &&
    list.every((one) => isId(one) || isRest(one));
  if (!isPaired) return list;
  const titles = new Set(ids.map((at) => at + side));
  if (titles.size < ids.length) return list;
  return list.flatMap((one, at): readonly (Draft | LeftOut)[] => {
    if (titles.has(at)) return [];
    const title = list[at + side];
    if (isId(one) && title !== undefined && "id" in title) {
      return [{ ...one, title: title.title.replace(/^: /, "") }];
    }
    if ("why" in one) return [one];
    return [{ what: `${one.id} ${one.title}`.trim(), why: { code: "besideList" } }];
  });
}

/** Ids that are plain only where all lines have them. `isOne`: of one kind, as nothing else says that they are ids. */
const COMMON_IDS: readonly { readonly form: RegExp; readonly isOne: boolean }[] = [
  // Ana: ABC-12 Title
  {
    form: new RegExp(
      String
        .raw`^(?:<[^<>]{1,40}>|\[[^\[\]]{1,40}\]|[^:]{1,40}:)\s+(?<id>${MARKED})(?:\s*[:–—-])?\s+(?<title>.+)$`,
      "u",
    ),
    isOne: false,
  },
  // Title - ABC-12
  {
    form: new RegExp(
      String.raw`^(?<title>.*\S)(?:\s+[–—:|-]\s+|\s*[,;\t:]\s*)(?<id>${MARKED})$`,
      "u",
    ),
    isOne: false,
  },
  { form: new RegExp(String.raw`^(?<title>.*\S) (?<id>${MARKED})$`, "u"), isOne: true },
  // Rally's US41: Title
  { form: /^(?<id>\p{Lu}{1,10}_?\d{2,})(?: ?[:–—-])? (?<title>.+)$/u, isOne: true },
];

function withCommonIds(read: readonly (Draft | LeftOut)[]): readonly (Draft | LeftOut)[] {
  const drafts = read.filter((one) => "id" in one);
  if (drafts.length < 2 || drafts.some(({ id }) => id !== "")) return read;
  for (const { form, isOne } of COMMON_IDS) {
    const found = drafts.map(({ title }) => form.exec(title)?.groups?.["id"] ?? "");
    const kinds = new Set(found.map((id) => id.replace(/\d+$/, "")));
    if (found.includes("") || (isOne && kinds.size > 1)) continue;
    return read.map((one) => "id" in one ? { ...one, ...form.exec(one.title)?.groups } : one);
  }
  return read;
}

/** Whether a line is the heading of what is below it. */
function isAbove(line: string, [next = "", second = ""]: readonly string[]): boolean {
  if (UNDERLINE.test(next.trim())) return true;
  // a row of dashes may part tickets, too
  if (/^-{3,}$/.test(next.trim())) return hasBullet(second) && !hasBullet(line);
  const isItem = hasBullet(next) || isMarkedId(splitId(next.trim())?.id ?? "");
  return isItem && !hasBullet(line) && NAME_OF_LIST.test(line.trim());
}

/** Headings, where there is nothing else: the lowest of them are tickets. */
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
    "what" in one && isLowest(one.what)
      ? { id: "", title: one.what.trim().replace(/^#+ +|\s+#+$/g, "") }
      : one
  );
}

/** What is a bullet only where all lines have it. */
const COMMON_BULLETS = [
  /^\s*(?:\d+\.)+\d+\s+(?=\S)/,
  /^\s*(?:[A-Z]|[IVX]{1,5})[.)]\s+(?=\S)/,
  /^\s*(?:--|o)\s+(?=\S)/,
  /^\s*[-*](?=[^\s*-])/,
  /^\s*\([ xX]?\)\s+(?=\S)/,
];

function withoutCommonBullets(lines: readonly string[]): readonly string[] {
  const common = COMMON_BULLETS.find((form) => lines.every((line) => form.test(line)));
  // emphasis begins like a bullet
  const isEmphasis = lines.every((line) => /^\s*\*.*\*/.test(line));
  if (common === undefined || lines.length < 2 || isEmphasis) return lines;
  return lines.map((line) => line.replace(common, ""));
}

/** The line with nothing in it that nobody sees, and with hyphens for those that don't break. */
function plainLine(line: string): string {
  return hyphened(line.slice(0, LINE_LENGTH_MAX).split("\t").map(sanitize).join("\t"));
}
