/** What a cell of a table says, without what programs put around it. Pure. */
import { idOfLink, readLink } from "./links.ts";
import { hyphened } from "./ticket_id.ts";

/** What programs write where there is nothing, spreadsheets' errors among it. */
const EMPTY_WORD =
  /^(?:null|\(null\)|nan|\\N|#(?:N\/A|NV|REF!|BEZUG!|NAME\?|VALUE!|WERT!|DIV\/0!|NULL!|NUM!|ERROR!))$/i;

/** What people write for an id that isn't there. */
const NO_ID = /^(?:none|n\/a|[-–—])$/i;

/** A number that a spreadsheet shortened: what it was is lost. */
const SHORTENED = /^\d(?:[.,]\d+)?E\+\d+$/i;

/** An id; empty where the cell has none. */
export function idCell(cell: string): string {
  const id = unguarded(cell).replace(/^'([^']*)'$/, "$1").replace(/^'(?=[\p{L}\p{N}#=+@-])/u, "")
    .replace(/(?<=\d) ?\*$/, "");
  return SHORTENED.test(id) || NO_ID.test(id) ? "" : unlessEmptyWord(hyphened(id));
}

/** A title. */
export function titleCell(cell: string): string {
  const title = unguarded(cell).replace(/^'([^']*)'$/, "$1").replace(/^'(?=[=+@\d-])/, "");
  return title.startsWith("#") ? unlessEmptyWord(title) : title;
}

/** The cell, or nothing where a program says that there is nothing. */
export function unlessEmptyWord(cell: string): string {
  return EMPTY_WORD.test(cell) ? "" : cell;
}

/** `="41"` keeps a spreadsheet from reading a number. */
function unguarded(cell: string): string {
  return cell.replace(/^="([^"]*)"$/, "$1");
}

/** `=HYPERLINK("address";"text")` */
const FORMULA = /^=HYPERLINK\(\s*"(?<url>[^"]*)"\s*(?:[,;]\s*"(?<text>[^"]*)"\s*)?\)$/i;

/** Links of Markdown, wikis and chats, and Markdown's that is written elsewhere. */
const LINKS = [
  FORMULA,
  /^\[(?<text>[^\]|]*)\]\(\s*<?(?<url>https?:\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\s*\)$/i,
  /^\[(?<text>[^\]|]*)\|(?<url>https?:\/\/[^\s\]|]+)(?:\|[^\]]*)?\]$/i,
  /^<(?<url>https?:\/\/[^\s>|]+)(?:\|(?<text>[^>]*))?>$/i,
  /^\[(?<text>[^\]|]+)\]\[[^\]]*\]$/,
];

/** A cell whose text is a link in the way of a spreadsheet, Markdown, a wiki or a chat, or a bare one. */
export function linked(cell: string): { readonly text: string; readonly url?: string } {
  const found = LINKS.map((form) => form.exec(cell)?.groups).find((groups) => groups !== undefined);
  const text = found?.["text"];
  const link = readLink(found === undefined ? cell : found["url"] ?? "");
  if (link === null) return { text: text ?? cell };
  return { text: text ?? idOfLink(link) ?? cell, url: link.href };
}

/** The first link of a cell. */
export function linkCell(cell: string): string | undefined {
  return linked(cell).url ??
    cell.split(/[\s,;]+/).map(readLink).find((link) => link !== null)?.href;
}
