/**
 * Text before it is rendered for a terminal: spans with a style, and lines of a known width. This module measures, cuts
 * and lays out text; it must never contain escape sequences, which ink.ts makes.
 */
import { columns, graphemes } from "../protocol/columns.ts";

export type Style =
  | "plain"
  | "dim"
  | "strong"
  | "accent"
  | "good"
  | "warn"
  | "bad"
  /** Under the cursor: dark on light. */
  | "marked";

export interface Span {
  readonly text: string;
  readonly style: Style;
  /** The address that it links to, for terminals with links. */
  readonly link?: string;
}

export type Line = readonly Span[];

export const EMPTY: Line = [];

/** A text in one style. */
export function span(text: string, style: Style = "plain"): Span {
  return { text, style };
}

/** The same text, as a link. */
export function linked(text: Span, link: string): Span {
  return { ...text, link };
}

/** A line of spans; bare text is plain. */
export function line(...parts: readonly (Span | string)[]): Line {
  return parts.map((part) => typeof part === "string" ? span(part) : part);
}

/** The width of a line, in columns. */
export function widthOf(spans: Line): number {
  return spans.reduce((sum, { text }) => sum + columns(text), 0);
}

/** Cuts a text to `width` columns; if something was cut, `ellipsis` is in the last of them. */
export function cutText(text: string, width: number, ellipsis: string): string {
  if (columns(text) <= width) return text;
  let kept = "";
  let used = columns(ellipsis);
  if (used > width) return "";
  for (const grapheme of graphemes(text)) {
    used += columns(grapheme);
    if (used > width) break;
    kept += grapheme;
  }
  return kept.trimEnd() + ellipsis;
}

/** Cuts a line to `width` columns. */
export function cut(spans: Line, width: number, ellipsis: string): Line {
  if (widthOf(spans) <= width) return spans;
  const kept: Span[] = [];
  let left = width;
  for (const one of spans) {
    const taken = cutText(one.text, left, ellipsis);
    kept.push({ ...one, text: taken });
    left -= columns(taken);
    if (taken !== one.text || left <= 0) break;
  }
  return kept;
}

/** Cuts a line to `width` columns, or pads it with blanks. */
export function fit(spans: Line, width: number, ellipsis: string): Line {
  const shown = cut(spans, width, ellipsis);
  return [...shown, span(" ".repeat(Math.max(0, width - widthOf(shown))))];
}

/** Where less than this is left for the left part, there is only that, in columns. */
const LEFT_MIN = 8;

/** A line with one part at each end; if they don't fit, the left one is cut. */
export function ends(left: Line, right: Line, width: number, ellipsis: string): Line {
  const room = width - widthOf(right);
  if (room === width || room < LEFT_MIN) return cut(left, width, ellipsis);
  return [...fit(left, room - 1, ellipsis), span(" "), ...right];
}

/** Two blocks side by side, the left one `width` columns wide. */
export function beside(
  left: readonly Line[],
  right: readonly Line[],
  width: number,
  ellipsis: string,
): Line[] {
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_, row) => {
    const second = right[row] ?? EMPTY;
    const first = left[row] ?? EMPTY;
    return second.length === 0 ? cut(first, width, ellipsis) : [
      ...fit(first, width, ellipsis),
      ...second,
    ];
  });
}

/** Wraps parts, such as hints, onto as few lines as possible, without breaking a part. */
export function flow(parts: readonly Line[], width: number, gap: string): Line[] {
  const lines: Line[] = [];
  let open: Line = EMPTY;
  for (const part of parts) {
    const longer = open.length === 0 ? part : [...open, span(gap), ...part];
    if (open.length > 0 && widthOf(longer) > width) {
      lines.push(open);
      open = part;
    } else open = longer;
  }
  return open.length === 0 ? lines : [...lines, open];
}
