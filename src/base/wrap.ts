/** Text laid out in lines of a given width, as columns of a terminal count it. Pure. */
import { columns, graphemes } from "../protocol/columns.ts";

/** Lines of whole words, each at most so many columns wide; a word that is wider is broken. */
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

/** Words that `entry` keeps on one line. */
export function together(text: string): string {
  return text.replaceAll(" ", NO_BREAK_SPACE);
}

/** What a help has of a flag or a word: it at the left, and from `column` on what it is for, wrapped. */
export function entry(
  left: string,
  about: string,
  { column, width }: { readonly column: number; readonly width: number },
): string[] {
  const first = `  ${left}`;
  const rows = wrap(about, width - column).map((text) => text.replaceAll(NO_BREAK_SPACE, " "));
  // what leaves no space before the column has a line of its own
  const texts = first.length < column ? rows : ["", ...rows];
  return texts.map((text, row) => `${(row === 0 ? first : "").padEnd(column)}${text}`.trimEnd());
}
