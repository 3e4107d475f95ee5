/**
 * The live view: renders a model as the lines of a screen, never more than fit, and none wider than the screen. Each
 * time it renders everything, so that the screen always matches the model. Pure.
 */
import type { Glyphs } from "./glyphs.ts";
import { ARROWS, hintsFor, momentOf } from "./key_table.ts";
import type { RoomState } from "../client/mod.ts";
import type { Mode, Model } from "./model.ts";
import { keysNow } from "./panel_keys.ts";
import { wrap } from "../base/wrap.ts";
import { cut, EMPTY, ends, flow, type Line, line, linked, span } from "./span.ts";
import { columns } from "../protocol/columns.ts";
import { bodyLines, bodyNeeds } from "./view_body.ts";
import { ballotAbout, ballotLines } from "./view_ticket.ts";
import { handLines } from "./view_hand.ts";
import { insteadOfRoom, modeLines } from "./view_mode.ts";

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** The time on this machine's monotonic clock, in milliseconds. */
  readonly now: number;
  readonly glyphs: Glyphs;
}

/** Replaced by the symbol of the vertical arrow keys, as `ARROWS` by that of the others. */
const UP_DOWN = "UP_DOWN";

/** The least width, below which nothing useful can be shown. */
export const COLUMNS_MIN = 20;
export const ROWS_MIN = 8;
/** The greatest width that is used: longer lines are hard to read. */
const COLUMNS_MAX = 120;
/** One in this many rows may have hints. */
const HINTS_PART = 4;
/** With fewer rows than this, the view omits decoration. */
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

/** The room's name, its settings and its link; only one line if there is little space. */
function header(model: Model, { columns: width, now, glyphs }: Screen, roomy: boolean): Line[] {
  const { room, link } = model;
  const marks = marksOf(room);
  const beside = roomy ? [] : marks.map((mark) => span(`  ${mark}`, "warn"));
  const called = room.name === undefined ? [] : [span("  "), span(room.name, "accent")];
  const title = line("Room ", span(room.room_id, "strong"), ...beside, ...called);
  const first = ends(title, connectionLine(model, now, glyphs), width, glyphs.ellipsis);
  if (!roomy) return [first];
  const bare = link.replace(/^https?:\/\//, "");
  const shown = columns(link) <= width ? link : columns(bare) <= width ? bare : null;
  const parts = [
    ...shown === null ? [] : [line(linked(span(shown, "accent"), link))],
    ...marks.map((mark) => line(span(mark, "warn"))),
  ];
  return [first, ...flow(parts, width, "  ")];
}

/** The settings of the room that everybody should see at once. */
function marksOf({ locked, passcode, settings }: RoomState): string[] {
  return [
    ...locked ? ["locked"] : [],
    ...passcode ? ["passcode"] : [],
    ...settings.who_runs === "everyone" ? ["everyone runs it"] : [],
  ];
}

function connectionLine({ connection }: Model, now: number, glyphs: Glyphs): Line {
  switch (connection.state) {
    case "online":
      return line(span(`${glyphs.online} online`, "good"));
    case "connecting":
      return line(span(`${glyphs.offline} connecting`, "warn"));
    case "offline": {
      const seconds = Math.max(0, Math.ceil((connection.retryAt - now) / 1_000));
      return line(span(`${glyphs.offline} offline, next try in ${seconds} s`, "bad"));
    }
  }
}

function middleLines(model: Model, screen: Screen, roomy: boolean): readonly Line[] {
  const instead = insteadOfRoom(model, screen);
  if (instead !== null) return instead;
  const busy = model.mode.name !== "room";
  const below = busy ? modeLines(model, screen) : handLines(model, screen, roomy);
  const gap = roomy ? [EMPTY] : [];
  const lower = below.length === 0 ? [] : [...gap, ...below];
  const ticket = ballotLines(model, screen);
  const used = ticket.length + gap.length + lower.length;
  const free = screen.rows - used - bodyNeeds(model, screen);
  const ballot = [...ticket, ...roomy ? ballotAbout(model, screen, free) : []];
  const space = screen.rows - ballot.length - gap.length - lower.length;
  const body = bodyLines(model, { ...screen, rows: Math.max(1, space) });
  const upper = [...ballot, ...gap, ...body];
  // the current mode and the hand take precedence over everything that is only looked at, except the ticket's id
  return [...upper.slice(0, Math.max(busy ? 0 : 1, screen.rows - lower.length)), ...lower];
}

/** The notice, and the keys that matter now. */
function footer(model: Model, screen: Screen, roomy: boolean): Line[] {
  return [...noticeLines(model, screen.columns, roomy), ...hintLines(model, screen)];
}

function noticeLines({ notice, leaving }: Model, width: number, roomy: boolean): Line[] {
  const gap = roomy ? [EMPTY] : [];
  if (leaving) return [...gap, line(span("Leaving. Ctrl-C again leaves at once.", "warn"))];
  if (notice === null) return [...gap, EMPTY];
  const style = notice.tone === "trouble" ? "warn" : "accent";
  return [...gap, ...wrap(notice.text, width).slice(0, 3).map((text) => line(span(text, style)))];
}

/** The hints; if there is not enough space, only the last two, which lead to all others. */
function hintLines(model: Model, { columns: width, rows, glyphs }: Screen): Line[] {
  const hints = model.mode.name === "room"
    ? hintsFor(momentOf(model)).map(({ key, hint }) => [key, hint] as const)
    : modeHints(model, model.mode);
  const linesOf = (shown: Hints) =>
    flow(
      shown.map(([key, hint]) => line(span(pictured(key, glyphs), "strong"), ` ${hint}`)),
      width,
      "  ",
    );
  const space = Math.max(1, Math.floor(rows / HINTS_PART));
  const all = linesOf(hints);
  return all.length <= space ? all : linesOf(hints.slice(-2)).slice(0, space);
}

type Hints = readonly (readonly [key: string, hint: string])[];

/** The keys of a mode, and what they do. */
function modeHints(model: Model, mode: Exclude<Mode, { name: "room" }>): Hints {
  const back = ["Esc", "back"] as const;
  switch (mode.name) {
    case "help":
      return [[UP_DOWN, "scroll"], ["any other key", "back"]];
    case "ask":
      return [["Enter", mode.question.what === "tickets" ? "add" : "done"], back];
    case "tickets":
      return [["Enter", "add"], ["r", "replace the queue"], back];
    case "list":
    case "people":
    case "settings":
      return [
        [UP_DOWN, "choose"],
        ...keysNow(model, mode).map(({ key, hint }) => [key, hint] as const),
        ["?", "keys"],
        back,
      ];
    case "confirm":
      return [["y", "yes"], ["n", "no"]];
  }
}

/** The key's name, or the symbol of the arrow keys. */
function pictured(key: string, { leftRight, upDown }: Glyphs): string {
  return key === ARROWS ? leftRight : key === UP_DOWN ? upDown : key;
}
