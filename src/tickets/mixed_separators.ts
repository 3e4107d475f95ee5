/**
 * Finds tables whose header has one separator and whose rows have another, as when a program appended rows to another
 * program's header. With either separator alone, each row would be a single cell. Pure.
 */
import { commonWidth, readFirstRows, readRows, type Rows } from "./delimited.ts";
import { couldBeHeader, findHeader, looksLikeTable } from "./find_header.ts";

const CANDIDATES = [",", ";", "\t"] as const;

/** The share of rows that must have the common number of cells. */
const SHARE_MIN = 0.8;

/** Its rows; without the header if that has more or fewer cells than the rows. null: it is no such table. */
export function findMixed(text: string): Rows | null {
  const [, headLine = "", body = ""] = /^\s*(\S.*)\n([^]*)$/.exec(text) ?? [];
  if (headLine.split('"').length % 2 === 0) return null; // a header of several lines
  const used = CANDIDATES.filter((sign) => headLine.includes(sign));
  const [sign] = used;
  if (sign === undefined || used.length > 1 || headLine.includes(`${sign} `)) return null;
  const [header = []] = readRows(headLine, sign);
  if (header.length < 2 || !couldBeHeader(header)) return null;
  for (const other of CANDIDATES) {
    if (other !== sign && body.includes(other)) {
      const width = widthBelow(body, { sign, other, headerWidth: header.length });
      if (width === null) continue;
      const rows = readRows(body, other, width);
      const isKnown = findHeader([header]) !== null;
      if (!isKnown && !looksLikeTable([header, ...rows], other)) continue;
      return width === header.length ? [header, ...rows] : rows;
    }
  }
  return null;
}

/** How many cells each row has with the other separator; null if the header's may be theirs, too. */
function widthBelow(
  body: string,
  { sign, other, headerWidth }: {
    readonly sign: string;
    readonly other: string;
    readonly headerWidth: number;
  },
): number | null {
  const [same, parted] = [readFirstRows(body, sign), readFirstRows(body, other)];
  const width = commonWidth(parted);
  if (width < 2 || isPunctuation(body, other) || share(parted, width) < SHARE_MIN) return null;
  const isSure = width === headerWidth
    ? share(parted, width) > share(same, width)
    : share(same, 1) >= SHARE_MIN;
  return isSure ? width : null;
}

/** Whether the separator is punctuation: a comma or semicolon that is mostly followed by a space. */
export function isPunctuation(body: string, sign: string): boolean {
  if (!/[,;]/.test(sign)) return false;
  const lines = body.replace(/"[^"]*"/g, "").split("\n").filter((line) => line.includes(sign));
  return 2 * lines.filter((line) => line.includes(`${sign} `)).length > lines.length;
}

/** The share of rows with this number of cells. */
function share(rows: Rows, width: number): number {
  return rows.filter(({ length }) => length === width).length / rows.length;
}
