/** `estimatex-server tickets`: says what would be read of a file of tickets. */
import { openTicketFile } from "../terminal/ticket_file.ts";
import { readTicketFile } from "../tickets/tickets.ts";
import { EXIT } from "../base/exit.ts";
import { writeLine } from "../base/write_line.ts";
import { parseTickets, TICKETS_HELP } from "./tickets_arguments.ts";
import { refusalOf, ticketsJson, ticketsText } from "./tickets_text.ts";

export function run(args: readonly string[]): Promise<number> {
  return Promise.resolve(show(args));
}

function show(args: readonly string[]): number {
  const asked = parseTickets(args);
  switch (asked.kind) {
    case "help":
      writeLine(Deno.stdout, TICKETS_HELP);
      return EXIT.ok;
    case "error":
      writeLine(Deno.stderr, asked.message);
      return EXIT.usage;
  }
  const { path, json, chosen } = asked;
  const opened = openTicketFile(path);
  const reading = opened.ok
    ? readTicketFile(opened.value, chosen)
    : { kind: "refused", message: opened.error } as const;
  const refusal = refusalOf(reading, path ?? "standard input");
  if (json) writeLine(Deno.stdout, ticketsJson(reading, refusal));
  else if (reading.kind === "tickets") writeLine(Deno.stdout, ticketsText(reading));
  if (refusal === null) return EXIT.ok;
  writeLine(Deno.stderr, refusal);
  return EXIT.failed;
}
