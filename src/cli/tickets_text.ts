/** What was read of a file of tickets, as `estimatex-server tickets` prints it. Pure. */
import { table } from "../protocol/results_table.ts";
import { printable, quoteEscaped } from "../base/printable.ts";
import { namesOfColumns, UNKNOWN_COLUMNS } from "../tickets/columns.ts";
import { counted, ENGLISH } from "../tickets/english.ts";
import { cut } from "../tickets/gather.ts";
import { fitQueue } from "../tickets/queue_fit.ts";
import { inWords, type Remark } from "../tickets/remarks.ts";
import type { Reading, Tickets } from "../tickets/tickets.ts";

/** A title in the table, in code points. */
const TITLE_SHOWN_MAX = 60;

/** How many lines what was left out may have. */
const LEFT_OUT_SHOWN_MAX = 20;

/** Where a file can't be read at all: why, in a clause. */
export function unread(name: string, why: string): string {
  return `${quoteEscaped(name)} can't be read: ${printable(why)}`;
}

/** The sentence where nothing is read; null: something is. */
export function refusalOf(reading: Reading, name: string): string | null {
  switch (reading.kind) {
    case "tickets":
      return null;
    case "asks": {
      const columns = printable(namesOfColumns(reading.columns));
      return `${quoteEscaped(name)}: ${UNKNOWN_COLUMNS}, choose with --id N --title N: ${columns}`;
    }
    case "refused":
      return unread(name, say(reading.why));
  }
}

/** Tickets in a table, and below it what is not as it stands in the file. */
export function ticketsText(reading: Tickets): string {
  const { tickets, leftOut, notes } = fitted(reading);
  const rows = tickets.map(({ ticket_id: ticketId, title = "", url = "" }) => [
    printable(ticketId),
    printable(cut(title, TITLE_SHOWN_MAX)),
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

/** All of it for a program, on one line; null: there is no file. `refusal`: the sentence where nothing is read. */
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

/** What an empty queue takes; the rest is left out. */
function fitted(reading: Tickets): Tickets {
  const { tickets, leftOut, notes } = fitQueue(reading.tickets);
  return {
    ...reading,
    tickets,
    leftOut: [...reading.leftOut, ...leftOut],
    notes: [...reading.notes, ...notes],
  };
}
