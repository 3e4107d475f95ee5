/** Finds rows of a table that are no tickets: sums and remarks below it, names of groups within it. Pure. */
import { idCell, linked } from "./cells.ts";
import type { Rows } from "./delimited.ts";
import { filled } from "./find_header.ts";
import type { TicketColumns } from "./header.ts";
import { isId, isMarkedId } from "./ticket_id.ts";

/** The label of a row of sums, in several languages; a number may follow. */
const SUM =
  /^(?:(?:(?:grand|sub)[ -]?)?(?:total|sum)s?|average|avg|mean|count|(?:gesamt|zwischen)?summe|gesamt|mittelwert|somme|moyenne|suma|razem|media|promedio|totale?|totaal|合計|合计|总计|итого|المجموع)(?: (?:story )?points)?:? *\(?[\d.,]*\)?$/i;

/** How many cells a remark or the name of a group fills; a row with more is a ticket. */
const BESIDE_CELLS_MAX = 2;

/** Tells which rows these are; without ids only sums in the last row, and none if a row with a title lacks an id. */
export function besideTickets(
  rows: Rows,
  { ids, titles }: TicketColumns,
): (row: readonly string[]) => boolean {
  const textOf = (row: readonly string[], columns: readonly number[]) =>
    columns.map((at) => row[at] ?? "").find((cell) => cell !== "") ?? "";
  const hasId = (row: readonly string[]) => isId(linked(idCell(textOf(row, ids))).text);
  // programs write as many cells in each row: a single one is a remark
  const titled = rows.filter((row) =>
    row.length > 1 && textOf(row, titles) !== "" && !SUM.test(textOf(row, titles))
  );
  if (ids.length === 0) {
    return (row) =>
      row === rows.at(-1) && titled.length > 1 && SUM.test(textOf(row, titles)) &&
      row.some((cell) => /\d/.test(cell));
  }
  if (titled.length === 0 || !titled.every(hasId)) return () => false;
  return (row) => {
    if (row.length === 1) return !isMarkedId(row[0] ?? "");
    const [id, title] = [textOf(row, ids), textOf(row, titles)];
    if (title !== "") return id === "" && SUM.test(title);
    return id !== "" && !hasId(row) && (filled(row) <= BESIDE_CELLS_MAX || SUM.test(id));
  };
}
