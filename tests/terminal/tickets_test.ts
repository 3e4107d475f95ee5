// Tickets as people paste them, and times as they type them.
import { assertEquals } from "@std/assert";
import { readSeconds, showSeconds } from "../../src/terminal/seconds.ts";
import { readTicket, readTickets } from "../../src/terminal/tickets.ts";

Deno.test("tickets: one on a line, in the forms in which people have them", () => {
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

Deno.test("tickets: a list has each id once, and neither its head nor empty lines", () => {
  assertEquals(readTickets("Key\tSummary\r\nA-1\tOne\r\n\r\nA-2\tTwo\r\nA-1\tAgain\r\n"), [
    { ticket_id: "A-1", title: "One" },
    { ticket_id: "A-2", title: "Two" },
  ]);
  const [long] = readTickets("x".repeat(70));
  assertEquals([long?.ticket_id.length, long?.title?.length], [64, 70]);
});

Deno.test("seconds: as typed, and as shown", () => {
  const table: [string, number | null][] = [
    ["90", 90],
    ["1:30", 90],
    ["2m", 120],
    ["1h", 3_600],
    ["30 s", 30],
    ["0", 0],
    ["off", 0],
    ["", null],
    ["soon", null],
    ["1:75", null],
    ["-5", null],
    ["86401", null],
    ["25h", null],
  ];
  for (const [text, seconds] of table) assertEquals(readSeconds(text), seconds, text);
  assertEquals([5, 65, 3_600].map(showSeconds), ["0:05", "1:05", "1:00:00"]);
});
