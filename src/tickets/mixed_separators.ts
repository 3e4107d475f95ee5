/**
 * Tables whose heads are parted by one sign and whose rows by another, as where a program wrote the rows below somebody
 * else's heads. By either sign alone each row would be a single cell. Pure.
 */
import { commonWidth, readFirstRows, readRows, type Rows } from "./delimited.ts";
import { couldBeHead, findHeads, looksLikeTable } from "./find_heads.ts";

const SIGNS = [",", ";", "\t"] as const;

/** How many of the rows are as wide as is said of them. */
const MOST = 0.8;

/** Its rows; without the heads where there are more or fewer of them than cells below. null: it is no such table. */
export function findMixed(text: string): Rows | null {
  const [, headLine = "", body = ""] = /^\s*(\S.*)\n([^]*)$/.exec(text) ?? [];
  if (headLine.split('"').length % 2 === 0) return null; // a head of several lines
  const used = SIGNS.filter((sign) => headLine.includes(sign));
  const [sign] = used;
  if (sign === undefined || used.length > 1 || headLine.includes(`${sign} `)) return null;
  const [head = []] = readRows(headLine, sign);
  if (head.length < 2 || !couldBeHead(head)) return null;
  for (const other of SIGNS) {
    if (other !== sign && body.includes(other)) {
      const width = widthBelow(body, { sign, other, heads: head.length });
      if (width === null) continue;
      const rows = readRows(body, other, width);
      const isKnown = findHeads([head]) !== null;
      if (!isKnown && !looksLikeTable([head, ...rows], other)) continue;
      return width === head.length ? [head, ...rows] : rows;
    }
  }
  return null;
}

/** How many cells the other sign makes of each row; null where the rows may be parted as the heads are. */
function widthBelow(
  body: string,
  { sign, other, heads }: { readonly sign: string; readonly other: string; readonly heads: number },
): number | null {
  const [same, parted] = [readFirstRows(body, sign), readFirstRows(body, other)];
  const width = commonWidth(parted);
  if (width < 2 || isProse(body, other) || share(parted, width) < MOST) return null;
  const isSure = width === heads
    ? share(parted, width) > share(same, width)
    : share(same, 1) >= MOST;
  return isSure ? width : null;
}

/** Signs with a blank behind them part clauses. */
function isProse(body: string, sign: string): boolean {
  const lines = body.replace(/"[^"]*"/g, "").split("\n").filter((line) => line.includes(sign));
  return 2 * lines.filter((line) => line.includes(`${sign} `)).length > lines.length;
}

/** How many of all rows have so many cells. */
function share(rows: Rows, width: number): number {
  return rows.filter(({ length }) => length === width).length / rows.length;
}
