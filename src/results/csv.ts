/**
 * Formats a session's results as CSV (RFC 4180), in two forms. In the form for programs, texts are unchanged, except
 * that an apostrophe disarms formulas. The form for people opens in a spreadsheet: it has a byte order mark, and an
 * apostrophe also before texts that a spreadsheet would turn into dates or other numbers. Pure.
 */
import type { RevealedBallot } from "../client/types.ts";
import { type Row, rowsOf } from "./rows.ts";
import { isRewritten } from "./spreadsheet.ts";

/** The order is stable: new columns are appended, for readers that go by position. */
const COLUMNS: readonly (keyof Row)[] = [
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
  "url",
  "note",
  "suggestion",
];

/**
 * Where a spreadsheet would find a formula. That may be in the middle of a cell: a spreadsheet that expects `;`, a tab
 * or `|` between cells, as in most of Europe, ends a cell at the next of these or at the end of the line, even within
 * quotes. Full-width signs count as signs.
 */
const FORMULA =
  /(?:^(?=[\s"]*[=+\-@＝＋－＠]))|(?<=[;\t|\n]|\r(?!\n))(?=(?:[^\S\t\r\n]|")*[=+\-@＝＋－＠])/g;

/** Makes spreadsheets read a file as UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

type Value = string | number | boolean | null;

/** The results for a program. */
export function toCsv(ballots: readonly RevealedBallot[]): string {
  return csvOf(ballots, csvCell);
}

/** The results as a file for people, to open in a spreadsheet. */
export function toCsvFile(ballots: readonly RevealedBallot[]): string {
  return BYTE_ORDER_MARK + csvOf(ballots, spreadsheetCell);
}

function csvOf(ballots: readonly RevealedBallot[], cell: (value: Value) => string): string {
  const rows = rowsOf(ballots).map((row) => COLUMNS.map((column) => cell(row[column])));
  return [COLUMNS, ...rows].map((cells) => `${cells.join(",")}\r\n`).join("");
}

/** One cell for a program; formulas are disarmed by an apostrophe. */
export function csvCell(value: Value): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = value.replace(FORMULA, "'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One cell for a spreadsheet, with an apostrophe also before texts that it would turn into something else. */
export function spreadsheetCell(value: Value): string {
  return csvCell(typeof value === "string" && isRewritten(value) ? `'${value}` : value);
}
