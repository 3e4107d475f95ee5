/**
 * A session's results as CSV (RFC 4180), in two forms. What a program reads is as it was typed, but for what a
 * spreadsheet would run. A file for people is opened in a spreadsheet without another question: it says that it
 * is UTF-8, and an apostrophe keeps a text that a spreadsheet would take for a date or another number. Pure.
 */
import type { RevealedBallot } from "../client/types.ts";
import { type Row, rowsOf } from "./rows.ts";
import { isRewritten } from "./spreadsheet.ts";

/** A column that is new stands behind the others: who reads by position still finds what it knows. */
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
  "url",
  "note",
  "suggestion",
];

/**
 * What a spreadsheet would take for a formula. It may begin in the middle of a cell: where `;`, a tab or `|`
 * separates, as in most of Europe, a comma's quotes protect nothing, and a cell ends at the next one of these or
 * at the end of the line. Full-width signs count as signs.
 */
const FORMULA =
  /(?:^(?=[\s"]*[=+\-@＝＋－＠]))|(?<=[;\t|\n]|\r(?!\n))(?=(?:[^\S\t\r\n]|")*[=+\-@＝＋－＠])/g;

/** What makes a spreadsheet read a file as UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

type Value = string | number | boolean | null;

/** The results for a program: a pipe, a script. */
export function toCsv(ballots: readonly RevealedBallot[]): string {
  return csvOf(ballots, csvCell);
}

/** The results as a file that people open in a spreadsheet. */
export function toCsvFile(ballots: readonly RevealedBallot[]): string {
  return BYTE_ORDER_MARK + csvOf(ballots, spreadsheetCell);
}

function csvOf(ballots: readonly RevealedBallot[], cell: (value: Value) => string): string {
  const rows = rowsOf(ballots).map((row) => HEADS.map((head) => cell(row[head])));
  return [HEADS, ...rows].map((cells) => `${cells.join(",")}\r\n`).join("");
}

/** One cell: a number as it is; a text that a spreadsheet would run is made one by an apostrophe. */
export function csvCell(value: Value): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = value.replace(FORMULA, "'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The same, and a text that a spreadsheet would show as something else is kept by an apostrophe, too. */
export function spreadsheetCell(value: Value): string {
  return csvCell(typeof value === "string" && isRewritten(value) ? `'${value}` : value);
}
