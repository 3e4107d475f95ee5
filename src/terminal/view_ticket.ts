/** The ticket of the ballot and the ballot's progress; the link, description and note of a ticket. Pure. */
import { wrap } from "../base/wrap.ts";
import { countVoters } from "../client/count_voters.ts";
import type { Ticket } from "../client/mod.ts";
import type { Glyphs } from "./glyphs.ts";
import { momentOf } from "./key_table.ts";
import type { Model } from "./model.ts";
import { timerText } from "./seconds.ts";
import { cut, cutText, EMPTY, ends, type Line, line, linked, span, widthOf } from "./span.ts";
import type { Screen } from "./view.ts";

/** One in this many rows may have a ticket's link and description. */
const ABOUT_PART = 5;

/** The ticket, and the progress of its ballot. */
export function ballotLines(model: Model, screen: Screen): Line[] {
  const { columns: width, now, glyphs } = screen;
  const { ballot, queue } = model.room;
  if (ballot === null) {
    const text = momentOf(model).runner
      ? queue.length > 0 ? "Press n to begin the next ticket." : "Press b to begin a ticket."
      : model.room.settings.who_runs === "everyone"
      ? "Waiting for somebody to begin."
      : "Waiting for the admin to begin.";
    const head = line(span("No ticket yet. ", "strong"), text);
    const fits = widthOf(head) <= width;
    return [
      ...progress(model, now, glyphs, width, fits ? head : line(span("No ticket yet.", "strong"))),
      ...fits ? [] : [line(text)],
    ];
  }
  const { ticket_id, title = "", attempt } = ballot;
  const again = attempt > 1 ? [span(` attempt ${attempt}`, "dim")] : [];
  const head = line(span(ticket_id, "strong"), ...again);
  const words = title === "" ? [] : wrap(title, width);
  const shown = words.slice(0, 2).map((text, index) =>
    line(
      index === 1 && words.length > 2
        ? cutText(`${text} ${words[2]}`, width, glyphs.ellipsis)
        : text,
    )
  );
  return [...progress(model, now, glyphs, width, head), ...shown];
}

/** The ticket's link and description, in the free rows and at most a fraction of all rows; a link has one line. */
export function ballotAbout({ room: { ballot } }: Model, screen: Screen, free: number): Line[] {
  if (ballot === null) return [];
  const space = Math.min(free, Math.floor(screen.rows / ABOUT_PART));
  return aboutLines(ballot, { ...screen, rows: Math.max(space, ballot.url === undefined ? 0 : 1) });
}

function progress(
  model: Model,
  now: number,
  glyphs: Glyphs,
  width: number,
  head: Line,
): readonly Line[] {
  const { ballot } = model.room;
  const { voters, voted } = countVoters(model.room);
  const time = timerText(model, now);
  const runs = time !== null && time.includes(":");
  const then = runs && model.room.timer?.reveal ? ", then reveal" : "";
  const timer = time === null ? [] : [span(`${time}${then}  `, runs ? "accent" : "bad")];
  const state = ballot === null
    ? EMPTY
    : ballot.phase === "revealed"
    ? line(span("revealed", "accent"))
    : ballot.phase === "complete"
    ? line(span(`${glyphs.voted} everybody has voted`, "good"))
    : line(span(`${voted} of ${voters} voted`, "warn"));
  const right = [...timer, ...state];
  if (widthOf(head) + widthOf(right) + 2 <= width) {
    return [ends(head, right, width, glyphs.ellipsis)];
  }
  return [cut(head, width, glyphs.ellipsis), ...right.length === 0 ? [] : [right]];
}

/** The link and the description of a ticket, in at most `rows` lines; an ellipsis stands for what is omitted. */
export function aboutLines(
  { url, description = "" }: Ticket,
  { columns: width, rows, glyphs }: Screen,
): Line[] {
  if (rows <= 0) return [];
  const link = url === undefined
    ? []
    : [line(linked(span(cutText(url, width, glyphs.ellipsis), "accent"), url))];
  const words = bounded(description, width, rows - link.length, glyphs);
  return [...link, ...words.map((text) => line(span(text, "dim")))];
}

/** The note on a ticket, in at most `rows` lines. */
export function noteLines(
  note: string | undefined,
  { columns: width, glyphs }: Screen,
  rows: number,
): Line[] {
  if (note === undefined) return [];
  return bounded(`Note: ${note}`, width, rows, glyphs).map((text) => line(text));
}

/** How much of a text is wrapped, in UTF-16 units for each column. */
const UNITS_PER_COLUMN = 4;

/** Wraps a text of several lines, and cuts it after `rows` lines. */
function bounded(text: string, width: number, rows: number, { ellipsis }: Glyphs): string[] {
  if (text === "" || rows <= 0) return [];
  const all: string[] = [];
  for (const one of text.split("\n")) {
    // more than that is not shown, so it need not be wrapped
    if (all.length > rows) break;
    if (one !== "") all.push(...wrap(one.slice(0, UNITS_PER_COLUMN * width * (rows + 1)), width));
  }
  if (all.length <= rows) return all;
  const last = `${all[rows - 1] ?? ""}${ellipsis}`;
  return [...all.slice(0, rows - 1), cutText(last, width, ellipsis)];
}
