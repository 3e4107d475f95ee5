// Files as trackers export them. cases/expected.json has what each must be read as.
import { assertEquals } from "@std/assert";
import expected from "./cases/expected.json" with { type: "json" };
import { readTicketFile } from "../../src/tickets/tickets.ts";
import { permittedTest } from "../permitted.ts";

const FOLDER = new URL("./cases/", import.meta.url);

permittedTest(
  "each tracker's file is read correctly, or refused, or the user has to choose columns",
  async () => {
    const { note: _, ...files } = expected;
    for (const [name, tickets] of Object.entries(files)) {
      const reading = readTicketFile(await Deno.readFile(new URL(name, FOLDER)));
      const got: unknown = reading.kind === "tickets"
        ? reading.tickets.map(({ ticket_id: ticketId, title }) => [ticketId, title])
        : reading.kind;
      assertEquals(got, tickets, name);
      if (reading.kind === "tickets") assertEquals(reading.leftOut, [], name);
    }
  },
);
