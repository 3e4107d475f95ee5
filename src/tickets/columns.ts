/** Columns in words, for whoever has to choose one. Pure. */
import { sanitize } from "../protocol/text.ts";
import { cut } from "./gather.ts";
import type { Column } from "./reading.ts";

/** Of a head or an example, in code points. */
const SHOWN_LENGTH_MAX = 24;

/** The clause about columns that nobody knows. */
export const UNKNOWN_COLUMNS = "no column is known to have the tickets' ids or titles";

/** "1 Zusammenfassung, 2 Vorgangsschlüssel"; by its first cell where the table has no heads. */
export function namesOfColumns(columns: readonly Column[]): string {
  return columns.map((column) => `${column.number} ${nameOfColumn(column)}`).join(", ");
}

/** A column by its head, else by its first cell in quotes. */
export function nameOfColumn({ head, examples }: Column): string {
  const short = (text: string) => cut(sanitize(text), SHOWN_LENGTH_MAX);
  return head !== "" ? short(head) : `"${short(examples[0] ?? "")}"`;
}
