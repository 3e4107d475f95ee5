// Files as trackers export them. What each must be read as stands in cases/expected.json.
import { assertEquals } from "@std/assert";
import expected from "./cases/expected.json" with { type: "json" };
import { readTicketFile } from "../../src/tickets/tickets.ts";
import { permittedTest } from "../permitted.ts";

const FOLDER = new URL("./cases/", import.meta.url);

permittedTest(
  "each tracker's file is read as it is meant, or refused, or asked about",
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
