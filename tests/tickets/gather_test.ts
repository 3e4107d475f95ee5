// From what was found to tickets that a server takes: each id once, within the limits, what is left out reported.
import { assert, assertEquals } from "@std/assert";
import { checkDescription } from "../../src/protocol/text.ts";
import { readTickets, type Tickets, together } from "../../src/tickets/tickets.ts";

function tickets(text: string): Tickets {
  const reading = readTickets(text);
  assert(reading.kind === "tickets");
  return reading;
}

const ids = ({ tickets }: Tickets) => tickets.map(({ ticket_id: ticketId }) => ticketId);

Deno.test("of two tickets with one id the first counts, and the second is reported", () => {
  const reading = tickets("WEB-7 a\nWEB-8\nWEB-7 b");
  assertEquals(reading.tickets, [{ ticket_id: "WEB-7", title: "a" }, { ticket_id: "WEB-8" }]);
  assertEquals(reading.leftOut, [{ what: "WEB-7 b", why: { code: "repeated", id: "WEB-7" } }]);
  const more = together(reading, tickets("WEB-9\nWEB-8 c\nWEB-9"));
  assertEquals(ids(more), ["WEB-7", "WEB-8", "WEB-9"]);
  assertEquals([more.tickets[1]?.title, more.leftOut.length], [undefined, 3]);
});

Deno.test("a number that two repositories have is two tickets", () => {
  const table: [string, readonly string[]][] = [
    [
      "https://github.com/o/shop/issues/7\nhttps://github.com/o/web/pull/7\nhttps://github.com/o/web/issues/8",
      ["o/shop#7", "o/web#7", "#8"],
    ],
    [
      "Issue ID,URL,Title\n7,https://g.example/a/b/shop/-/issues/7,Log in\n7,https://g.example/web/-/issues/7,Pay",
      ["a/b/shop#7", "web#7"],
    ],
    ["https://trello.com/c/Ab/7-log-in\nhttps://trello.com/c/Cd/7-pay", ["Ab#7", "Cd#7"]],
    ["https://a.example/issues/7\nhttps://b.example/issues/7", ["a.example#7", "b.example#7"]],
    ["https://github.com/o/shop/issues/7\nhttps://github.com/o/shop/issues/7#note", ["#7"]],
    ["https://github.com/o/shop/issues/7\n#7 again", ["#7"]],
  ];
  for (const [text, expected] of table) assertEquals(ids(tickets(text)), expected, text);
});

Deno.test("tickets with the same title get different ids", () => {
  assertEquals(ids(tickets("Summary,Status\nLog in,a\nLog in,b\nLog in,c")), [
    "Log in",
    "Log in (2)",
    "Log in (3)",
  ]);
  assertEquals(tickets("Key,Summary\nWEB-7,Log in\nWEB-8,Log in").tickets, [
    { ticket_id: "WEB-7", title: "Log in" },
    { ticket_id: "WEB-8", title: "Log in" },
  ]);
  // a made id is nobody's own, whichever comes first
  assertEquals(tickets("Key,Summary\n,Log in\nLog in,Other").tickets, [
    { ticket_id: "Log in (2)", title: "Log in" },
    { ticket_id: "Log in", title: "Other" },
  ]);
  const long = "x".repeat(70);
  const made = ids(tickets(`Summary\n${long}\n${long}`));
  assertEquals(made.map((id) => [...id].length), [64, 64]);
  assertEquals(new Set(made).size, 2);
});

Deno.test("[P2.5a] the length of a description is counted as the server counts it, in composed letters", () => {
  const letter = "\u0958"; // two characters to the server
  const [ticket] = tickets(`Key,Summary,Description\nWEB-7,a,${letter.repeat(2_500)}`).tickets;
  assert(checkDescription(ticket?.description ?? "").ok);
});

Deno.test("[W5] [P2.5a] what is too long is left out or shortened, and reported", () => {
  const reading = tickets(
    `Key,Summary,URL,Description\n${"x".repeat(65)},Log in,,\nWEB-7,${"t".repeat(201)},ftp://x,${
      "d".repeat(4001)
    }\n,,,only this`,
  );
  const [ticket] = reading.tickets;
  assertEquals(reading.tickets.length, 1);
  assertEquals([...ticket?.title ?? ""].length, 200);
  assertEquals([...ticket?.description ?? ""].length, 4_000);
  assertEquals(reading.leftOut, [
    { what: `${"x".repeat(59)}…`, why: { code: "longId", length: 65, most: 64 } },
    { what: "only this", why: { code: "nameless" } },
  ]);
  assertEquals(reading.notes, [
    { code: "longTitles", count: 1, most: 200 },
    { code: "longDescriptions", count: 1, most: 4_000 },
    { code: "links", count: 1 },
  ]);
});
