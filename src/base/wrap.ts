/** Wraps text to a width in columns of a terminal. Pure. */
import { columns, graphemes } from "../protocol/columns.ts";

/** Breaks a text between words into lines of at most `width` columns; a wider word is broken, too. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let open = "";
  const put = (word: string) => {
    const longer = open === "" ? word : `${open} ${word}`;
    if (columns(longer) <= width) open = longer;
    else if (columns(word) <= width) {
      lines.push(open);
      open = word;
    } else {
      if (open !== "") lines.push(open);
      open = "";
      for (const grapheme of graphemes(word)) {
        if (open !== "" && columns(open + grapheme) > width) {
          lines.push(open);
          open = "";
        }
        open += grapheme;
      }
    }
  };
  for (const word of text.split(" ")) put(word);
  return [...lines, open];
}

const NO_BREAK_SPACE = "\u00a0";

/** Joins words, so that `entry` keeps them on one line. */
export function together(text: string): string {
  return text.replaceAll(" ", NO_BREAK_SPACE);
}

/** The lines of a help text for a flag or a word: it is at the left, its description wrapped from `column` on. */
export function entry(
  left: string,
  about: string,
  { column, width }: { readonly column: number; readonly width: number },
): string[] {
  const first = `  ${left}`;
  const rows = wrap(about, width - column).map((text) => text.replaceAll(NO_BREAK_SPACE, " "));
  // a left part that reaches the column has a line of its own
  const texts = first.length < column ? rows : ["", ...rows];
  return texts.map((text, row) => `${(row === 0 ? first : "").padEnd(column)}${text}`.trimEnd());
}
