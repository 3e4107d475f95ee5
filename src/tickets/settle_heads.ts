/** What the cells add to what the heads say: which of two columns has the ids, or that nobody knows. Pure. */
import { TITLE_LENGTH_MAX } from "../room/limits.ts";
import type { Rows } from "./delimited.ts";
import { type Heads, nameTickets } from "./heads.ts";
import { isId, isMarkedId, splitId } from "./ticket_id.ts";

/** The columns of a table of these rows; null: what is a ticket can't be known without a guess. */
export function settleHeads(heads: Heads, body: Rows): Heads | null {
  const cellsOf = (column: number) =>
    body.map((row) => row[column] ?? "").filter((it) => it !== "");
  const all = (column: number, holds: (cell: string) => boolean) => {
    const cells = cellsOf(column);
    return cells.length > 0 && 2 * cells.length >= body.length && cells.every(holds);
  };
  const { ids, titles, urls, descriptions, spare } = heads;
  if (ids.length === 0) {
    // `Story, Summary`: a story is an id here
    const id = spare.find((column) => all(column, isId));
    if (id !== undefined) return { ...heads, ids: [id] };
    const maybe = [...heads.unknown, ...heads.blank].some((column) => all(column, isMarkedId));
    const isNamed = titles.length > 0 && (urls.length > 0 || !maybe);
    return isNamed ? heads : null;
  }
  // `Issue` alone, with the title behind its id
  const both = titles.length > 0 ? undefined : ids.find((column) =>
    all(column, (cell) => {
      const { id = "", rest = "" } = splitId(cell) ?? {};
      return isMarkedId(id) && rest !== "";
    })
  );
  if (both !== undefined) return { ...heads, ids: [], titles: [both] };
  // of several those that no row number looks like, or at least those that look like ids
  const said = ids.find((column) => all(column, isMarkedId)) ??
    ids.find((column) => all(column, isId));
  const sorted = said === undefined ? ids : [said, ...ids.filter((column) => column !== said)];
  // `Number, Issue`: an issue is a title here
  const title = titles.length > 0 || ids.length < 2
    ? undefined
    : sorted.slice(1).find((column) =>
      cellsOf(column).some((cell) => /\s/.test(cell)) && !cellsOf(column).some(isId)
    );
  if (title !== undefined) {
    return { ...heads, ids: sorted.filter((column) => column !== title), titles: [title] };
  }
  if (!nameTickets(heads)) return null;
  // `ID, Description`, and nothing longer than a title: it is one
  const isTitle = titles.length === 0 &&
    descriptions.some((column) =>
      all(column, (cell) => !cell.includes("\n") && cell.length <= TITLE_LENGTH_MAX)
    );
  return isTitle
    ? { ...heads, ids: sorted, titles: descriptions, descriptions: [] }
    : { ...heads, ids: sorted };
}
