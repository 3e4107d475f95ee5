/** Reads a ticket from one line of a list, with its bullets, check boxes, Markdown and links. Pure. */
import { fromId, withoutLabels } from "./before_id.ts";
import { readRows } from "./delimited.ts";
import { withoutEmphasis } from "./emphasis.ts";
import { idOfLink, nameOfLink, readLink } from "./links.ts";
import { withoutMarkup } from "./markup.ts";
import type { Draft } from "./reading.ts";
import type { Remark } from "./remarks.ts";
import { idBehind, isId, isMarkedId, splitId } from "./ticket_id.ts";

/** A line that was read: a ticket, or why it is left out; null: it is empty or an ornament. */
export type LineRead = { readonly draft: Draft } | { readonly why: Remark } | null;

/** Bullets that need no space after them; those of word processors are in the private use area. */
const SIGN =
  "(?:(?:│\\s*)*[├└╰]─{1,3}|\\p{Nd}{1,3}[．、]|（\\p{Nd}{1,3}）|[①-⑳❶-❿➀-➓•‣◦▪●○■□▸►▶➢➤→·・∙⁃⦁❏\\uF0A7\\uF0B7\\uF0D8]\\uFE0F?)";

/** Bullets, numbers and letters that need a space: 1. 1) (1) 1.2. a) iv. */
const MARK = String
  .raw`\*{1,5}|[-+–—]|[o§Øüvq](?=\t)|(?:\p{Nd}+\.)*\p{Nd}+\.?[.)]|\((?:\p{Nd}{1,3}|[a-z])\)|[a-z][.)]|[ivx]{2,4}[.)]|\d\uFE0F?\u20E3`;

/** What precedes the ticket in a line: quotes, bullets, numbers, check boxes. */
const BULLET = new RegExp(
  String.raw`^\s*(?:>\s*)*(?:(?:${MARK})(?:\s+|$)|(?:${SIGN})\s*)?` +
    String
      .raw`(?:\[[ xX✓✔/-]?\](?:\s+|$)|[☐☑☒✅✔✓❌✗✘⬜⬛🔲🔳◻◼]\uFE0F?\s*)?(?:\d+(?:\.\d+)+\s+(?=[\p{L}_]+-\d))?`,
  "u",
);

const HEADING = /^(?:#{1,6}|h[1-6]\.)\s+(.*?)(?:\s+#+)?\s*$/u;

/** Lines without content: rules, comments, fences, underlines, rows of empty cells, addresses of links, `sep=;`. */
const ORNAMENT =
  /^(?:(?:[-*_=~+]\s*){3,}|```.*|~~~.*|[,;|\s]+|[|:+\s-]+|-{3,}.*-{3,}|<!--.*-->|\[\d+\]:\s+<?https?:\S+.*|<\/?(?:details|summary|br|hr|center|div|p)\b.*>|"?sep=."?)$/u;

/** Links with words: `[words](address "title")`, Jira's `[words|address]`, Slack's `<address|words>`. */
const WORDED_LINKS = [
  /\[(?<words>(?:\\.|[^[\]\\])*)\]\(\s*<?(?<address>https?:\/\/(?:\([^\s()]*\)|[^\s()<>])+)>?(?:\s+["'][^"']*["'])?\s*\)/iu,
  /\[(?<words>[^[\]|]+)\|(?<address>https?:\/\/[^\]|\s]+)(?:\|[^\]]*)?\]/iu,
  /<(?<address>https?:\/\/[^>|\s]+)(?:\|(?<words>[^>]*))?>/iu,
];

const BARE_LINK = /https?:\/\/[^\s<>|]+/iu;

/** What leads to a link at the end: `Title, see https://…`; in release notes, `Title by @ana in https://…`. */
const BEFORE_LINK = /(?:,? see| by @\S+ in)?[\s:–—|([<-]+$/iu;

/** In this order, because titles contain commas more often than the others. */
const SEPARATORS = ["\t", ";", "|", ","] as const;

/** Whether a text begins with a bullet or is one. */
export function hasBullet(text: string): boolean {
  return (BULLET.exec(text)?.[0] ?? "").trim() !== "";
}

/** How much of a line is read, in UTF-16 units; titles and links are shorter. */
export const LINE_LENGTH_MAX = 4_000;

/** Whether a line was read as a ticket with an id like ABC-12 or #12. */
export function hasMarkedId(read: LineRead): boolean {
  return read !== null && "draft" in read && isMarkedId(read.draft.id);
}

/** Reads one line. Without an id in it, the line is a title. */
export function readLine(whole: string): LineRead {
  const line = whole.slice(0, LINE_LENGTH_MAX);
  const bare = line.replace(BULLET, "").replace(/^\\(?=[-+>])/, "").replace(BULLET, "");
  const text = withoutMarkup(
    bare.trim().replace(/^\|{1,2}(.*?)\|{1,2}$|^"([^"]*)"[,;]?$|^\\(?=[#*_[-])/u, "$1$2").trim(),
  ).trim();
  if (ORNAMENT.test(text) || ORNAMENT.test(line.trim())) return null;
  const heading = HEADING.exec(text)?.[1];
  const draft = readCells(text) ?? readWords(heading ?? text);
  if (draft === null) return null;
  return heading !== undefined && draft.id === "" ? { why: { code: "heading" } } : { draft };
}

/** Reads a line as cells, if the first of them is an id or a ticket's link; else null. */
function readCells(text: string): Draft | null {
  for (const separator of SEPARATORS) {
    if (!text.includes(separator)) continue;
    const [first = "", ...others] = readRows(text, separator)[0] ?? [];
    const link = readLink(first);
    const id = isId(first) ? first : link === null ? null : idOfLink(link);
    if (id === null || others.length === 0) continue;
    const links = [link, ...others.map(readLink)].filter((one) => one !== null);
    const texts = others.filter((other) => other !== "" && readLink(other) === null);
    return {
      id,
      title: texts.join(separator === "|" ? " | " : ", "),
      ...links[0] && { url: links[0].href },
    };
  }
  return null;
}

/** Reads a line as words: an id and a title, a link, or a title alone; null if nothing is left of it. */
function readWords(line: string): Draft | null {
  const { text, link } = takeLink(fromId(withoutEmphasis(line)));
  const leadsTo = link === null ? null : idOfLink(link);
  const whole = fromId(withoutEmphasis(text));
  const elsewhere = idBehind(whole) ?? leadsTo;
  const plain = elsewhere === null ? whole : withoutLabels(whole, elsewhere);
  const split = splitId(plain);
  const url = link === null ? {} : { url: link.href };
  if (split !== null) {
    const title = withoutEmphasis(split.rest);
    return { id: split.id, title: withoutRepeat(title, split.id), ...url };
  }
  if (leadsTo !== null) return { id: leadsTo, title: withoutRepeat(plain, leadsTo), ...url };
  if (plain === "") return link === null ? null : { id: nameOfLink(link), title: "", ...url };
  return { id: "", title: plain, ...url };
}

/** A text without its link; null: it had none, or one that leads to something else than the ticket. */
interface Unlinked {
  readonly text: string;
  readonly link: URL | null;
}

/** Takes the ticket's link out of a text. Other links are replaced by their words. */
function takeLink(text: string): Unlinked {
  return takeWordedLink(text) ?? takeBareLink(text) ?? { text, link: null };
}

function takeWordedLink(text: string): Unlinked | null {
  for (const form of WORDED_LINKS) {
    const found = form.exec(text);
    const { address = "", words = "" } = found?.groups ?? {};
    const link = readLink(address);
    if (found === null || link === null) continue;
    const shown = words.replace(/\\(\p{P}|\p{S})/gu, "$1");
    const before = text.slice(0, found.index);
    const after = text.slice(found.index + found[0].length);
    const whole = readLink(shown) === null ? before + shown + after : join(before, after);
    const alone = splitId(before)?.rest === "" && after.trim() === "";
    const isTickets = before.trim() === "" || alone || idOfLink(link) !== null;
    return { text: whole, link: isTickets ? link : null };
  }
  return null;
}

function takeBareLink(text: string): Unlinked | null {
  const bare = BARE_LINK.exec(text);
  if (bare === null) return null;
  const address = bare[0].replace(
    bare[0].includes("(") ? /[\].,;:!?'"]+$/ : /[)\].,;:!?'"]+$/,
    "",
  );
  const link = readLink(address);
  if (link === null) return null;
  const before = text.slice(0, bare.index);
  const after = text.slice(bare.index + address.length);
  if (before.trim() === "") return { text: join("", after), link };
  if (splitId(before.trim())?.rest === "") return { text: join(before, after), link };
  // after a title, a link counts only if it leads to that ticket: a title may end with any link
  const isLast = /^[)\].,;:!?'"]*\s*$/.test(after);
  const leadsTo = idOfLink(link);
  const id = splitId(withoutLabels(before.trim(), leadsTo ?? ""))?.id ?? leadsTo;
  if (!isLast || leadsTo === null || !sameId(id, leadsTo)) return null;
  return { text: before.replace(BEFORE_LINK, ""), link };
}

function join(before: string, after: string): string {
  return `${before.trimEnd()} ${after.replace(/^[\s:–—|-]+/u, "")}`.trim();
}

/** Removes the ticket's id from the beginning of its title, or from its end. */
function withoutRepeat(text: string, id: string): string {
  const before = text.endsWith(id) ? text.slice(0, -id.length) : "";
  if (/\S[\s:–—|-]+$/.test(before)) return before.replace(/[\s:–—|-]+$/, "");
  const again = splitId(text);
  return again !== null && text.startsWith(again.id) && sameId(again.id, id) ? again.rest : text;
}

function sameId(one: string | null, other: string): boolean {
  const bare = (id: string) => id.replace(/^.*#/, "").toLowerCase();
  return one !== null && bare(one) === bare(other);
}
