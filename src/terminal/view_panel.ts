/** The panels: the list of tickets, the people, the settings, each with a cursor on one of its rows. Pure. */
import { countVoters } from "../client/count_voters.ts";
import type { Member, RoomState } from "../client/mod.ts";
import { columns } from "../protocol/columns.ts";
import { face, type Glyphs } from "./glyphs.ts";
import type { Model, Panel } from "./model.ts";
import {
  chosenAt,
  chosenRow,
  type ListRow,
  listRows,
  SETTING_ROWS,
  type SettingRow,
} from "./panel.ts";
import { cut, EMPTY, fit, type Line, line, span } from "./span.ts";
import type { Screen } from "./view.ts";
import { aboutLines, noteLines } from "./view_ticket.ts";

/** The most lines of a note. */
const NOTE_ROWS = 4;

/** The panel, in at most `rows` lines. */
export function panelLines(model: Model, panel: Panel, screen: Screen): readonly Line[] {
  switch (panel.name) {
    case "list":
      return listLines(model, panel, screen);
    case "people":
      return peopleLines(model, panel, screen);
    case "settings":
      return [
        line(span("The room", "strong")),
        ...windowed(
          SETTING_ROWS.map((row, at) => settingLine(model, row, { at, glyphs: screen.glyphs })),
          chosenAt(model, panel),
          { ...screen, rows: screen.rows - 1 },
        ),
      ].slice(0, screen.rows);
  }
}

/** At most `rows` rows around the chosen one, which is marked by the cursor. */
function windowed(
  all: readonly Line[],
  at: number,
  { columns: width, rows, glyphs }: Screen,
): Line[] {
  const space = Math.max(1, rows);
  const first = Math.max(0, Math.min(at - Math.floor(space / 2), all.length - space));
  return all.slice(first, first + space).map((row, index) => {
    const isChosen = first + index === at;
    const shown = isChosen ? row.map((one) => ({ ...one, style: "marked" as const })) : row;
    return cut(
      [span(`${isChosen ? glyphs.pointer : " "} `, "accent"), ...shown],
      width,
      glyphs.ellipsis,
    );
  });
}

function listLines(model: Model, panel: Panel, screen: Screen): Line[] {
  const { rows, glyphs, columns: width } = screen;
  const all = listRows(model);
  const waiting = model.room.queue.length;
  const title = line(span("Tickets", "strong"), span(`  ${waiting} to come`, "dim"));
  if (all.length === 0) return [title, line("There are none yet.")].slice(0, rows);
  const chosen = chosenRow(model, panel);
  const below = chosen === undefined ? [] : detailLines(chosen, screen);
  const space = Math.max(1, rows - 1 - below.length);
  const ids = Math.max(...all.map(({ ticket }) => columns(ticket.ticket_id)));
  const idWidth = Math.min(ids, Math.max(6, Math.floor(width / 3)));
  const lines = all.map((row) => rowLine(row, idWidth, glyphs.ellipsis));
  return [
    title,
    ...windowed(lines, chosenAt(model, panel), { ...screen, rows: space }),
    ...below,
  ].slice(0, rows);
}

function rowLine({ kind, ticket }: ListRow, idWidth: number, ellipsis: string): Line {
  const state = kind === "open" ? "now  " : kind === "waiting" ? "next " : "done ";
  const outcome = kind === "revealed" && ticket.estimate !== undefined
    ? [span(`  ${ticket.estimate}`, "strong")]
    : [];
  const { ticket_id, title = "" } = ticket;
  return [
    span(state, kind === "open" ? "warn" : "dim"),
    ...fit(line(ticket_id), idWidth, ellipsis),
    ...outcome,
    span(title === "" ? "" : `  ${title}`, "dim"),
  ];
}

/** The note, link and description of the chosen ticket, as far as there is space. */
function detailLines({ kind, ticket }: ListRow, screen: Screen): Line[] {
  const space = Math.max(0, Math.floor(screen.rows / 2) - 1);
  const note = kind === "revealed"
    ? noteLines(ticket.note, screen, Math.min(NOTE_ROWS, space))
    : [];
  const lines = [...note, ...aboutLines(ticket, { ...screen, rows: space - note.length })];
  return lines.length === 0 ? [] : [EMPTY, ...lines];
}

function peopleLines(model: Model, panel: Panel, screen: Screen): Line[] {
  const { room } = model;
  const names = Math.max(...room.members.map(({ name }) => columns(name)), 0);
  const wide = Math.min(names, Math.max(8, screen.columns - 32));
  const lines = room.members.map((member) => [
    ...fit(line(member.name), wide, screen.glyphs.ellipsis),
    span(`  ${statesOf(member, model).join(", ")}`, "dim"),
  ]);
  return [
    line(span("People", "strong"), span(`  ${seatsText(room)}`, "dim")),
    ...windowed(lines, chosenAt(model, panel), { ...screen, rows: screen.rows - 1 }),
  ].slice(0, screen.rows);
}

function seatsText(room: RoomState): string {
  return `${countVoters(room).voters} of ${room.capacity} seats for voters taken`;
}

function statesOf({ member_id, role, presence }: Member, { room, me }: Model): string[] {
  return [
    role,
    ...member_id === room.admin_id ? ["admin"] : [],
    ...member_id === me ? ["you"] : [],
    ...presence === "away" ? ["away"] : [],
  ];
}

function settingLine(
  model: Model,
  row: SettingRow,
  { at, glyphs }: { readonly at: number; readonly glyphs: Glyphs },
): Line {
  const [about, value] = settingText(model, row, glyphs);
  return line(span(`${at + 1} `, "strong"), span(`${about}: `), span(value, "accent"));
}

function settingText(
  { room }: Model,
  row: SettingRow,
  glyphs: Glyphs,
): readonly [about: string, value: string] {
  const { settings } = room;
  switch (row) {
    case "auto_reveal":
      return ["reveal the cards", settings.auto_reveal ? "when all have voted" : "by hand"];
    case "on_admin_leave":
      return ["when the admin leaves", settings.on_admin_leave === "promote" ? "go on" : "close"];
    case "who_runs":
      return [
        "who begins and reveals",
        settings.who_runs === "everyone" ? "every voter" : "the admin",
      ];
    case "name":
      return ["name", room.name ?? "none"];
    case "capacity":
      return ["seats for voters", `${room.capacity}`];
    case "deck":
      return ["cards", room.deck.cards.map((card) => face(card, glyphs)).join(" ")];
    case "locked":
      return ["newcomers", room.locked ? "locked out" : "come in"];
    case "passcode":
      return ["passcode", room.passcode ? "needed" : "none"];
  }
}
