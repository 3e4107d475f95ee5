/**
 * Repairs unbalanced quotes in delimited text, before it is parsed: a quote that is never closed would turn the rest of
 * the file into one cell. Pure.
 */
import { isId, isMarkedId } from "./ticket_id.ts";

/** A quoted cell with quotes in it that should have been doubled: `"Say "yes, please" now"`. */
const NESTED = /^"[^"\n]*(?:[\s(]"[^"\s][^"\n]*"[^"\n]*)+"$/;

/** The length of the longest such cell that is looked for, in UTF-16 units. */
const NESTED_LENGTH_MAX = 1_000;

/** Rewrites the cells whose quotes are wrong. The lines of `text` end with \n. */
export function mendQuotes(text: string, separator: string): string {
  if (!text.includes('"')) return text;
  const { quoted, escaped, nested, plain } = cellForms(separator);
  const hasEscapes = text.includes('\\"');
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

/** The forms of a cell, up to the separator or the end of its line. */
function cellForms(separator: string) {
  const edge = separator.replace(/[^\w\t ]/, "\\$&");
  const blank = separator === "\t" ? " " : "[ \\t]";
  return {
    quoted: new RegExp(`${blank}*("[^"]*(?:""[^"]*)*")${blank}*(?=${edge}|\\n|$)`, "y"),
    // some programs write \" for a quote
    escaped: new RegExp(
      `${blank}*("[^"\\\\]*(?:(?:\\\\[^]|"")[^"\\\\]*)*")${blank}*(?=${edge}|\\n|$)`,
      "y",
    ),
    // quotes in it that should have been doubled
    nested: new RegExp(`^"[^"]*(?:[\\s(]"[^"\\s][^"]*"[^"]*)+"(?=${edge}|\\n|$)`),
    plain: new RegExp(`[^${edge}\\n]*`, "y"),
  };
}

/** A cell's place: the cells before it in its row, and how many a row has. */
interface Row {
  readonly before: readonly string[];
  readonly columns: number;
  readonly separator: string;
}

/** Whether a wrongly quoted cell of several lines may extend past the end of its row. */
function endsRow(cell: string, { before, columns, separator }: Row): boolean {
  if (!cell.includes("\n")) return false;
  const [first = 0, ...others] = cell.split("\n").map((line) => line.split(separator).length);
  return columns < 2 || (first > 1 && before.length + first >= columns) ||
    others.some((count) => count >= columns);
}

/** Whether a cell of several lines contains whole rows: then its quotes belong to two cells. */
function swallows(cell: string, row: Row): boolean {
  const { before, columns, separator } = row;
  if (columns < 2 || !cell.includes("\n")) return false;
  // a program that doubles quotes also closes them
  if (cell.slice(1, -1).includes('""')) return false;
  const [start = [], ...lines] = cell.split("\n").map((line) => line.split(separator));
  const first = (before[0] ?? "").replaceAll('"', "");
  const isRow = isMarkedId(first)
    ? (cells: readonly string[]) => isMarkedId(cells[0] ?? "")
    // a number at the beginning of a line may count steps, which have a space after the comma
    : isId(first)
    ? (cells: readonly string[]) => isId(cells[0] ?? "") && !/^\s/.test(cells[1] ?? "")
    : () => false;
  if (lines.some((cells) => cells.length === columns && isRow(cells))) return true;
  // or the first line is a whole row
  return before.length === 0 && start.length === columns && start.slice(1).some(isMarkedId);
}

/** Quotes a cell correctly, without an unpaired quote at its beginning or end. */
function requoted(cell: string): string {
  if (!cell.includes('"')) return cell;
  let text = cell.trim();
  if (NESTED.test(text)) text = text.slice(1, -1);
  const isOdd = text.split('"').length % 2 === 0;
  if (isOdd && text.startsWith('"')) text = text.slice(1);
  // but 27" is the size of a screen
  else if (isOdd && /[^\d\s]"$/u.test(text)) text = text.slice(0, -1);
  return doubled(text);
}

/** The text as a quoted cell. */
function doubled(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
