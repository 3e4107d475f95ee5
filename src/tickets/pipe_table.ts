/** Tables that are drawn with bars, as Markdown and Jira have them. Pure. */
import type { Rows } from "./delimited.ts";
import { withoutEmphasis } from "./emphasis.ts";

/** `| --- | :-: |` */
const RULE = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;

interface PipeTable {
  readonly rows: Rows;
  /** Lines around it. */
  readonly rest: readonly string[];
}

/** The table among these lines; null where there is none. */
export function findPipeTable(text: string): PipeTable | null {
  const lines = text.split("\n").map((line) => line.trim());
  const rule = lines.findIndex((line, at) =>
    at > 0 && line.includes("|") && RULE.test(line) && (lines[at - 1] ?? "").includes("|")
  );
  const wiki = lines.findIndex((line) => /^\|\|.*\|\|$/.test(line));
  const filled = lines.filter((line) => line !== "");
  const isDrawn = filled.length > 0 && filled.every((line) => /^\|.*\|$/.test(line));
  const from = rule > 0 ? rule - 1 : wiki >= 0 ? wiki : isDrawn ? 0 : null;
  if (from === null) return null;
  const rows: string[][] = [];
  const rest = lines.slice(0, from);
  for (const line of lines.slice(from)) {
    if (!line.includes("|")) rest.push(line);
    else if (!RULE.test(line)) rows.push(cellsOf(line));
  }
  return { rows, rest: rest.filter((line) => line !== "") };
}

function cellsOf(line: string): string[] {
  const bar = line.startsWith("||") ? /\|\|/ : /(?<!\\)\|(?![^\[\]]*\])/;
  return line.replace(/^\|{1,2}/, "").replace(/(?<!\\)\|{1,2}$/, "").split(bar)
    .map((cell) => withoutEmphasis(cell.replace(/\\\|/g, "|").replace(/<br\s*\/?>/gi, " ")));
}
