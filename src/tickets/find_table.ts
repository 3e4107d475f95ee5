/** Finds out whether a text is a table, and what separates its cells. Pure. */
import {
  commonWidth,
  RARE_SEPARATORS,
  readFirstRows,
  readRows,
  type Rows,
  SEPARATORS,
  splitAligned,
  splitRuled,
  splitSepLine,
  unwrapLines,
} from "./delimited.ts";
import {
  findHeader,
  hasIdAndTitle,
  hasIdsBelow,
  looksLikeTable,
  widestRow,
} from "./find_header.ts";
import { hasBullet } from "./lines.ts";
import { findMixed, isPunctuation } from "./mixed_separators.ts";
import { findPipeTable } from "./pipe_table.ts";

interface FoundTable {
  readonly rows: Rows;
  /** Lines around it. */
  readonly rest: readonly string[];
}

/**
 * The table in a text, and the lines around it; null: it is a list. `isWanted`: the user chose columns, so it is a
 * table.
 */
export function findTable(text: string, isWanted: boolean): FoundTable | null {
  const sepLine = splitSepLine(text);
  const mixed = findMixed(sepLine?.text ?? text);
  if (mixed !== null) return { rows: mixed, rest: [] };
  if (sepLine === null) return findUnmarked(text, isWanted);
  const rows = readRows(sepLine.text, sepLine.separator);
  if (findHeader(rows) !== null) return { rows, rest: [] };
  // a program may have kept the line, but written another separator
  const other = findUnmarked(sepLine.text, isWanted);
  const isOther = rows.every((row) => row.length === 1) ||
    (other !== null && findHeader(other.rows) !== null);
  return isOther ? other : { rows, rest: [] };
}

/** The same for a text without a `sep=` line. */
function findUnmarked(text: string, isWanted: boolean): FoundTable | null {
  const drawn = findPipeTable(text);
  if (
    drawn !== null &&
    (isWanted || findHeader(drawn.rows) !== null || looksLikeTable(drawn.rows, "|"))
  ) {
    return drawn;
  }
  const ruled = splitRuled(text);
  if (ruled !== null && (findHeader(ruled) !== null || looksLikeTable(ruled, " "))) {
    return { rows: ruled, rest: [] };
  }
  const candidates = candidatesOf(text, { hasBars: drawn === null });
  const named = byHeader(text, candidates);
  if (named !== null) return named;
  const unwrapped = unwrapLines(text);
  const inner = unwrapped === null ? null : findUnmarked(unwrapped, isWanted);
  if (inner !== null && findHeader(inner.rows) !== null) return inner;
  const shaped = byShape(text, candidates, isWanted);
  if (shaped !== null) return shaped;
  const aligned = splitAligned(text);
  if (aligned !== null && (findHeader(aligned)?.known ?? 0) > 1) return { rows: aligned, rest: [] };
  // a single column under a header
  const rows = text.split("\n").map((line) => [line.trim()]).filter(([cell]) => cell !== "");
  const isNamed = rows.length > 1 && findHeader(rows) !== null && !hasBullet(rows[0]?.[0] ?? "");
  return isNamed ? tableOf(text, { separator: "\t" }) : null;
}

/** What a text looks like with one of the separators. */
interface Candidate {
  readonly separator: string;
  /** Of the beginning of the text. */
  readonly rows: Rows;
  readonly header: ReturnType<typeof findHeader>;
  /** How many cells most rows have. */
  readonly columns: number;
}

/** The separators that occur in a text. `hasBars`: vertical bars may be among them. */
function candidatesOf(text: string, { hasBars }: { readonly hasBars: boolean }): Candidate[] {
  // the semicolon of HTML's `&amp;` is no separator
  const plain = text.replace(/&(?:#\d{1,6}|[a-z]{2,8});/gi, "");
  const separators = [...SEPARATORS, ...RARE_SEPARATORS].filter((separator) =>
    plain.includes(separator) && (separator !== "|" || hasBars)
  );
  return separators.flatMap((separator) => {
    const rows = readFirstRows(text, separator);
    const header = findHeader(rows);
    // a rare separator counts only if it yields a header
    const isSure = header !== null && hasIdAndTitle(rows[header.at] ?? []);
    if (RARE_SEPARATORS.includes(separator) && !isSure) return [];
    return [{ separator, rows, header, columns: commonWidth(rows) }];
  });
}

/** The table with the separator that yields the best header; null: none yields one. */
function byHeader(text: string, candidates: readonly Candidate[]): FoundTable | null {
  const known = ({ header }: Candidate) => header?.known ?? 0;
  const best = candidates.toSorted((a, b) => known(b) - known(a) || b.columns - a.columns)[0];
  if (best === undefined || best.header === null) return null;
  const { separator, rows, header } = best;
  // a word of a sentence may happen to be a column's name
  const isSentence = header.known === 1 && isPunctuation(text, separator) && !hasIdsBelow(rows);
  return isSentence ? null : tableOf(text, { separator, width: rows[header.at]?.length });
}

/** The table with the separator that yields most columns, if their names are unknown; null: it is no table. */
function byShape(
  text: string,
  candidates: readonly Candidate[],
  isWanted: boolean,
): FoundTable | null {
  const tables = candidates.filter(({ rows, separator }) =>
    looksLikeTable(rows, separator) && !isPunctuation(text, separator)
  );
  // the columns that the user chose are those of the table that was shown
  const wanted = isWanted && tables.length === 0
    ? candidates.filter(({ columns }) => columns > 1)
    : tables;
  const best =
    wanted.toSorted((a, b) =>
      Number(hasIdsBelow(b.rows)) - Number(hasIdsBelow(a.rows)) ||
      widestRow(a.rows) - widestRow(b.rows) || b.columns - a.columns
    )[0];
  return best === undefined
    ? null
    : tableOf(text, { separator: best.separator, width: best.columns });
}

function tableOf(
  text: string,
  { separator, width }: { readonly separator: string; readonly width?: number | undefined },
): FoundTable {
  return { rows: readRows(text, separator, width), rest: [] };
}
