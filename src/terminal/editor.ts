/** A line that is being typed: text, cursor, and what keys do to them. Pure. */
import type { Key } from "./keys.ts";
import { graphemes } from "./span.ts";

export interface Typed {
  readonly text: string;
  /** The cursor, counted in what people take for characters. */
  readonly at: number;
}

/** Characters in a line. */
const LENGTH_MAX = 300;

export const NOTHING_TYPED: Typed = { text: "", at: 0 };

/** The line after a key; null where the key is none for a line. */
export function edit({ text, at }: Typed, key: Key): Typed | null {
  const all = graphemes(text);
  const before = all.slice(0, at);
  const after = all.slice(at);
  const made = (front: readonly string[], back: readonly string[]): Typed => {
    const front_text = front.join("");
    // what was typed may join with what stands before it: an accent, the second half of a flag
    return { text: front_text + back.join(""), at: graphemes(front_text).length };
  };
  if (key.kind !== "named") {
    const added = key.kind === "char" ? key.char : key.text.replace(/\s+/g, " ");
    const room = LENGTH_MAX - all.length;
    return made([...before, ...graphemes(added).slice(0, Math.max(0, room))], after);
  }
  switch (key.name) {
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
