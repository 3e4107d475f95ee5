/** A line editor: text, cursor, and what keys do to them. Pure. */
import type { Key } from "./keys.ts";
import { graphemes } from "../protocol/columns.ts";

interface Typed {
  readonly text: string;
  /** The cursor's position, in grapheme clusters. */
  readonly at: number;
}

/** What may be typed into a field. */
export interface Field {
  /** The most characters, in code points, as on the wire [W5]. */
  readonly max: number;
  /** Whether it may have several lines. */
  readonly lines?: true;
}

export const NOTHING_TYPED: Typed = { text: "", at: 0 };

/** A text to edit, with the cursor at its end. */
export function typedAlready(text: string): Typed {
  return { text, at: graphemes(text).length };
}

/** The text after a key, cut if it becomes too long; null if the key does nothing in a text. */
export function edit({ text, at }: Typed, key: Key, field: Field): Typed | null {
  const all = graphemes(text);
  const before = all.slice(0, at);
  const after = all.slice(at);
  const made = (front: readonly string[], back: readonly string[]): Typed => {
    const frontText = front.join("");
    // what was typed may join with the character before it: an accent, the second half of a flag
    return { text: frontText + back.join(""), at: graphemes(frontText).length };
  };
  const added = addedBy(key, field);
  if (added !== null) return made([...before, ...fitting(added, text, field)], after);
  switch (key.kind === "named" ? key.name : null) {
    case "backspace":
      return made(before.slice(0, -1), after);
    case "delete":
      return made(before, after.slice(1));
    case "left":
      return { text, at: Math.max(0, at - 1) };
    case "right":
      return { text, at: Math.min(all.length, at + 1) };
    case "home":
      return { text, at: 0 };
    case "end":
      return { text, at: all.length };
    case "erase_line":
      return made([], after);
    case "erase_word":
      return made(graphemes(before.join("").replace(/\S*\s*$/, "")), after);
    default:
      return null;
  }
}

/** Whether a key would make the text too long. */
export function isTooLong({ text }: Typed, key: Key, field: Field): boolean {
  const added = addedBy(key, field);
  return added !== null && length(text) + length(added) > field.max;
}

/** The text that a key inserts; null: none. */
function addedBy(key: Key, { lines }: Field): string | null {
  if (key.kind === "char") return key.char;
  if (key.kind === "named") return lines && key.name === "new_line" ? "\n" : null;
  if (!lines) return withoutControls(key.text.replace(/\s+/g, " "));
  return withoutControls(key.text.replace(/\r\n?/g, "\n").replaceAll("\t", "  "));
}

/** Without control characters, which a terminal would execute, or show in another width. */
function withoutControls(text: string): string {
  return text.replace(/(?!\n)\p{Cc}/gu, "");
}

/** As much of `added` as fits, without splitting a character. */
function fitting(added: string, text: string, { max }: Field): string[] {
  let left = max - length(text);
  return graphemes(added).filter((grapheme) => {
    left -= length(grapheme);
    return left >= 0;
  });
}

function length(text: string): number {
  return [...text].length;
}
