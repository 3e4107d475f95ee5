/** The symbols of the view, and their replacements with `--ascii`. */

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
  /** Shown for each character of a secret. */
  readonly secret: string;
  readonly leftRight: string;
  readonly upDown: string;
  readonly card: Frame;
  /** Of the card under the cursor. */
  readonly chosen: Frame;
  /** The face of the break card. */
  readonly breakCard: string;
}

export interface Frame {
  /** Top left, top right, bottom left, bottom right. */
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

/** A card's face; with `--ascii`, symbols are replaced by words. */
export function face(card: string, glyphs: Glyphs): string {
  if (card === "☕" || card === "☕\uFE0F") return glyphs.breakCard;
  return card === "½" && glyphs === ASCII ? "1/2" : card;
}
