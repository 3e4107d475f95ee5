/** What the person is in the middle of: questions, lists, doubts, the help. Pure. */
import { assertNever } from "../room/state.ts";
import { ARROWS, keysFor, momentOf } from "./key_table.ts";
import type { Doubt, Mode, Model, Question } from "./model.ts";
import { pickable } from "./press_mode.ts";
import { columns, cut, EMPTY, fit, graphemes, type Line, line, span, wrap } from "./span.ts";
import type { Screen } from "./view.ts";

export function modeLines(model: Model, screen: Screen): readonly Line[] {
  const { mode } = model;
  switch (mode.name) {
    case "room":
      return [];
    case "help":
      return helpLines(model, mode.top, screen);
    case "ask":
      return askLines(mode, screen);
    case "tickets":
      return ticketLines(mode, screen);
    case "pick":
      return pickLines(model, mode, screen);
    case "settings":
      return settingsLines(model);
    case "sure":
      return doubtLines(model, mode.about, screen.columns);
    default:
      return assertNever(mode);
  }
}

function helpLines(model: Model, top: number, { columns: width, rows, glyphs }: Screen): Line[] {
  const entries = keysFor(momentOf(model)).filter(({ key }) => key !== "?");
  const keyOf = (key: string) => key === ARROWS ? glyphs.left_right : key;
  const keys = Math.max(...entries.map(({ key }) => columns(keyOf(key))));
  const all = entries.flatMap(({ key, about }) =>
    wrap(about, width - keys - 2).map((text, row) => [
      ...fit(line(span(row === 0 ? keyOf(key) : "", "strong")), keys + 2, glyphs.ellipsis),
      span(text),
    ])
  );
  const title = all.length + 2 <= rows ? [line(span("All keys", "strong")), EMPTY] : [];
  const lines = [...title, ...all];
  const first = Math.min(top, Math.max(0, lines.length - rows));
  return lines.slice(first, first + rows);
}

const QUESTIONS: Readonly<Record<Question, string>> = {
  begin: "Which ticket? Its id, and a title behind it if you like.",
  tickets: "Which tickets? Type one, or paste a list with one on each line.",
  estimate: "What did the team settle on?",
  timer: "How long? 90, 1:30 or 2m; 0 stops it.",
};

function askLines({ question, text, at }: Mode & { name: "ask" }, screen: Screen): Line[] {
  const { columns: width } = screen;
  return [
    ...wrap(QUESTIONS[question], width).map((words) => line(span(words, "strong"))),
    typing(text, at, width, screen.glyphs.pointer),
  ];
}

/** The line that is typed, scrolled so that the cursor shows. */
function typing(text: string, at: number, width: number, pointer: string): Line {
  const all = graphemes(text);
  let first = 0;
  const room = width - columns(pointer) - 2;
  while (columns(all.slice(first, at).join("")) >= room) first++;
  const before = all.slice(first, at).join("");
  const under = all[at] ?? " ";
  const after = all.slice(at + 1).join("");
  return cut(
    [span(`${pointer} `, "accent"), span(before), span(under, "marked"), span(after)],
    width,
    "",
  );
}

function ticketLines({ tickets }: Mode & { name: "tickets" }, screen: Screen): Line[] {
  const { columns: width, rows, glyphs } = screen;
  const count = tickets.length === 1 ? "1 ticket" : `${tickets.length} tickets`;
  const space = Math.max(1, Math.min(8, Math.floor(rows / 2)));
  const shown = tickets.slice(0, space).map(({ ticket_id, title = "" }) =>
    cut([span(`  ${ticket_id}  `), span(title, "dim")], width, glyphs.ellipsis)
  );
  const more = tickets.length - shown.length;
  return [
    line(span(`Add ${count} to those that wait?`, "strong")),
    ...shown,
    ...more > 0 ? [line(span(`  and ${more} more`, "dim"))] : [],
  ];
}

function pickLines(
  model: Model,
  { purpose, index }: Mode & { name: "pick" },
  { columns: width, rows, glyphs }: Screen,
): Line[] {
  const members = pickable(model, purpose);
  const title = purpose === "remove" ? "Remove whom?" : "Who shall be the admin?";
  if (members.length === 0) {
    const none = "Nobody can be: only a voter who is online and whose client speaks v2.";
    return [line(span(title, "strong")), ...wrap(none, width).map((text) => line(text))];
  }
  const at = Math.min(index, members.length - 1);
  const space = Math.max(1, Math.min(8, Math.floor(rows / 2)));
  const first = Math.max(0, Math.min(at - Math.floor(space / 2), members.length - space));
  return [
    line(span(title, "strong")),
    ...members.slice(first, first + space).map(({ name }, row) => {
      const here = first + row === at;
      const text = `${here ? glyphs.pointer : " "} ${first + row + 1} ${name} `;
      return cut(line(span(text, here ? "marked" : "plain")), width, glyphs.ellipsis);
    }),
  ];
}

function settingsLines({ room: { settings } }: Model): Line[] {
  const row = (key: string, about: string, value: string) =>
    line(span(key, "strong"), ` ${about}: `, span(value, "accent"));
  return [
    line(span("Settings", "strong")),
    row("1", "turn the cards over", settings.auto_reveal ? "when all have voted" : "by the admin"),
    row("2", "when the admin leaves", settings.on_admin_leave === "promote" ? "go on" : "close"),
  ];
}

function doubtLines(model: Model, about: Doubt, width: number): Line[] {
  return wrap(doubt(model, about), width).map((text) => line(span(text, "strong")));
}

function doubt({ room }: Model, about: Doubt): string {
  switch (about.what) {
    case "leave":
      return room.settings.on_admin_leave === "promote"
        ? "You are the admin: somebody else becomes it when you leave. Leave?"
        : "You are the admin: the session ends for everybody when you leave. Leave? (h hands it over first)";
    case "end":
      return "End the session for everybody? They all get the results.";
    case "force":
      return `Not everybody has voted on ${about.ticket_id}. Reveal it now?`;
    case "remove":
      return `Remove ${about.name} from the room?`;
    default:
      return assertNever(about);
  }
}
