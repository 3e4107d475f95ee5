// Tickets as people paste them.
import { assertEquals } from "@std/assert";
import { readTicket, readTickets, together } from "../../src/tickets/tickets.ts";

/** "WEB-7|Log in": id and title. */
function read(text: string): readonly string[] {
  return readTickets(text).tickets.map(({ ticket_id, title }) =>
    title === undefined ? ticket_id : `${ticket_id}|${title}`
  );
}

Deno.test("lines: an id in front is the id, else the line is", () => {
  const table: [string, readonly string[]][] = [
    ["", []],
    [" \n\n", []],
    ["WEB-7", ["WEB-7"]],
    ["WEB-7 Log in", ["WEB-7|Log in"]],
    ["WEB-7: Log in", ["WEB-7|Log in"]],
    ["WEB-7 - Log in", ["WEB-7|Log in"]],
    ["#12 Log in", ["#12|Log in"]],
    ["WEB-7\tLog in", ["WEB-7|Log in"]],
    ["WEB-7, Log in, and out", ["WEB-7|Log in, and out"]],
    ["Log in, and out", ["Log in, and out"]],
    ["Log in page", ["Log in page"]],
    ["- WEB-7 Log in\n* WEB-8\n3. WEB-9 x\n- [ ] WEB-10", [
      "WEB-7|Log in",
      "WEB-8",
      "WEB-9|x",
      "WEB-10",
    ]],
    ["WEB-7\r\nWEB-8\rWEB-9", ["WEB-7", "WEB-8", "WEB-9"]],
    ["\u001b[2JWEB-7\u202e", ["WEB-7"]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
});

Deno.test("a table with heads: the columns are found by name, whatever parts them", () => {
  const table: [string, readonly string[]][] = [
    ["Key,Summary\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["Type;Issue key;Summary\nBug;WEB-7;Log in", ["WEB-7|Log in"]],
    ["id\ttitle\n7\tLog in\n8\t", ["7|Log in", "8"]],
    ['Key,Summary\nWEB-7,"Log in, and ""out"""\n', ['WEB-7|Log in, and "out"']],
    ['Key,Summary\nWEB-7,"two\nlines"', ["WEB-7|two lines"]],
    ["Summary\nLog in", ["Log in"]],
    ["\ufeffKey,Summary\nWEB-7,Log in", ["WEB-7|Log in"]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
});

Deno.test("[W5] what is too long for an id is shortened, and stands whole in the title", () => {
  const long = "a very long line ".repeat(5).trim();
  const [ticket] = readTickets(long).tickets;
  assertEquals([...ticket?.ticket_id ?? ""].length <= 64, true);
  assertEquals(ticket?.ticket_id.endsWith("…"), true);
  assertEquals(ticket?.title, long);
});

Deno.test("a ticket that comes twice is taken once, and counted", () => {
  const { tickets, repeated } = readTickets("WEB-7 a\nWEB-8\nWEB-7 b");
  assertEquals([tickets.length, repeated], [2, 1]);
  assertEquals(tickets[0]?.title, "a");
  const more = together({ tickets, repeated }, readTickets("WEB-9\nWEB-8 c\nWEB-9"));
  assertEquals(more.tickets.map(({ ticket_id }) => ticket_id), ["WEB-7", "WEB-8", "WEB-9"]);
  assertEquals([more.tickets[1]?.title, more.repeated], [undefined, 3]);
});

Deno.test("one on a line, in the forms in which people have them", () => {
  const table: [line: string, ticket_id: string, title?: string][] = [
    ["WEB-7", "WEB-7"],
    ["WEB-7 Log in", "WEB-7", "Log in"],
    ["WEB-7: Log in", "WEB-7", "Log in"],
    ["WEB-7 - Log in", "WEB-7", "Log in"],
    ["- WEB-7 Log in", "WEB-7", "Log in"],
    ["3. WEB-7 Log in", "WEB-7", "Log in"],
    ["* [x] WEB-7 Log in", "WEB-7", "Log in"],
    ["WEB-7\tLog in\tOpen", "WEB-7", "Log in, Open"],
    ['WEB-7,"Log in, ""fast"""', "WEB-7", 'Log in, "fast"'],
    ["WEB-7;Log in", "WEB-7", "Log in"],
    ["#12 Log in", "#12", "Log in"],
    ["12 Log in", "12", "Log in"],
    ["Log in, then out", "Log in, then out"],
    ["日本語", "日本語"],
    ["WEB-7 \u001b[31mred\u001b[0m", "WEB-7", "red"],
  ];
  for (const [line, ticket_id, title] of table) {
    const ticket = { ticket_id, ...title !== undefined && { title } };
    assertEquals(readTicket(line), ticket, line);
  }
  for (const empty of ["", "  ", "- ", "\u200b"]) assertEquals(readTicket(empty), null);
});

Deno.test("a list has each id once, and neither its head nor empty lines", () => {
  assertEquals(readTickets("Key\tSummary\r\nA-1\tOne\r\n\r\nA-2\tTwo\r\nA-1\tAgain\r\n").tickets, [
    { ticket_id: "A-1", title: "One" },
    { ticket_id: "A-2", title: "Two" },
  ]);
});
