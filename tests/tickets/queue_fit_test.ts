// What a queue has space for, counted as the server counts it: what fits is taken by it, one more is not.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Ticket } from "../../src/client/types.ts";
import { QUEUE_BYTES_MAX, QUEUE_TICKETS_MAX } from "../../src/room/limits.ts";
import { fitQueue } from "../../src/tickets/queue_fit.ts";

/** The server's own rule: tickets behind those that wait, each id once, counted as JSON. */
function takes(queue: readonly Ticket[], tickets: readonly Ticket[]): boolean {
  const all = new Map<string, Ticket>();
  for (const one of [...queue, ...tickets]) {
    all.set(one.ticket_id, { ...all.get(one.ticket_id), ...one });
  }
  const bytes = new TextEncoder().encode(JSON.stringify([...all.values()])).length;
  return all.size <= QUEUE_TICKETS_MAX && bytes <= QUEUE_BYTES_MAX;
}

const ticket = fc.record({
  ticket_id: fc.nat(400).map((number) => `WEB-${number}`),
  title: fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom("支払い".repeat(60), "x".repeat(200), '"'.repeat(200)),
  ),
}, { requiredKeys: ["ticket_id"] });

const list = fc.array(ticket, { maxLength: 300, size: "max" });
const queue = fc.uniqueArray(ticket, {
  selector: (one) => one.ticket_id,
  maxLength: 100,
  size: "max",
});

Deno.test("[P2.5] the server accepts the tickets that fit, and not one more", () => {
  fc.assert(
    fc.property(queue, list, (queue, tickets) => {
      const waiting = fitQueue(queue).tickets;
      const { tickets: fits, leftOut } = fitQueue(tickets, waiting);
      assertEquals(fits.length + leftOut.length, tickets.length);
      assert(takes(waiting, fits));
      if (leftOut.length > 0) assert(!takes(waiting, tickets.slice(0, fits.length + 1)));
    }),
    { numRuns: 100, endOnFailure: true },
  );
});

Deno.test("[P2.5a] descriptions are kept if all of them fit, else none", () => {
  const found = { ticket_id: "WEB-7", title: "Pay", url: "https://x.example/", description: "d" };
  assertEquals(fitQueue([found]), { tickets: [found], leftOut: [], notes: [] });
  const many = Array.from({ length: 20 }, (_, n) => ({
    ticket_id: `WEB-${n}`,
    url: "https://x.example/",
    description: "d".repeat(4_000),
  }));
  const fit = fitQueue(many);
  assertEquals(fit.tickets, many.map(({ description: _, ...ticket }) => ticket));
  assertEquals([fit.leftOut.length, fit.notes.length], [0, 1]);
});
