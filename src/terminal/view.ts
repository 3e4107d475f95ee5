/**
 * The live view: a model as the lines of a screen, never more than fit, each no wider than the screen. It
 * is redrawn from nothing each time, so what is shown can't drift from what is known. Pure.
 */
import type { Glyphs } from "./glyphs.ts";
import { ARROWS, hintsFor, momentOf } from "./key_table.ts";
import type { Mode, Model } from "./model.ts";
import { showSeconds } from "./seconds.ts";
import { columns, cut, EMPTY, ends, flow, type Line, line, span, wrap } from "./span.ts";
import { ballotLines, bodyLines } from "./view_body.ts";
import { handLines } from "./view_hand.ts";
import { modeLines } from "./view_mode.ts";

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** This machine's clock, in milliseconds since 1970. */
  readonly now: number;
  readonly glyphs: Glyphs;
}

/** Stands for the picture of the vertical arrow keys, as `ARROWS` for that of the others. */
const UP_DOWN = "UP_DOWN";

/** Below this nothing sensible can be shown. */
export const COLUMNS_MIN = 20;
export const ROWS_MIN = 8;
/** Wider than this lines are hard to follow with the eye. */
const COLUMNS_MAX = 120;
/** With fewer rows than these the view does without what is only pleasant. */
const ROWS_ROOMY = 20;

/** The whole screen: at most `rows` lines. */
export function view(model: Model, screen: Screen): readonly Line[] {
  if (screen.columns < COLUMNS_MIN || screen.rows < ROWS_MIN) {
    return wrap("This window is too small.", Math.max(1, screen.columns))
      .slice(0, screen.rows).map((text) => line(text));
  }
  const width = Math.min(screen.columns, COLUMNS_MAX);
  const roomy = screen.rows >= ROWS_ROOMY;
  const within: Screen = { ...screen, columns: width - 2 };
  const top = [...header(model, within, roomy), ...ruled(width, screen.glyphs)];
  const foot = footer(model, within, roomy);
  const space = screen.rows - top.length - foot.length;
  const middle = middleLines(model, { ...within, rows: space }, roomy).slice(0, space);
  const filled = [...middle, ...Array.from({ length: space - middle.length }, () => EMPTY)];
  return [...indented(top.slice(0, -1)), ...top.slice(-1), ...indented([...filled, ...foot])]
    .map((spans) => cut(spans, width, screen.glyphs.ellipsis));
}

/** Whether the screen changes by itself: a countdown, a timer. */
export function hasClock({ connection, room }: Model): boolean {
  return connection.state === "offline" || room.timer !== null;
}

function indented(lines: readonly Line[]): Line[] {
  return lines.map((spans) => spans.length === 0 ? spans : [span(" "), ...spans]);
}

function ruled(width: number, { rule }: Glyphs): Line[] {
  return [line(span(rule.repeat(width), "dim"))];
}

function header(model: Model, { columns: width, now, glyphs }: Screen, roomy: boolean): Line[] {
  const { room, link } = model;
  const title = line("Room ", span(room.room_id, "strong"));
  const first = ends(title, connectionLine(model, now, glyphs), width, glyphs.ellipsis);
  if (!roomy) return [first];
  const bare = link.replace(/^https?:\/\//, "");
  const shown = columns(link) <= width ? link : columns(bare) <= width ? bare : null;
  return shown === null ? [first] : [first, line(span(shown, "accent"))];
}

function connectionLine({ connection }: Model, now: number, glyphs: Glyphs): Line {
  switch (connection.state) {
    case "online":
      return line(span(`${glyphs.online} online`, "good"));
    case "connecting":
      return line(span(`${glyphs.offline} connecting`, "warn"));
    case "offline": {
      const seconds = Math.max(0, Math.ceil((connection.retry_at - now) / 1_000));
      return line(span(`${glyphs.offline} offline, next try in ${seconds} s`, "bad"));
    }
  }
}

function middleLines(model: Model, screen: Screen, roomy: boolean): readonly Line[] {
  if (model.mode.name === "help") return modeLines(model, screen);
  const busy = model.mode.name !== "room";
  const ballot = ballotLines(model, screen);
  const below = busy ? modeLines(model, screen) : handLines(model, screen, roomy);
  const gap = roomy ? [EMPTY] : [];
  const lower = below.length === 0 ? [] : [...gap, ...below];
  const space = screen.rows - ballot.length - gap.length - lower.length;
  const body = bodyLines(model, { ...screen, rows: Math.max(1, space) });
  return [...ballot, ...gap, ...body, ...lower];
}

/** The notice, and the keys that matter now. */
function footer(model: Model, { columns: width, glyphs }: Screen, roomy: boolean): Line[] {
  return [...noticeLines(model, width, roomy), ...hintLines(model, width, glyphs)];
}

function noticeLines({ notice, leaving }: Model, width: number, roomy: boolean): Line[] {
  const gap = roomy ? [EMPTY] : [];
  if (leaving) return [...gap, line(span("Leaving. Ctrl-C again leaves at once.", "warn"))];
  if (notice === null) return [...gap, EMPTY];
  const style = notice.tone === "trouble" ? "warn" : "accent";
  return [...gap, ...wrap(notice.text, width).slice(0, 3).map((text) => line(span(text, style)))];
}

function hintLines(model: Model, width: number, glyphs: Glyphs): Line[] {
  const hints = model.mode.name === "room"
    ? hintsFor(momentOf(model)).map(({ key, hint }) => [key, hint] as const)
    : modeHints(model.mode);
  const shown = hints.map(([key, hint]) => line(span(pictured(key, glyphs), "strong"), ` ${hint}`));
  return flow(shown, width, "  ");
}

/** Keys and what they do, while the person is in the middle of something. */
function modeHints(mode: Exclude<Mode, { name: "room" }>): readonly (readonly [string, string])[] {
  const back = ["Esc", "back"] as const;
  switch (mode.name) {
    case "help":
      return [[UP_DOWN, "scroll"], ["any other key", "back"]];
    case "ask":
      return [["Enter", mode.question === "tickets" ? "add" : "done"], back];
    case "tickets":
      return [["Enter", "add"], ["r", "replace those that wait"], back];
    case "pick":
      return [[UP_DOWN, "choose"], ["Enter", "take"], back];
    case "settings":
      return [["1 2", "change"], back];
    case "sure":
      return [["y", "yes"], ["n", "no"]];
  }
}

/** The key's name, or the picture of the arrows. */
function pictured(key: string, { left_right, up_down }: Glyphs): string {
  return key === ARROWS ? left_right : key === UP_DOWN ? up_down : key;
}

/** The time left on the room's timer, as text; null where none runs. */
export function timerText({ room, server_offset_ms }: Model, now: number): string | null {
  if (room.timer === null) return null;
  const left = Math.ceil((room.timer.ends_at - (now + server_offset_ms)) / 1_000);
  return left <= 0 ? "time is up" : showSeconds(left);
}
