/** Tickets as people write them in lists, one a line: bullets, check boxes, Markdown, links. Pure. */
import { readRows } from "./delimited.ts";
import { withoutEmphasis } from "./emphasis.ts";
import { idOfLink, nameOfLink, readLink } from "./links.ts";
import type { Draft } from "./reading.ts";
import type { Remark } from "./remarks.ts";
import { isId, splitId } from "./ticket_id.ts";

/** What a line came to; null: there is nothing on it. */
type LineRead = { readonly draft: Draft } | { readonly why: Remark } | null;

/** What stands before the ticket in a list: quotes, bullets, numbers, check boxes. */
const BULLET =
  /^\s*(?:>\s*)*(?:(?:[-*+•‣◦▪–—]|\d+[.)])(?:\s+|$))?(?:\[[ xX]?\](?:\s+|$)|[☐☑☒✅✔]\uFE0F?\s*)?/u;

const HEADING = /^#{1,6}\s+(.*?)(?:\s+#+)?\s*$/u;

/** Rules, fences, what underlines a heading, and rows of empty cells. */
const ORNAMENT = /^(?:(?:[-*_=~+]\s*){3,}|```.*|~~~.*|[,;|\s]+)$/u;

/** `[text](address "title")` */
const MARKDOWN_LINK =
  /\[((?:\\.|[^\]\\])*)\]\(\s*<?(https?:\/\/(?:\([^\s()]*\)|[^\s()<>])+)>?(?:\s+["'][^"']*["'])?\s*\)/iu;

/** `[text|address]`, as Jira writes it, and `<address|text>`, as Slack does. */
const WIKI_LINK = /\[([^\]|]+)\|(https?:\/\/[^\]|\s]+)(?:\|[^\]]*)?\]/iu;
const CHAT_LINK = /<(https?:\/\/[^>|\s]+)(?:\|([^>]*))?>/iu;

const BARE_LINK = /https?:\/\/[^\s<>|]+/iu;

/** In this order: what a title has in it is more often a comma. */
const SEPARATORS = ["\t", ";", "|", ","] as const;

/** Reads one line. Without an id anywhere the line is a title. */
export function readLine(line: string): LineRead {
  const text = line.replace(BULLET, "").trim();
  if (ORNAMENT.test(text) || ORNAMENT.test(line.trim())) return null;
  const heading = HEADING.exec(text)?.[1];
  const draft = readCells(text) ?? readWords(heading ?? text);
  if (draft === null) return null;
  return heading !== undefined && draft.id === "" ? { why: { code: "heading" } } : { draft };
}

/** A row of cells of which the first is an id or a ticket's link. */
function readCells(text: string): Draft | null {
  for (const separator of SEPARATORS) {
    if (!text.includes(separator)) continue;
    const [first = "", ...others] = readRows(text, separator)[0] ?? [];
    const link = readLink(first);
    const id = isId(first) ? first : link === null ? null : idOfLink(link);
    if (id === null || others.length === 0) continue;
    const links = [link, ...others.map(readLink)].filter((one) => one !== null);
    const texts = others.filter((other) => other !== "" && readLink(other) === null);
    return { id, title: texts.join(", "), ...links[0] && { url: links[0].href } };
  }
  return null;
}

function readWords(line: string): Draft | null {
  const { text, link } = takeLink(withoutEmphasis(line));
  const plain = withoutEmphasis(text);
  const split = splitId(plain);
  const leadsTo = link === null ? null : idOfLink(link);
  const url = link === null ? {} : { url: link.href };
  if (split !== null) {
    const title = withoutEmphasis(split.rest);
    return { id: split.id, title: withoutRepeat(title, split.id), ...url };
  }
  if (leadsTo !== null) return { id: leadsTo, title: withoutRepeat(plain, leadsTo), ...url };
  if (plain === "") return link === null ? null : { id: nameOfLink(link), title: "", ...url };
  return { id: "", title: plain, ...url };
}

/** The text with the ticket's link taken out of it, or turned into its words. */
function takeLink(text: string): { readonly text: string; readonly link: URL | null } {
  for (
    const [form, words, address] of [[MARKDOWN_LINK, 1, 2], [WIKI_LINK, 1, 2], [
      CHAT_LINK,
      2,
      1,
    ]] as const
  ) {
    const found = form.exec(text);
    if (found === null) continue;
    const link = readLink(found[address] ?? "");
    if (link === null) continue;
    const shown = (found[words] ?? "").replace(/\\(.)/g, "$1");
    const before = text.slice(0, found.index);
    const after = text.slice(found.index + found[0].length);
    const whole = readLink(shown) === null ? before + shown + after : join(before, after);
    const alone = splitId(before)?.rest === "" && after.trim() === "";
    const isTickets = before.trim() === "" || alone || idOfLink(link) !== null;
    return { text: whole, link: isTickets ? link : null };
  }
  const bare = BARE_LINK.exec(text);
  if (bare === null) return { text, link: null };
  const address = bare[0].replace(/[)\].,;:!?'"]+$/, "");
  const link = readLink(address);
  if (link === null) return { text, link: null };
  const before = text.slice(0, bare.index);
  const after = text.slice(bare.index + address.length);
  if (before.trim() === "") return { text: join("", after), link };
  // behind a title it is the ticket's own only if it leads to one: a title may end with any link
  const isLast = /^[)\].,;:!?'"]*\s*$/.test(after);
  const leadsTo = idOfLink(link);
  const id = splitId(before)?.id ?? leadsTo;
  if (!isLast || leadsTo === null || !sameId(id, leadsTo)) return { text, link: null };
  return { text: before.replace(/[\s:–—|([<-]+$/u, ""), link };
}

function join(before: string, after: string): string {
  return `${before.trimEnd()} ${after.replace(/^[\s:–—|-]+/u, "")}`.trim();
}

/** A title behind a link that begins with its id once more. */
function withoutRepeat(text: string, id: string): string {
  const again = splitId(text);
  return again !== null && text.startsWith(again.id) && sameId(again.id, id) ? again.rest : text;
}

function sameId(one: string | null, other: string): boolean {
  const bare = (id: string) => id.replace(/^.*#/, "").toLowerCase();
  return one !== null && bare(one) === bare(other);
}
