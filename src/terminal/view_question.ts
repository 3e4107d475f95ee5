/** A question and its answer while it is typed, on as many lines as needed. Pure. */
import { wrap } from "../base/wrap.ts";
import { columns, graphemes } from "../protocol/columns.ts";
import type { Mode, Model } from "./model.ts";
import { formOf, questionText } from "./questions.ts";
import { type Line, line, type Span, span } from "./span.ts";
import type { Screen } from "./view.ts";

/** The most lines of an answer that are shown. */
const ROWS_MAX = 6;

/** The question and what is typed below it; in a small window the question is cut first. */
export function askLines(model: Model, mode: Mode & { name: "ask" }, screen: Screen): Line[] {
  const { columns: width, rows, glyphs } = screen;
  // if there is no space for both, the answer takes precedence over the question
  const words = wrap(questionText(model, mode.question), width).slice(0, Math.max(0, rows - 1));
  const all = graphemes(mode.text);
  const shown = formOf(mode.question).secret ? all.map(() => glyphs.secret) : all;
  const space = Math.max(1, Math.min(ROWS_MAX, rows - words.length));
  const pointer = `${glyphs.pointer} `;
  return [
    ...words.map((text) => line(span(text, "strong"))),
    ...typedLines(shown, mode.at, { width: width - columns(pointer), rows: space })
      .map((row, at) => [span(at === 0 ? pointer : "  ", "accent"), ...row]),
  ];
}

interface Space {
  readonly width: number;
  readonly rows: number;
}

/** The text, wrapped; the rows that are shown include the one with the cursor. */
function typedLines(all: readonly string[], at: number, { width, rows }: Space): Line[] {
  const lines: Span[][] = [[]];
  let used = 0;
  let cursorRow = 0;
  // measured once each: a text of thousands of characters is laid out at every key
  const widths = new Map<string, number>();
  const widthOf = (text: string) => {
    const known = widths.get(text) ?? columns(text);
    widths.set(text, known);
    return known;
  };
  const begin = () => {
    lines.push([]);
    used = 0;
  };
  // a blank after the last character, for the cursor at the end
  for (const [index, character] of [...all, " "].entries()) {
    const isEnd = character === "\n";
    const text = isEnd ? " " : character;
    const wide = widthOf(text);
    if (used + wide > width) begin();
    if (index === at) cursorRow = lines.length - 1;
    lines.at(-1)?.push(span(text, index === at ? "marked" : "plain"));
    used += wide;
    if (isEnd) begin();
  }
  const first = Math.max(0, Math.min(cursorRow - rows + 1, lines.length - rows));
  return lines.slice(first, first + rows);
}
