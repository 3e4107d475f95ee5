/** Which terminals support hyperlinks (OSC 8). Pure. */
import type { Env } from "../base/env.ts";

/** Terminals that support them, by `TERM_PROGRAM` or `TERM`. */
const OPENING = /^(iterm\.app|wezterm|vscode|ghostty|hyper|tabby|rio)$/i;
const OPENING_TERMS = /^(xterm-kitty|xterm-ghostty|foot(-extra)?|alacritty|wezterm|contour)$/i;

/** VTE, on which GNOME's and other terminals are built, has had them since 0.50. */
const VTE_VERSION_MIN = 5_000;

/** Whether the terminal is known to support them; otherwise the address is shown as text. */
export function opensLinks(env: Env): boolean {
  // tmux and screen remove them, or show them as noise
  const term = env("TERM") ?? "";
  if (/^(screen|tmux)/.test(term) || env("TERM_PROGRAM") === "tmux") return false;
  return OPENING.test(env("TERM_PROGRAM") ?? "") || OPENING_TERMS.test(term) ||
    Number(env("VTE_VERSION") ?? 0) >= VTE_VERSION_MIN || (env("WT_SESSION") ?? "") !== "";
}
