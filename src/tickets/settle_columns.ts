/**
 * Decides by the cells what the header leaves open: which of two columns has the ids, or that it can't be known. Pure.
 */
import { TITLE_LENGTH_MAX } from "../room/limits.ts";
import { linkCell, linked } from "./cells.ts";
import type { Rows } from "./delimited.ts";
import { nameTickets, type TicketColumns } from "./header.ts";
import { idOfLink, readLink } from "./links.ts";
import { isId, isMarkedId, splitId } from "./ticket_id.ts";

/** A number that a program gave a ticket for itself. */
const INTERNAL = /^\d{8,}$/;

/** Whether people call no ticket by these: numbers of a program, beside which shorter ones may be, and of rows. */
function isInternal(cells: readonly string[]): boolean {
  return cells.every((cell) => INTERNAL.test(cell)) ||
    cells.every((cell, at) => cell === `${at + 1}`);
}

/** `Task, User story`: what several rows have in common is no title, if another column has one for each. */
function withOwnTitles(columns: TicketColumns, body: Rows): TicketColumns {
  const { titles, spare } = columns;
  const cellsOf = (column: number) => body.map((row) => row[column] ?? "");
  const distinct = (column: number) => new Set(cellsOf(column)).size;
  const isShared = body.length > 1 && titles.some((column) => 2 * distinct(column) <= body.length);
  const own = spare.find((column) =>
    isShared && distinct(column) === body.length &&
    !cellsOf(column).some((cell) => cell === "" || isId(cell))
  );
  return own === undefined ? columns : { ...columns, titles: [own] };
}

/** Whether a column has the numbers of the tickets to which the links of its rows lead. */
function isOfLinks(
  column: number,
  { urls, body }: { readonly urls: readonly number[]; readonly body: Rows },
): boolean {
  return body.length > 0 && body.every((row) => {
    const url = urls.map((at) => linkCell(row[at] ?? "")).find((link) => link !== undefined);
    const link = readLink(url ?? "");
    const id = link === null ? null : idOfLink(link);
    return id !== null && id.replace("#", "") === (row[column] ?? "").replace("#", "");
  });
}

/** The columns of a table with this body; null: they could only be guessed, so the user has to choose. */
export function settleColumns(named: TicketColumns, body: Rows): TicketColumns | null {
  const columns = withOwnTitles(named, body);
  const cellsOf = (column: number) =>
    body.map((row) => row[column] ?? "").filter((it) => it !== "");
  const all = (column: number, holds: (cell: string) => boolean) => {
    const cells = cellsOf(column);
    return cells.length > 0 && 2 * cells.length >= body.length && cells.every(holds);
  };
  const { ids, titles, urls, descriptions, spare } = columns;
  if (ids.length === 0) {
    // `Story, Summary`: a story is an id here
    const id = spare.find((column) => all(column, isId));
    if (id !== undefined) return { ...columns, ids: [id] };
    const maybe = [...columns.unknown, ...columns.blank].some((column) => all(column, isMarkedId));
    const isNamed = titles.length > 0 && (urls.length > 0 || !maybe);
    return isNamed ? columns : null;
  }
  // `Issue` alone, with the title behind its id
  const both = titles.length > 0 ? undefined : ids.find((column) =>
    all(column, (cell) => {
      const { id = "", rest = "" } = splitId(linked(cell).text) ?? {};
      return isMarkedId(id) && rest !== "";
    })
  );
  if (both !== undefined) return { ...columns, ids: [], titles: [both] };
  // of several, the column whose cells can't be row numbers, or at least are ids
  const [best] =
    [isMarkedId, isId].map((is) =>
      ids.filter((column) => all(column, (cell) => is(linked(cell).text)))
    ).find((columns) => columns.length > 0)?.toSorted((one, other) =>
      Number(isInternal(cellsOf(one))) - Number(isInternal(cellsOf(other)))
    ) ?? [];
  const chosen = ids.find((column) => isOfLinks(column, { urls, body })) ?? best;
  const sorted = chosen === undefined
    ? ids
    : [chosen, ...ids.filter((column) => column !== chosen)];
  // `Number, Issue` and `Issue, Link`: an issue is a title here
  const isTitled = titles.length === 0 && (ids.length > 1 || columns.unknown.length === 0);
  const title = sorted.slice(ids.length > 1 ? 1 : 0).find((column) =>
    isTitled && cellsOf(column).some((cell) => /\s/.test(cell)) && !cellsOf(column).some(isId)
  );
  if (title !== undefined) {
    return { ...columns, ids: sorted.filter((column) => column !== title), titles: [title] };
  }
  if (!nameTickets(columns)) return null;
  // `ID, Description`, and no description is longer than a title: they are titles
  const isTitle = titles.length === 0 &&
    descriptions.some((column) =>
      all(column, (cell) => !cell.includes("\n") && cell.length <= TITLE_LENGTH_MAX)
    );
  return isTitle
    ? { ...columns, ids: sorted, titles: descriptions, descriptions: [] }
    : { ...columns, ids: sorted };
}
