/** Formats the tickets of a file as `estimatex-server tickets` prints them. Pure. */
import { shortened } from "../protocol/shortened.ts";
import { table } from "../protocol/results_table.ts";
import { counted } from "../protocol/counted.ts";
import { printable } from "../base/printable.ts";
import { namesOfColumns, UNKNOWN_COLUMNS } from "../tickets/columns.ts";
import { ENGLISH } from "../tickets/english.ts";
import { fitQueue } from "../tickets/queue_fit.ts";
import { inWords, type Remark } from "../tickets/remarks.ts";
import type { Reading, Tickets } from "../tickets/tickets.ts";

/** How much of a title is shown, in code points. */
const TITLE_SHOWN_MAX = 60;

/** How many of the lines that were left out are shown. */
const LEFT_OUT_SHOWN_MAX = 20;

/** The sentence that a file can't be read. `name`: as it is printed; `why`: a clause. */
export function unread(name: string, why: string): string {
  return `${name} can't be read: ${printable(why)}`;
}

/** The sentence that says why there are no tickets; null: there are some. `name`: as it is printed. */
export function refusalOf(reading: Reading, name: string): string | null {
  switch (reading.kind) {
    case "tickets":
      return null;
    case "asks": {
      const columns = printable(namesOfColumns(reading.columns));
      return `${name}: ${UNKNOWN_COLUMNS}, choose with --id N --title N: ${columns}`;
    }
    case "refused":
      return unread(name, say(reading.why));
  }
}

/** The tickets as a table; below it, what was changed or left out. */
export function ticketsText(reading: Tickets): string {
  const { tickets, leftOut, notes } = fitted(reading);
  const rows = tickets.map(({ ticket_id: ticketId, title = "", url = "" }) => [
    printable(ticketId),
    printable(shortened(title, TITLE_SHOWN_MAX)),
    printable(url),
  ]);
  const shown = leftOut.slice(0, LEFT_OUT_SHOWN_MAX);
  const more = leftOut.length - shown.length;
  return [
    ...table([["Ticket", "Title", "Link"], ...rows]),
    "",
    `${counted(tickets.length, "ticket")}${
      leftOut.length === 0 ? "" : `, ${leftOut.length} left out`
    }.`,
    ...notes.map(say),
    ...shown.map(({ what, why }) => printable(`Left out: ${what} (${say(why)})`)),
    ...more === 0 ? [] : [`and ${more} more`],
  ].join("\n");
}

/** All of it as JSON, on one line. `reading`: null: the file can't be opened. `refusal`: as `refusalOf` returns it. */
export function ticketsJson(reading: Reading | null, refusal: string | null): string {
  const none = { tickets: [], left_out: [], notes: [] };
  switch (reading?.kind) {
    case "tickets": {
      const { tickets, leftOut, notes } = fitted(reading);
      const reasons = leftOut.map(({ what, why }) => ({ what, why: say(why) }));
      return JSON.stringify({ tickets, left_out: reasons, notes: notes.map(say) });
    }
    case "asks":
      return JSON.stringify({ ...none, asks: reading.columns, message: refusal });
    default:
      return JSON.stringify({ ...none, refused: refusal });
  }
}

function say(remark: Remark): string {
  return inWords(remark, ENGLISH);
}

/** The tickets that fit in an empty queue; the others are left out. */
function fitted(reading: Tickets): Tickets {
  const { tickets, leftOut, notes } = fitQueue(reading.tickets);
  return {
    ...reading,
    tickets,
    leftOut: [...reading.leftOut, ...leftOut],
    notes: [...reading.notes, ...notes],
  };
}
