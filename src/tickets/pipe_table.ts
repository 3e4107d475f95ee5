/** Finds tables that are drawn with vertical bars, as in Markdown, Jira and terminals. Pure. */
import type { Rows } from "./delimited.ts";
import { withoutEmphasis } from "./emphasis.ts";
import { withoutMarkup } from "./markup.ts";

/** `| --- | :-: |`, and `+-----+-----+` as databases print it. */
const RULE = /^[|+]?\s*:?[-=]+:?\s*(?:[|+]\s*:?[-=]+:?\s*)*[|+]?$/;

/** Longer lines are not taken for rules, in UTF-16 units. */
const RULE_LENGTH_MAX = 2_000;

/** `||Key||Summary||`; in brackets a single bar belongs to a link. */
const WIKI_HEADER = /^\|\|(?:(?:\[[^\]]*\]|[^|[])+\|\|)+$/;

const FENCE = /^(?:```|~~~)/;

interface PipeTable {
  readonly rows: Rows;
  /** Lines around it. */
  readonly rest: readonly string[];
}

/** The first table in a text; null if there is none. */
export function findPipeTable(text: string): PipeTable | null {
  const lines = text.split("\n").map((line) => asciiFrame(line.trim()));
  const rule = lines.findIndex((line, at) =>
    at > 0 && /[|+]/.test(line) && isRule(line) && (lines[at - 1] ?? "").includes("|")
  );
  const wiki = lines.findIndex((line) => WIKI_HEADER.test(line));
  const filled = lines.filter((line) => line !== "");
  const isDrawn = filled.length > 0 &&
    filled.every((line) => /^\|.*\|$/.test(line) || isRule(line));
  const from = rule > 0 ? rule - 1 : wiki >= 0 ? wiki : isDrawn ? 0 : null;
  if (from === null || isInCell(lines.slice(0, from + 1), lines.slice(from + 1))) return null;
  const rows: string[][] = [];
  // without a bar before the header, one before a row may follow an empty cell
  const isOpen = !/^[|+]/.test(lines[from] ?? "");
  const withFirst = (line: string, cells: string[]) =>
    isOpen && line.startsWith("|") && cells.length < (rows[0]?.length ?? 0)
      ? ["", ...cells]
      : cells;
  const rest = lines.slice(0, from);
  for (const line of lines.slice(from)) {
    if (isRule(line)) continue;
    if (line.includes("|")) rows.push(withFirst(line, cellsOf(line)));
    else rest.push(line);
  }
  return {
    rows,
    rest: rest.filter((line) => !isRule(line) && !FENCE.test(line) && line !== ""),
  };
}

/** Whether the table is within a quoted cell: a CSV file may have a table in a description. */
function isInCell(before: readonly string[], rest: readonly string[]): boolean {
  const isOdd = (lines: readonly string[]) => lines.join("").split('"').length % 2 === 0;
  return isOdd(before) && isOdd(rest);
}

function isRule(line: string): boolean {
  return line.length <= RULE_LENGTH_MAX && RULE.test(line);
}

/** Replaces box-drawing characters by those of Markdown. */
function asciiFrame(line: string): string {
  return line.replace(/[│┃║]/g, "|").replace(/[─━═]/g, "-").replace(
    /[┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯]/g,
    "+",
  );
}

function cellsOf(line: string): string[] {
  const inner = line.replace(/^\|{1,2}/, "").replace(/(?<!\\)\|{1,2}$/, "");
  // in Jira's wiki, a row may begin with a cell in bold
  return splitBars(inner, /^\|\|.*\|\|$/.test(line) ? "||" : "|")
    .map((cell) => withoutMarkup(withoutEmphasis(cell.replace(/<br\s*\/?>/gi, " "))))
    .map((cell) => cell.replace(/\\(\p{P}|\p{S})/gu, "$1"));
}

/** Splits at bars, except those after a backslash and those within brackets, as in links. */
function splitBars(line: string, bar: string): string[] {
  const cells: string[] = [];
  let from = 0;
  for (const { 0: found, index } of line.matchAll(/\\\||\[[^[\]]*\]|\|{1,2}/g)) {
    if (!found.startsWith("|")) continue;
    if (bar === "||" && found !== bar) continue;
    cells.push(line.slice(from, index));
    if (bar === "|" && found.length > 1) cells.push("");
    from = index + found.length;
  }
  return [...cells, line.slice(from)];
}
