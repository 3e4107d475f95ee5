/** Describes columns to a user who has to choose some. Pure. */
import { shortened } from "../protocol/shortened.ts";
import { sanitize } from "../protocol/text.ts";
import type { Column } from "./reading.ts";

/** How much of a name or an example is shown, in code points. */
const SHOWN_LENGTH_MAX = 24;

/** Why the user has to choose. */
export const UNKNOWN_COLUMNS = "no column is known to have the tickets' ids or titles";

/** "1 Zusammenfassung, 2 Vorgangsschlüssel"; without a header, the first cells stand for the names. */
export function namesOfColumns(columns: readonly Column[]): string {
  return columns.map((column) => `${column.number} ${nameOfColumn(column)}`).join(", ");
}

/** The column's name, or else its first cell, in quotes. */
export function nameOfColumn({ head, examples }: Column): string {
  const short = (text: string) => shortened(sanitize(text), SHOWN_LENGTH_MAX);
  return head !== "" ? short(head) : `"${short(examples[0] ?? "")}"`;
}
