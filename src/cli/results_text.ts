/** Formats sessions as `estimatex-server results` prints them. Pure. */
import type { RevealedBallot } from "../client/types.ts";
import { sentence, table } from "../protocol/results_table.ts";
import { revealedOf } from "../room/results.ts";
import {
  csvCell,
  HEADS,
  markdownCell,
  type Row,
  rowsOf,
  toCsv,
  toJson,
  toMarkdown,
} from "../results/mod.ts";
import { assertNever } from "../room/state.ts";
import type { SavedSession } from "../journal/saved_sessions.ts";
import { printable } from "../base/printable.ts";
import type { Format } from "./results_arguments.ts";

/** A list of sessions, one row each. */
export function listText(sessions: readonly SavedSession[], format: Format): string {
  switch (format) {
    case "table":
      if (sessions.length === 0) return "No sessions are kept there, or none of that time.\n";
      return lines(table([LIST_HEADS, ...sessions.map(listCells).map(shown)]));
    case "json":
      return `${JSON.stringify(sessions.map(headOf), null, 2)}\n`;
    case "csv":
      return [COLUMNS, ...sessions.map(csvValues)]
        .map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
    case "markdown":
      return [LIST_HEADS, LIST_HEADS.map(() => "---"), ...sessions.map(listCells).map(escaped)]
        .map((cells) => `| ${cells.join(" | ")} |\n`).join("");
    default:
      return assertNever(format);
  }
}

/** One session with its ballots. */
export function sessionText(session: SavedSession, format: Format): string {
  const ballots = session.ballots.map(revealedOf);
  switch (format) {
    case "table":
      return lines([
        printable(`Room ${session.room_id}, ${localTime(session.created_at)}`),
        outcomeOf(session),
        printable(`With ${peopleIn(session)}.`),
        "",
        ...ballots.length === 0 ? ["No ballot was revealed."] : ballotTable(ballots),
      ]);
    case "json":
      return toJson({ ...headOf(session), participants: session.participants, ballots });
    case "csv":
      return toCsv(ballots);
    case "markdown":
      return toMarkdown(ballots);
    default:
      return assertNever(format);
  }
}

const LIST_HEADS = ["Room", "Began", "Ended", "How it ended", "People", "Ballots"];

function listCells(session: SavedSession): readonly string[] {
  const { room_id, created_at, ended_at, participants, ballots } = session;
  return [
    room_id,
    localTime(created_at),
    ended_at === null ? "-" : localTime(ended_at),
    outcomeOf(session),
    String(participants.length),
    String(ballots.length),
  ];
}

/** The columns of the list as CSV. */
const COLUMNS = ["room_id", "created_at", "ended_at", "reason", "people", "ballots"];

/** The values of a session, in the order of `COLUMNS`. */
function csvValues(session: SavedSession): readonly (string | number)[] {
  const { room_id, created_at, ended_at, reason, participants, ballots } = session;
  return [
    room_id,
    new Date(created_at).toISOString(),
    ended_at === null ? "" : new Date(ended_at).toISOString(),
    reason ?? "",
    participants.length,
    ballots.length,
  ];
}

function headOf(session: SavedSession) {
  const { room_id, created_at, ended_at, reason, participants, ballots } = session;
  const counts = { people: participants.length, ballots: ballots.length };
  return { room_id, created_at, ended_at, reason, ...counts };
}

function ballotTable(ballots: readonly RevealedBallot[]): readonly string[] {
  const all = rowsOf(ballots);
  const rows = all.map((row) => [
    nameOf(row),
    row.title,
    row.estimate === "" ? "-" : row.estimate,
    row.votes,
    row.mean === null ? "-" : String(row.mean),
    row.median === null ? "-" : String(row.median),
    row.suggestion === "" ? "-" : row.suggestion,
    row.consensus ? "yes" : "no",
  ]);
  // in columns, notes and links would make the table wider than a terminal
  const remarks = all.flatMap(remarksOn);
  return [
    ...table([HEADS, ...rows.map(shown)]),
    ...remarks.length === 0 ? [] : ["", ...remarks],
  ];
}

function nameOf({ ticket, attempt }: Row): string {
  return attempt === 1 ? ticket : `${ticket} (attempt ${attempt})`;
}

/** The note and the link of a ballot, with the ticket's name before each line. */
function remarksOn(row: Row): readonly string[] {
  return [...row.note.split("\n"), row.url].filter((text) => text !== "")
    .map((text) => printable(`${nameOf(row)}: ${text}`));
}

function outcomeOf({ reason }: SavedSession): string {
  return reason === null ? "It goes on." : sentence(reason);
}

function peopleIn({ participants }: SavedSession): string {
  const names = participants.map(({ name }) => name);
  return names.length === 0 ? "nobody" : names.join(", ");
}

/** "2026-11-26 14:03", in the local time zone. */
function localTime(at: number): string {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16).replace("T", " ");
}

function shown(cells: readonly string[]): readonly string[] {
  return cells.map(printable);
}

function escaped(cells: readonly string[]): readonly string[] {
  return cells.map(markdownCell);
}

function lines(text: readonly string[]): string {
  return text.map((line) => `${line}\n`).join("");
}
