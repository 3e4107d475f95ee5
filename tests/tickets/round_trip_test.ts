// Tickets written as a table in any form are read back the same; and any text at all is read without a fault.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { sanitize } from "../../src/protocol/text.ts";
import { ENGLISH } from "../../src/tickets/english.ts";
import { inWords } from "../../src/tickets/remarks.ts";
import { readTicketFile, readTickets } from "../../src/tickets/tickets.ts";
import { toCsv, toCsvFile, toMarkdown } from "../../src/results/mod.ts";
import { revealed } from "../results/ballots.ts";
import { encode, ENCODINGS } from "./encodings.ts";

const RUNS = 300;

const id = fc.tuple(fc.constantFrom("WEB", "SHOP", "ab", "Ü"), fc.nat(99_999))
  .map(([project, number]) => `${project}-${number}`);

/** Words with all that a table is made of among them. */
const words = fc.array(
  fc.constantFrom(
    ...[
      "Log",
      "in",
      "größer",
      "日本語",
      "🙂",
      ",",
      ";",
      "|",
      "\t",
      '"',
      '""',
      '27"',
      "'",
      "\n",
      "=",
    ],
    ...["#", "-", "WEB-1", "https://x.example/browse/WEB-2", "\\", "(a)", "[b]", "Title", "Key"],
  ),
  { maxLength: 8 },
).map((all) => all.join(" "));

/** A title is not such that a spreadsheet's guard or a link is taken off it. */
const title = words.filter((text) => {
  const clean = sanitize(text);
  return clean !== "" && !/^'|https?:/.test(clean) && clean.length <= 200;
});

const ticket = fc.record({ id, title, description: words });

const form = fc.record({
  separator: fc.constantFrom(",", ";", "\t", "|"),
  encoding: fc.constantFrom(...ENCODINGS),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  quotes: fc.constantFrom("where needed", "everywhere"),
  sepLine: fc.boolean(),
  above: fc.constantFrom("", "Backlog export\n", "Backlog\n\n"),
  lastEnd: fc.boolean(),
  order: fc.shuffledSubarray(["id", "title", "description", "status"] as const, { minLength: 4 }),
});

const HEADS = { id: "Issue key", title: "Summary", description: "Description", status: "Status" };

Deno.test("tickets written as a table, in any form, are read back the same", () => {
  const tickets = fc.uniqueArray(ticket, {
    selector: (one) => one.id,
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(tickets, form, (tickets, form) => {
      const { separator, lineEnd, quotes, order } = form;
      const cell = (text: string) =>
        quotes === "everywhere" || /["\n]/.test(text) || text.includes(separator) ||
          text !== text.trim()
          ? `"${text.replaceAll('"', '""')}"`
          : text;
      const rows = [HEADS, ...tickets.map((one) => ({ ...one, status: "Open" }))]
        .map((row) => order.map((name) => cell(row[name])).join(separator));
      const body = rows.join("\n") + (form.lastEnd ? "\n" : "");
      const sepLine = form.sepLine ? `sep=${separator}\n` : "";
      const text = `${sepLine}${form.above}${body}`.replaceAll("\n", lineEnd);
      const reading = readTicketFile(encode(text, form.encoding));
      assert(reading.kind === "tickets", JSON.stringify(reading));
      assertEquals(
        reading.tickets.map(({ ticket_id: ticketId, title }) => [ticketId, title ?? ticketId]),
        tickets.map(({ id, title }) => [sanitize(id), sanitize(title)]),
      );
      assertEquals(
        reading.tickets.map(({ description }) => description ?? ""),
        tickets.map(({ description }) => description.trim()),
      );
      assertEquals(reading.leftOut, []);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("the results of a session are read back as its tickets, each once", () => {
  const name = fc.array(fc.constantFrom("Log", "in", "größer", "日本語"), { minLength: 1 })
    .map((all) => all.join(" ").slice(0, 40).trim());
  const own = fc.record({
    id: fc.oneof(id, name),
    // quotes around a title are taken off it
    title: fc.option(title.filter((text) => !text.includes("'")), { nil: "" }),
    link: fc.boolean(),
    again: fc.boolean(),
  });
  const tickets = fc.uniqueArray(own, {
    selector: (one) => sanitize(one.id),
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(tickets, (tickets) => {
      const first = tickets.map(({ id, title, link }, at) =>
        revealed({
          ticket_id: sanitize(id),
          title: sanitize(title),
          ...link && { url: `https://x.example/tickets/a_(${at})?b=c&d=|` },
        })
      );
      const again = first.flatMap((ballot, at) =>
        tickets[at]?.again ? [{ ...ballot, attempt: 2 }] : []
      );
      const ballots = [...first, ...again];
      for (const text of [toCsv(ballots), toCsvFile(ballots), toMarkdown(ballots)]) {
        const reading = readTickets(text);
        assert(reading.kind === "tickets", text);
        assertEquals(
          reading.tickets.map(({ ticket_id, title = ticket_id }) => [ticket_id, title]),
          first.map(({ ticket_id, title }) => [ticket_id, title || ticket_id]),
          text,
        );
        assertEquals(
          reading.leftOut.map(({ why }) => why),
          again.map(({ ticket_id }) => ({ code: "repeated" as const, id: ticket_id })),
          text,
        );
      }
    }),
    { numRuns: RUNS },
  );
});

Deno.test("any text can be read, and a server accepts the tickets", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(words, { maxLength: 12 }).map((lines) => lines.join("\n")),
    fc.array(fc.constantFrom(...'",;|\t\n\r[](){}<>#*_`~-: aA1=\\/'), { maxLength: 200 })
      .map((all) => all.join("")),
  );
  const column = fc.option(fc.integer({ min: 1, max: 5 }));
  const chosen = fc.option(fc.record({ id: column, title: column }));
  fc.assert(
    fc.property(text, chosen, (text, chosen) => {
      const reading = readTickets(text, chosen);
      if (reading.kind !== "tickets") return;
      const ids = reading.tickets.map(({ ticket_id: ticketId }) => ticketId);
      assertEquals(new Set(ids).size, ids.length);
      for (const { ticket_id: ticketId, title, url } of reading.tickets) {
        assertEquals(sanitize(ticketId), ticketId);
        assert(ticketId !== "" && [...ticketId].length <= 64, ticketId);
        assert(title === undefined || (title !== "" && [...title].length <= 200));
        assert(url === undefined || /^https?:\/\//.test(url));
      }
    }),
    { numRuns: 5 * RUNS },
  );
});

Deno.test("any bytes are read or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const reading = readTicketFile(new Uint8Array(bytes));
      if (reading.kind === "refused") assert(inWords(reading.why, ENGLISH).length > 0);
    }),
    { numRuns: 5 * RUNS },
  );
});
