/** Parses the protocol document: its examples into steps, its tables into rows. */

/** A line of an example: what a client does or must receive. */
type Step =
  | { readonly does: "connect"; readonly path: string; readonly protocols: readonly string[] }
  | { readonly does: "cut" }
  | { readonly does: "send"; readonly text: string }
  | { readonly does: "get"; readonly text: string };

/** A step, with its client and its line in the document. */
export type Line = Step & { readonly who: string; readonly at: number };

const EXAMPLE = /^```wire\n([^]*?)^```$/gm;
const LINE = /^(\w+)(>| --|<) (.*)$/;

/**
 * The lines of all examples, in order: `ana -- ws://…` connects (with a sub-protocol behind it), `ana -- cut
 * off` loses the connection, `ana> TEXT` is sent and `ana< TEXT` must come. Indented lines go on with the
 * text above them.
 */
export function examplesIn(markdown: string): readonly Line[] {
  const lines: Line[] = [];
  for (const { 1: block = "", index } of markdown.matchAll(EXAMPLE)) {
    const first = markdown.slice(0, index).split("\n").length + 1;
    for (const [i, line] of block.trimEnd().split("\n").entries()) {
      if (line === "") continue;
      const before = lines.at(-1);
      if (line.startsWith(" ") && before !== undefined && "text" in before) {
        lines[lines.length - 1] = { ...before, text: before.text + line.trim() };
        continue;
      }
      const [, who, sign, text] = LINE.exec(line) ?? [];
      if (who === undefined || sign === undefined || text === undefined) {
        throw new Error(`line ${first + i} is no step: ${line}`);
      }
      lines.push({ who, at: first + i, ...stepOf(sign, text) });
    }
  }
  return lines;
}

function stepOf(sign: string, text: string): Step {
  if (sign === ">") return { does: "send", text };
  if (sign === "<") return { does: "get", text };
  if (text === "cut off") return { does: "cut" };
  const [url = "", ...protocols] = text.split(/ +/);
  return { does: "connect", path: url.replace(/^ws:\/\/localhost:8080/, ""), protocols };
}

/** The cells of the first table under a heading that has this word in its first row, row by row. */
export function tableIn(markdown: string, heading: string, column: string): readonly string[][] {
  const section = markdown.split(`\n${heading}\n`)[1] ?? "";
  for (const [table] of section.matchAll(/^(\|.*\|\n)+/gm)) {
    const [head = [], _rule, ...rows] = table.trimEnd().split("\n").map(cellsOf);
    if (head.includes(column)) return rows;
  }
  throw new Error(`there is no table with ${column} under ${heading}`);
}

function cellsOf(row: string): string[] {
  return row.split("|").slice(1, -1).map((cell) => cell.trim());
}

/** What stands in a cell as code. */
export function codeIn(cell = ""): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}
