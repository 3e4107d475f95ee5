/** Whether a text is a table, and how its cells are parted. Pure. */
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
import { findHeads, hasIdAndTitle, hasIdsBelow, looksLikeTable } from "./find_heads.ts";
import { findMixed } from "./mixed_separators.ts";
import { findPipeTable } from "./pipe_table.ts";

interface FoundTable {
  readonly rows: Rows;
  /** Lines around it. */
  readonly rest: readonly string[];
}

/** The table that a text is, and lines around it; null where it is a list. `isWanted`: somebody chose columns of it. */
export function findTable(text: string, isWanted: boolean): FoundTable | null {
  const sepLine = splitSepLine(text);
  const mixed = findMixed(sepLine?.text ?? text);
  if (mixed !== null) return { rows: mixed, rest: [] };
  if (sepLine === null) return findUnmarked(text, isWanted);
  const rows = readRows(sepLine.text, sepLine.separator);
  if (findHeads(rows) !== null) return { rows, rest: [] };
  // a program may have kept the line, and parted the cells otherwise
  const other = findUnmarked(sepLine.text, isWanted);
  const isOther = rows.every((row) => row.length === 1) ||
    (other !== null && findHeads(other.rows) !== null);
  return isOther ? other : { rows, rest: [] };
}

/** The same where no line says what parts the cells. */
function findUnmarked(text: string, isWanted: boolean): FoundTable | null {
  const drawn = findPipeTable(text);
  if (
    drawn !== null &&
    (isWanted || findHeads(drawn.rows) !== null || looksLikeTable(drawn.rows, "|"))
  ) {
    return drawn;
  }
  // a semicolon of HTML's `&amp;` parts nothing
  const plain = text.replace(/&(?:#\d{1,6}|[a-z]{2,8});/gi, "");
  const ruled = splitRuled(text);
  if (ruled !== null && (findHeads(ruled) !== null || looksLikeTable(ruled, " "))) {
    return { rows: ruled, rest: [] };
  }
  const separators = [...SEPARATORS, ...RARE_SEPARATORS].filter((separator) =>
    plain.includes(separator) && (separator !== "|" || drawn === null)
  );
  const candidates = separators.flatMap((separator) => {
    const rows = readFirstRows(text, separator);
    const heads = findHeads(rows);
    // a rare one parts cells only where heads say so
    const isSure = heads !== null && hasIdAndTitle(rows[heads.at] ?? []);
    if (RARE_SEPARATORS.includes(separator) && !isSure) return [];
    return [{ separator, rows, heads, known: heads?.known ?? 0, columns: commonWidth(rows) }];
  });
  const best = candidates.toSorted((a, b) => b.known - a.known || b.columns - a.columns)[0];
  if (best !== undefined && best.heads !== null) {
    const { separator, rows, heads } = best;
    // one word of a sentence may be a head elsewhere
    const isSentence = best.known === 1 && isProse(text, separator) && !hasIdsBelow(rows);
    if (!isSentence) return tableOf(text, { separator, width: rows[heads.at]?.length });
  }
  const unwrapped = unwrapLines(text);
  const inner = unwrapped === null ? null : findUnmarked(unwrapped, isWanted);
  if (inner !== null && findHeads(inner.rows) !== null) return inner;
  const shape = candidates.filter(({ rows, separator, columns }) =>
    rows.length > 0 &&
    (isWanted ? columns > 1 : looksLikeTable(rows, separator) && !isProse(text, separator))
  ).toSorted((a, b) => b.columns - a.columns)[0];
  if (shape !== undefined) {
    return tableOf(text, { separator: shape.separator, width: shape.columns });
  }
  const aligned = splitAligned(text);
  if (aligned !== null && (findHeads(aligned)?.known ?? 0) > 1) return { rows: aligned, rest: [] };
  // one column under a head that says what it is
  const rows = text.split("\n").map((line) => [line.trim()]).filter(([cell]) => cell !== "");
  return rows.length > 1 && findHeads(rows) !== null ? tableOf(text, { separator: "\t" }) : null;
}

function tableOf(
  text: string,
  { separator, width }: { readonly separator: string; readonly width?: number | undefined },
): FoundTable {
  return { rows: readRows(text, separator, width), rest: [] };
}

/** Commas with spaces behind them part clauses. */
function isProse(text: string, separator: string): boolean {
  if (separator !== ",") return false;
  const [first = ""] = text.trimStart().split("\n", 1);
  return /, /.test(first);
}
