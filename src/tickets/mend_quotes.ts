/**
 * Quotes that don't balance, set right so that a library reads the rest of the file as it is meant: a quote that
 * was never closed would make one cell of all that follows. Pure.
 */
import { isId, isMarkedId } from "./ticket_id.ts";

/** Quotes around words within a quoted cell that nobody doubled: `"Say "yes, please" now"`. */
const NESTED = /^"[^"\n]*(?:[\s(]"[^"\s][^"\n]*"[^"\n]*)+"$/;

/** Longer ones are not looked for, in UTF-16 units. */
const NESTED_LENGTH_MAX = 1_000;

/** Rewrites the cells whose quotes are wrong; lines end with \n. All others stay as they are. */
export function mendQuotes(text: string, separator: string): string {
  if (!text.includes('"')) return text;
  const edge = separator.replace(/[^\w\t ]/, "\\$&");
  const blank = separator === "\t" ? " " : "[ \\t]";
  const quoted = new RegExp(`${blank}*("[^"]*(?:""[^"]*)*")${blank}*(?=${edge}|\\n|$)`, "y");
  // programs that know no other way write \" for a quote
  const escaped = new RegExp(
    `${blank}*("[^"\\\\]*(?:(?:\\\\[^]|"")[^"\\\\]*)*")${blank}*(?=${edge}|\\n|$)`,
    "y",
  );
  const nested = new RegExp(`^"[^"]*(?:[\\s(]"[^"\\s][^"]*"[^"]*)+"(?=${edge}|\\n|$)`);
  const hasEscapes = text.includes('\\"');
  const plain = new RegExp(`[^${edge}\\n]*`, "y");
  const mended: string[] = [];
  let columns = 0;
  let cells: string[] = [];
  for (let at = 0; at <= text.length;) {
    quoted.lastIndex = escaped.lastIndex = plain.lastIndex = at;
    const standard = quoted.exec(text);
    const found = standard ?? (hasEscapes ? escaped.exec(text) : null);
    const cell = found?.[1] ?? "";
    if (found !== null && !swallows(cell, { before: cells, columns, separator })) {
      cells.push(standard === null ? cell.replaceAll('\\"', '""') : cell);
      at += found[0].length;
    } else {
      const wrong = text[at] === '"' ? nested.exec(text.slice(at, at + NESTED_LENGTH_MAX)) : null;
      const isOne = wrong !== null && !endsRow(wrong[0], { before: cells, columns, separator });
      const whole = isOne ? wrong[0] : plain.exec(text)?.[0] ?? "";
      cells.push(isOne ? doubled(whole.slice(1, -1)) : requoted(whole));
      at += whole.length;
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

/** Where a cell stands: those before it in its row, and how many a row has. */
interface Row {
  readonly before: readonly string[];
  readonly columns: number;
  readonly separator: string;
}

/** Whether a cell whose quotes are wrong goes on over lines that may be the end of its row, or rows. */
function endsRow(cell: string, { before, columns, separator }: Row): boolean {
  if (!cell.includes("\n")) return false;
  const [first = 0, ...others] = cell.split("\n").map((line) => line.split(separator).length);
  return columns < 2 || (first > 1 && before.length + first >= columns) ||
    others.some((count) => count >= columns);
}

/** Whether a cell over several lines has whole rows in it: then its quotes belong to two cells. */
function swallows(cell: string, row: Row): boolean {
  const { before, columns, separator } = row;
  if (columns < 2 || !cell.includes("\n")) return false;
  // whoever doubles quotes within a cell closes it, too
  if (cell.slice(1, -1).includes('""')) return false;
  const [start = [], ...lines] = cell.split("\n").map((line) => line.split(separator));
  const first = (before[0] ?? "").replaceAll('"', "");
  const isRow = isMarkedId(first)
    ? (cells: readonly string[]) => isMarkedId(cells[0] ?? "")
    // a number in front of a line may count steps: those have a blank behind their comma
    : isId(first)
    ? (cells: readonly string[]) => isId(cells[0] ?? "") && !/^\s/.test(cells[1] ?? "")
    : () => false;
  if (lines.some((cells) => cells.length === columns && isRow(cells))) return true;
  // the whole row that it begins, id and all
  return before.length === 0 && start.length === columns && start.slice(1).some(isMarkedId);
}

/** A cell that is no quoted one, quotes in it and all; without the one that has no partner. */
function requoted(cell: string): string {
  if (!cell.includes('"')) return cell;
  let text = cell.trim();
  if (NESTED.test(text)) text = text.slice(1, -1);
  const isOdd = text.split('"').length % 2 === 0;
  if (isOdd && text.startsWith('"')) text = text.slice(1);
  // but 27" is a screen
  else if (isOdd && /[^\d\s]"$/u.test(text)) text = text.slice(0, -1);
  return doubled(text);
}

/** A cell with this in it. */
function doubled(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
