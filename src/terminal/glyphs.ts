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
  /** Stands for each character of what nobody may read. */
  readonly secret: string;
  readonly leftRight: string;
  readonly upDown: string;
  /** Corners and sides of a card: top left, top, top right, side, bottom left, bottom right. */
  readonly card: Frame;
  readonly chosen: Frame;
  /** What a card's face shows in place of the break card's picture. */
  readonly breakCard: string;
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
  secret: "•",
  leftRight: "←→",
  upDown: "↑↓",
  card: { corners: ["┌", "┐", "└", "┘"], across: "─", side: "│" },
  chosen: { corners: ["╔", "╗", "╚", "╝"], across: "═", side: "║" },
  breakCard: "☕",
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
  secret: "*",
  leftRight: "arrows",
  upDown: "arrows",
  card: { corners: ["+", "+", "+", "+"], across: "-", side: "|" },
  chosen: { corners: ["#", "#", "#", "#"], across: "=", side: "#" },
  breakCard: "break",
};

/** A card's face: `--ascii` has words for the two cards that are pictures. */
export function face(card: string, glyphs: Glyphs): string {
  if (card === "☕" || card === "☕\uFE0F") return glyphs.breakCard;
  return card === "½" && glyphs === ASCII ? "1/2" : card;
}
