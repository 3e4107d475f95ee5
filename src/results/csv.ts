/** A session's results as CSV (RFC 4180), safe to open in a spreadsheet. Pure. */
import type { RevealedBallot } from "../client/types.ts";
import { type Row, rowsOf } from "./rows.ts";

const HEADS: readonly (keyof Row)[] = [
  "ticket",
  "title",
  "attempt",
  "estimate",
  "mean",
  "median",
  "min",
  "max",
  "consensus",
  "votes",
  "revealed_at",
];

/** What a spreadsheet would take for a formula, or for the end of a cell before it. */
const FORMULA = /^[=+\-@\t\r]/;

export function toCsv(ballots: readonly RevealedBallot[]): string {
  const rows = rowsOf(ballots).map((row) => HEADS.map((head) => csvCell(row[head])));
  return [HEADS.map(csvCell), ...rows].map((cells) => `${cells.join(",")}\r\n`).join("");
}

/** One cell: a number as it is; a text that a spreadsheet would run is made one by an apostrophe. */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
