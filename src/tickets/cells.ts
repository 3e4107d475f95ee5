/** Cleans the cells of a table: programs put guards, links and words for nothing into them. Pure. */
import { idOfLink, readLink } from "./links.ts";
import { hyphened } from "./ticket_id.ts";

/** What programs write in empty cells, and errors of spreadsheets. */
const EMPTY_WORD =
  /^(?:null|\(null\)|nan|\\N|#(?:N\/A|NV|REF!|BEZUG!|NAME\?|VALUE!|WERT!|DIV\/0!|NULL!|NUM!|ERROR!))$/i;

/** What people write instead of an id. */
const NO_ID = /^(?:\(?(?:none|n\/a|blank|empty)\)?|[-–—])$/i;

/** A number that a spreadsheet rounded. */
const SHORTENED = /^\d(?:[.,]\d+)?E\+\d+$/i;

/** An apostrophe that keeps a spreadsheet from reading a formula, a number or a date. */
const GUARD = /(?:^|(?<=[;|]))'(?=[\s"]*[=+@＝＋－＠-])|^'(?=\d|\p{L}{3,}\.?[-/., ]{0,2}\d)/gu;

/** How our own Markdown marks a ticket that was voted on again. */
const ATTEMPT = / \(attempt \d+\)$/;

/** The id in a cell; "" if there is none. */
export function idCell(cell: string): string {
  const id = unguarded(cell).replace(/^'([^']*)'$|^\[([^[\]|]*)\]$/, "$1$2").replace(
    /^'(?=[\p{L}\p{N}#=+@-])/u,
    "",
  )
    .replace(/(?<=\d) ?\*$/, "").replace(ATTEMPT, "");
  return SHORTENED.test(id) || NO_ID.test(id) ? "" : unlessEmptyWord(hyphened(id));
}

/** The title in a cell; "" if there is none. */
export function titleCell(cell: string): string {
  const title = unguarded(cell).replace(/^'([^']*)'$/, "$1").replace(GUARD, "");
  return title.startsWith("#") ? unlessEmptyWord(title) : title;
}

/** The cell, or "" if it is a program's word for nothing. */
export function unlessEmptyWord(cell: string): string {
  return EMPTY_WORD.test(cell) ? "" : cell;
}

/** `="41"` keeps a spreadsheet from reading a number. */
function unguarded(cell: string): string {
  return cell.replace(/^="([^"]*)"$/, "$1");
}

/** `=HYPERLINK("address";"text")` */
const FORMULA = /^=HYPERLINK\(\s*"(?<url>[^"]*)"\s*(?:[,;]\s*"(?<text>[^"]*)"\s*)?\)$/i;

/** Links of spreadsheets, Markdown, wikis, chats and Notion; last, Markdown's link by reference. */
const LINKS = [
  FORMULA,
  /^\[(?<text>[^\]|]*)\]\(\s*<?(?<url>https?:\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\s*\)$/i,
  /^\[(?<text>[^\]|]*)\|(?<url>https?:\/\/[^\s\]|]+)(?:\|[^\]]*)?\]$/i,
  /^<(?<url>https?:\/\/[^\s>|]+)(?:\|(?<text>[^>]*))?>$/i,
  /^(?<text>[^()]+) \((?<url>https?:\/\/[^\s()]+)\)$/i,
  /^\[(?<text>[^\]|]+)\]\[[^\]]*\]$/,
];

/** The text and address of a cell that is a link; without an address if it is none. */
export function linked(cell: string): { readonly text: string; readonly url?: string } {
  const found = LINKS.map((form) => form.exec(cell)?.groups).find((groups) => groups !== undefined);
  const text = found?.["text"];
  const link = readLink(found === undefined ? cell : found["url"] ?? "");
  if (link === null) return { text: text ?? cell };
  return { text: text ?? idOfLink(link) ?? cell, url: link.href };
}

/** The first address in a cell. */
export function linkCell(cell: string): string | undefined {
  return linked(cell).url ??
    cell.split(/[\s,;]+/).map(readLink).find((link) => link !== null)?.href;
}
