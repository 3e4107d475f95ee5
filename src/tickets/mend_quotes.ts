/**
 * Quotes that don't balance, set right so that a library reads the rest of the file as it is meant: a quote that
 * was never closed would make one cell of all that follows. Pure.
 */
import { isMarkedId } from "./ticket_id.ts";

/** Rewrites the cells whose quotes are wrong; lines end with \n. All others stay as they are. */
export function mendQuotes(text: string, separator: string): string {
  if (!text.includes('"')) return text;
  const edge = separator.replace(/[^\w\t ]/, "\\$&");
  const blank = separator === "\t" ? " " : "[ \\t]";
  const quoted = new RegExp(`${blank}*("[^"]*(?:""[^"]*)*")${blank}*(?=${edge}|\\n|$)`, "y");
  const plain = new RegExp(`[^${edge}\\n]*`, "y");
  const mended: string[] = [];
  let columns = 0;
  let cells: string[] = [];
  for (let at = 0; at <= text.length;) {
    quoted.lastIndex = plain.lastIndex = at;
    const cell = quoted.exec(text);
    if (cell !== null && !swallows(cell[1] ?? "", { first: cells[0] ?? "", columns, separator })) {
      cells.push(cell[1] ?? "");
      at = quoted.lastIndex;
    } else {
      cells.push(requoted(plain.exec(text)?.[0] ?? ""));
      at = plain.lastIndex;
    }
    const end = text[at];
    at++;
    if (end === separator) continue;
    columns = Math.max(columns, cells.length);
    mended.push(cells.join(separator));
    cells = [];
  }
  return mended.join("\n");
}

/** Whether a cell over several lines has whole rows in it: then its quotes belong to two cells. */
function swallows(
  cell: string,
  row: { readonly first: string; readonly columns: number; readonly separator: string },
): boolean {
  const { first, columns, separator } = row;
  if (columns < 2 || !cell.includes("\n") || !isMarkedId(first.replaceAll('"', ""))) return false;
  return cell.split("\n").slice(1).some((line) => {
    const cells = line.split(separator);
    return cells.length === columns && isMarkedId(cells[0] ?? "");
  });
}

/** A cell that is no quoted one, quotes in it and all; without the one that has no partner. */
function requoted(cell: string): string {
  if (!cell.includes('"')) return cell;
  let text = cell.trim();
  const isOdd = text.split('"').length % 2 === 0;
  if (isOdd && text.startsWith('"')) text = text.slice(1);
  // but 27" is a screen
  else if (isOdd && /[^\d\s]"$/u.test(text)) text = text.slice(0, -1);
  return `"${text.replaceAll('"', '""')}"`;
}
