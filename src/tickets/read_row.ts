/** Reads a ticket from a row of a table whose columns are known. Pure. */
import { idCell, linkCell, linked, titleCell, unlessEmptyWord } from "./cells.ts";
import type { Rows } from "./delimited.ts";
import type { TicketColumns } from "./header.ts";
import { readLine } from "./lines.ts";
import { idOfLink, readLink } from "./links.ts";
import type { Draft } from "./reading.ts";
import { isMarkedId, splitId } from "./ticket_id.ts";

/**
 * Returns a function that reads these rows. If no column has ids, but most titles begin or end with one, it takes
 * those.
 */
export function rowReader(rows: Rows, columns: TicketColumns): (row: readonly string[]) => Draft {
  const read = (row: readonly string[]) => readRow(row, columns);
  if (columns.ids.length > 0) return read;
  const split = ({ title }: Draft) => {
    const found = splitId(title);
    return found !== null && isMarkedId(found.id) ? found : null;
  };
  const drafts = rows.map(read);
  if (2 * drafts.filter((draft) => split(draft) !== null).length <= drafts.length) return read;
  return (row) => {
    const draft = read(row);
    const found = draft.id === "" ? split(draft) : null;
    return found === null ? draft : { ...draft, id: found.id, title: found.rest };
  };
}

function readRow(row: readonly string[], columns: TicketColumns): Draft {
  const first = (places: readonly number[], read = (cell: string) => cell) =>
    places.map((at) => read(row[at] ?? "")).find((cell) => cell !== "") ?? "";
  const named = linked(first(columns.ids, idCell));
  const titled = linked(first(columns.titles, titleCell));
  const link = columns.urls.map((at) => linkCell(row[at] ?? "")).find((one) => one !== undefined) ??
    named.url ?? titled.url ??
    (first(columns.urls, unlessEmptyWord) || undefined);
  const description = first(columns.descriptions, unlessEmptyWord);
  const rest = {
    ...link !== undefined && { url: link },
    ...description !== "" && { description },
  };
  if (named.text === "" && titled.text === "") {
    return { id: idOf(link), title: "", ...rest };
  }
  if (row.length === 1 && titled.text !== "") return { ...readOnly(titled.text), ...rest };
  if (columns.titles.length > 0) {
    return { id: named.text || idOf(link), title: titled.text, ...rest };
  }
  // the only column may have id and title
  const line = readLine(named.text);
  return line !== null && "draft" in line
    ? { ...line.draft, ...rest }
    : { id: "", title: "", ...rest };
}

/** Reads a row's only cell as a line of a list, in which a plain number is no id. */
function readOnly(title: string): Draft {
  const line = readLine(title);
  if (line === null || !("draft" in line)) return { id: "", title };
  const { draft } = line;
  return draft.id === "" || isMarkedId(draft.id) ? draft : { id: "", title };
}

function idOf(url: string | undefined): string {
  const link = readLink(url ?? "");
  return link === null ? "" : idOfLink(link) ?? "";
}
