/** Short forms of readings, for tables of tests. */
import { type Reading, readTicketFile, readTickets } from "../../src/tickets/tickets.ts";

/** Reads a text as ["WEB-7|Log in"], id and title, with the link after another bar; else "asks" or "refused". */
export function read(text: string): readonly string[] | string {
  return short(readTickets(text));
}

/** The same for a file's bytes. */
export function readBytes(bytes: Uint8Array<ArrayBuffer>): readonly string[] | string {
  return short(readTicketFile(bytes));
}

function short(reading: Reading): readonly string[] | string {
  if (reading.kind !== "tickets") return reading.kind;
  return reading.tickets.map(({ ticket_id: ticketId, title, url }) => {
    if (url !== undefined) return `${ticketId}|${title ?? ""}|${url}`;
    return title === undefined ? ticketId : `${ticketId}|${title}`;
  });
}
