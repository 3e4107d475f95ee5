/** `estimatex-server tickets`: shows which tickets would be read from a file. */
import { openTicketFile } from "../terminal/ticket_file.ts";
import { type ChosenColumns, readTicketFile } from "../tickets/tickets.ts";
import { EXIT } from "../base/exit.ts";
import { quoteEscaped } from "../base/printable.ts";
import { writeLine } from "../base/write_line.ts";
import { done, failed, misused } from "./ending.ts";
import { parseTickets, TICKETS_HELP } from "./tickets_arguments.ts";
import { refusalOf, ticketsJson, ticketsText, unread } from "./tickets_text.ts";

/** Prints the tickets of a file, or why there are none, and resolves with the exit code. */
export function run(args: readonly string[]): Promise<number> {
  return Promise.resolve(show(args));
}

function show(args: readonly string[]): number {
  const asked = parseTickets(args);
  switch (asked.kind) {
    case "help":
      return done(TICKETS_HELP);
    case "error":
      return misused(asked.message);
  }
  const { path, json, chosen } = asked;
  const opened = openTicketFile(path);
  const name = path === null ? "standard input" : quoteEscaped(path);
  const [reading, refusal] = opened.ok
    ? read(opened.value, name, chosen)
    : [null, unread(name, opened.error)];
  if (json) writeLine(Deno.stdout, ticketsJson(reading, refusal));
  else if (reading?.kind === "tickets") writeLine(Deno.stdout, ticketsText(reading));
  if (refusal === null) return EXIT.ok;
  return failed(refusal);
}

function read(bytes: Uint8Array<ArrayBuffer>, name: string, chosen: ChosenColumns | null) {
  const reading = readTicketFile(bytes, chosen);
  return [reading, refusalOf(reading, name)] as const;
}
