/** The pictures of the view, and what stands for them where a terminal or a font has none (`--ascii`). */

export interface Glyphs {
  readonly rule: string;
  readonly ellipsis: string;
  readonly dot: string;
  readonly online: string;
  readonly offline: string;
  readonly voted: string;
  readonly choosing: string;
  readonly away: string;
  readonly watching: string;
  readonly admin: string;
  readonly bar: string;
  readonly pointer: string;
  readonly left_right: string;
  readonly up_down: string;
  /** Corners and sides of a card: top left, top, top right, side, bottom left, bottom right. */
  readonly card: Frame;
  readonly chosen: Frame;
  /** What a card's face shows in place of the break card's picture. */
  readonly break_card: string;
}

export interface Frame {
  readonly corners: readonly [string, string, string, string];
  readonly across: string;
  readonly side: string;
}

export const UNICODE: Glyphs = {
  rule: "─",
  ellipsis: "…",
  dot: "·",
  online: "●",
  offline: "○",
  voted: "✔",
  choosing: "·",
  away: "~",
  watching: "○",
  admin: "★",
  bar: "█",
  pointer: "›",
  left_right: "←→",
  up_down: "↑↓",
  card: { corners: ["┌", "┐", "└", "┘"], across: "─", side: "│" },
  chosen: { corners: ["╔", "╗", "╚", "╝"], across: "═", side: "║" },
  break_card: "☕",
};

export const ASCII: Glyphs = {
  rule: "-",
  ellipsis: "~",
  dot: "|",
  online: "*",
  offline: "o",
  voted: "x",
  choosing: ".",
  away: "~",
  watching: "o",
  admin: "*",
  bar: "#",
  pointer: ">",
  left_right: "arrows",
  up_down: "arrows",
  card: { corners: ["+", "+", "+", "+"], across: "-", side: "|" },
  chosen: { corners: ["#", "#", "#", "#"], across: "=", side: "#" },
  break_card: "break",
};

/** A card's face: `--ascii` has words for the two cards that are pictures. */
export function face(card: string, glyphs: Glyphs): string {
  if (card === "☕") return glyphs.break_card;
  return card === "½" && glyphs === ASCII ? "1/2" : card;
}
