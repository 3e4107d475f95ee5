// Tickets as people paste them, one a line.
import { assertEquals } from "@std/assert";
import { readTicket, readTickets } from "../../src/tickets/tickets.ts";
import { read } from "./read.ts";

const LONG = "a very long line ".repeat(5).trim();

Deno.test("lines: an id at the beginning is the id; without one the line is a title", () => {
  const table: [string, readonly string[]][] = [
    ["", []],
    [" \n\n", []],
    ["WEB-7", ["WEB-7"]],
    ["WEB-7 Log in", ["WEB-7|Log in"]],
    ["WEB-7: Log in", ["WEB-7|Log in"]],
    ["WEB-7:Log in", ["WEB-7|Log in"]],
    ["WEB-7 - Log in", ["WEB-7|Log in"]],
    ["WEB-7 – Log in", ["WEB-7|Log in"]],
    ["WEB-7 | Log in", ["WEB-7|Log in"]],
    ["#12 Log in", ["#12|Log in"]],
    ["!12 Log in", ["!12|Log in"]],
    ["AB#12 Log in", ["AB#12|Log in"]],
    ["shop/web#12 Log in", ["shop/web#12|Log in"]],
    ["[WEB-7] Log in", ["WEB-7|Log in"]],
    ["(WEB-7) Log in", ["WEB-7|Log in"]],
    ["{WEB-7} Log in", ["WEB-7|Log in"]],
    ["Log in (WEB-7)", ["WEB-7|Log in"]],
    ["Log in [#12]", ["#12|Log in"]],
    ["Log in (2)", ["Log in (2)"]],
    ["WEB-7\tLog in", ["WEB-7|Log in"]],
    ["WEB-7, Log in, and out", ["WEB-7|Log in, and out"]],
    ["Log in, and out", ["Log in, and out"]],
    ["Log in, and out\nPay, and ship", ["Log in, and out", "Pay, and ship"]],
    ["WEB-7 | Log in | out\nPay", ["WEB-7|Log in | out", "Pay"]],
    ["- WEB-7 | Log in\n- WEB-8 | Pay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["1. WEB-7\tLog in\n2. WEB-8\tPay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["[C:\\dir](https://x.example/browse/WEB-7)", [
      "WEB-7|C:\\dir|https://x.example/browse/WEB-7",
    ]],
    ["Log in; and out\nPay; and ship", ["Log in; and out", "Pay; and ship"]],
    ["Log in page", ["Log in page"]],
    ["12:30 stand-up", ["12:30 stand-up"]],
    ["2026-01-02 release", ["2026-01-02 release"]],
    ["WEB-7\r\nWEB-8\rWEB-9", ["WEB-7", "WEB-8", "WEB-9"]],
    ["\u001b[2JWEB-7\u202e", ["WEB-7"]],
    ["WEB-7 a\u2028WEB-8 b\u0085WEB-9\vWEB-10", ["WEB-7|a", "WEB-8|b", "WEB-9", "WEB-10"]],
    ['"Log in\nor ""out"""\nPay', ['Log in or "out"', "Pay"]],
    ["7, 8, 9", ["7", "8", "9"]],
    ["7, 8\n9, 10", ["7|8", "9|10"]],
    ["https://x.example/a_(b)", ["a_(b)||https://x.example/a_(b)"]],
    ["WEB-7, WEB-8;WEB-9\n#7 #8", ["WEB-7", "WEB-8", "WEB-9", "#7", "#8"]],
    ["User Story 70: Log in\nBug 81: Pay\nTask 1: Ship", ["70|Log in", "81|Pay", "Task 1: Ship"]],
    ["Log in #7\nPay #8", ["#7|Log in", "#8|Pay"]],
    ["US41 Log in\nUS42: Pay", ["US41|Log in", "US42|Pay"]],
    ["Log in #7\nPay", ["Log in #7", "Pay"]],
    ["Like #7", ["Like #7"]],
    ["US41 Log in\nQ12 goals", ["US41 Log in", "Q12 goals"]],
    ["Log in · Issue #7 · o/shop", ["#7|Log in"]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
});

Deno.test("lists: bullets, numbers, check boxes, quotes and emphasis are not part of the ticket", () => {
  const forms = [
    "WEB-7 Log in",
    "- WEB-7 Log in",
    "* WEB-7: Log in",
    "+ WEB-7 Log in",
    "• WEB-7 Log in",
    "3. WEB-7 Log in",
    "3) WEB-7 Log in",
    "- [ ] WEB-7 Log in",
    "- [x] WEB-7 Log in",
    "  * [X] WEB-7 Log in",
    "[ ] WEB-7 Log in",
    "☐ WEB-7 Log in",
    "> WEB-7 Log in",
    "> - WEB-7 Log in",
    "**WEB-7** Log in",
    "**WEB-7:** Log in",
    "**WEB-7 Log in**",
    "- **WEB-7**: Log in",
    "__WEB-7__ Log in",
    "`WEB-7` Log in",
    "~~WEB-7 Log in~~",
    "WEB-7 **Log in**",
    "## WEB-7 Log in",
    "### WEB-7 Log in ###",
    "·\tWEB-7 Log in",
    "§\tWEB-7 Log in",
    "(b) WEB-7 Log in",
    "\uf0b7\tWEB-7 Log in",
    "o\tWEB-7 Log in",
    "•WEB-7 Log in",
    "► WEB-7 Log in",
    "** WEB-7 Log in",
    "a) WEB-7 Log in",
    "(1) WEB-7 Log in",
    "1.2. WEB-7 Log in",
    "1.2 WEB-7 Log in",
    "1️⃣ WEB-7 Log in",
    "[✓] WEB-7 Log in",
    "❌ WEB-7 Log in",
    "⬜️ WEB-7 Log in",
    "🔲 WEB-7 Log in",
    "・WEB-7 Log in",
    "1.) WEB-7 Log in",
    "\u200bWEB-7 Log in",
    "\u200f- WEB-7 Log in",
    "\u2067WEB-7\u2069 Log in",
    "\u001b[1mWEB-7\u001b[0m Log in",
    "WEB\u20117 Log in",
    "WEB-7：Log in",
    "【WEB-7】Log in",
    '"WEB-7 Log in",',
    "| WEB-7 | Log in |",
  ];
  for (const form of forms) assertEquals(read(form), ["WEB-7|Log in"], form);
  assertEquals(read("# Sprint 7\n\n- WEB-7 Log in\n---\n```\n* WEB-8\n```"), [
    "WEB-7|Log in",
    "WEB-8",
  ]);
  for (const above of ["---\ntitle: Backlog\nname: web\n---\n", "<!-- Backlog -->\n"]) {
    assertEquals(read(`${above}\n- WEB-7 Log in`), ["WEB-7|Log in"], above);
  }
  assertEquals(read("| | |\n|---|---|\n| WEB-7 | Log in |"), ["WEB-7|Log in"]);
  const headed = readTickets("# Sprint 7\nWEB-7");
  assertEquals(headed.kind === "tickets" && headed.leftOut, [
    { what: "# Sprint 7", why: { code: "heading" } },
  ]);
  for (
    const heading of ["h2. Sprint 7\n", "Sprint 7\n=====\n", "Sprint 7:\n\n", "**Sprint 7**\n"]
  ) {
    assertEquals(read(`${heading}- Log in\n- WEB-7 Pay`), ["Log in", "WEB-7|Pay"], heading);
    assertEquals(read(`${heading}WEB-7 Pay`), ["WEB-7|Pay"], heading);
  }
  assertEquals(read("Log in:\nPay"), ["Log in:", "Pay"]);
  // with a tab behind each bullet no table comes of it
  assertEquals(read("•\tLog in\n•\tPay, later"), ["Log in", "Pay, later"]);
  assertEquals(read("2.0 release\nThe b. test"), ["2.0 release", "The b. test"]);
});

/** Links of trackers, and the ids that they lead to. */
const LINKS: readonly [string, string][] = [
  ["https://shop.atlassian.net/browse/SHOP-41", "SHOP-41"],
  ["https://shop.atlassian.net/browse/SHOP-41?focusedCommentId=1#c", "SHOP-41"],
  [
    "https://shop.atlassian.net/jira/software/projects/SHOP/boards/2?selectedIssue=SHOP-41",
    "SHOP-41",
  ],
  ["https://shop.atlassian.net/jira/software/c/projects/SHOP/issues/SHOP-41", "SHOP-41"],
  ["https://jira.example.com/projects/SHOP/issues/SHOP-41", "SHOP-41"],
  ["https://jira.example.com/secure/RapidBoard.jspa?rapidView=1&selectedIssue=SHOP-41", "SHOP-41"],
  ["https://shop.youtrack.cloud/agiles/1/current?issue=SHOP-41", "SHOP-41"],
  ["https://github.com/o/shop/issues/41", "#41"],
  ["https://github.com/o/shop/pull/41/files", "#41"],
  ["https://github.com/orgs/o/projects/1?pane=issue&itemId=9&issue=o%7Cshop%7C41", "#41"],
  ["https://gitlab.com/g/shop/-/issues/41", "#41"],
  ["https://gitlab.com/g/shop/-/work_items/41", "#41"],
  ["https://gitlab.com/g/shop/-/merge_requests/41", "!41"],
  ["https://gitlab.example.com/shop/issues/41#note_3", "#41"],
  ["https://dev.azure.com/o/Shop/_workitems/edit/41", "#41"],
  ["https://dev.azure.com/o/Shop/_workitems/edit/41/", "#41"],
  ["https://o.visualstudio.com/Shop/_boards/board/t/Team/Stories/?workitem=41", "#41"],
  ["https://linear.app/shop/issue/ENG-41/pay-by-invoice", "ENG-41"],
  ["https://linear.app/shop/issue/ENG-41/pay-2-invoices-7", "ENG-41"],
  ["https://shop.youtrack.cloud/issue/SHOP-41/Pay-by-invoice", "SHOP-41"],
  ["https://youtrack.example.com/youtrack/issue/SHOP-41", "SHOP-41"],
  ["https://app.shortcut.com/shop/story/41/pay-by-invoice", "#41"],
  ["https://www.pivotaltracker.com/story/show/41", "#41"],
  ["https://trello.com/c/AbCdEf12/41-pay-by-invoice", "#41"],
  ["https://app.clickup.com/t/86aa", "86aa"],
  ["https://app.clickup.com/t/900100/SHOP-41", "SHOP-41"],
  ["https://app.asana.com/0/1200/1201/f", "#1201"],
  ["https://app.asana.com/1/77/project/1200/task/1201", "#1201"],
  ["https://bugzilla.example.org/show_bug.cgi?id=41", "#41"],
  ["https://redmine.example.org/issues/41", "#41"],
];

Deno.test("a tracker's link gives the ticket's id and link, wherever it is on the line", () => {
  for (const [link, id] of LINKS) {
    const forms: [string, string][] = [
      [link, `${id}||${link}`],
      [`- ${link}`, `${id}||${link}`],
      [`<${link}>`, `${id}||${link}`],
      [`${link} Pay by invoice`, `${id}|Pay by invoice|${link}`],
      [`${link} - Pay by invoice`, `${id}|Pay by invoice|${link}`],
      [`${link}\tPay by invoice`, `${id}|Pay by invoice|${link}`],
      [`Pay by invoice ${link}`, `${id}|Pay by invoice|${link}`],
      [`Pay by invoice [${id}](${link})`, `${id}|Pay by invoice|${link}`],
      [`Pay by invoice, see ${link}`, `${id}|Pay by invoice|${link}`],
      [`Pay by invoice by @ana in ${link}`, `${id}|Pay by invoice|${link}`],
      [`Log in (${link})`, `${id}|Log in|${link}`],
      [`Pay by invoice: ${link}.`, `${id}|Pay by invoice|${link}`],
      [`Pay by invoice (${link})`, `${id}|Pay by invoice|${link}`],
      [`${id} Pay by invoice ${link}`, `${id}|Pay by invoice|${link}`],
      [`[${id}](${link}) Pay by invoice`, `${id}|Pay by invoice|${link}`],
      [`[${id}](${link}): Pay by invoice`, `${id}|Pay by invoice|${link}`],
      [`- [ ] [${id}](${link}) Pay by invoice`, `${id}|Pay by invoice|${link}`],
      [`**[${id}](${link})** Pay by invoice`, `${id}|Pay by invoice|${link}`],
      [`[**${id}**](${link} "title") Pay by invoice`, `${id}|Pay by invoice|${link}`],
      [`[Pay by invoice](${link})`, `${id}|Pay by invoice|${link}`],
      [`[${link}](${link}) Pay by invoice`, `${id}|Pay by invoice|${link}`],
      [`[${id}|${link}] Pay by invoice`, `${id}|Pay by invoice|${link}`],
      [`<${link}|Pay by invoice>`, `${id}|Pay by invoice|${link}`],
    ];
    for (const [line, ticket] of forms) {
      if (!/^[\w#!-]*[#!-]\d+$/.test(id) && line.includes(`${id} P`)) continue; // no id by itself
      if (!/^[\w#!-]*[#!-]\d+$/.test(id) && /\[\W*86aa/.test(line)) continue;
      assertEquals(read(line), [ticket], line);
    }
  }
});

Deno.test("marks that stay open take a time that grows with the text alone", () => {
  // each of these would be looked for up to the end of its line
  for (const mark of ["[", "![", "[a](#", "<!--"]) {
    const line = `WEB-7 ${mark.repeat(4_000 / mark.length)}\n`;
    assertEquals(readTickets(line.repeat(1_000)).kind, "tickets", mark);
  }
});

Deno.test("a line as long as a file is read", () => {
  for (
    const piece of [
      "-|",
      "[a|",
      "**",
      "<https://x.example/ ",
      "WEB-7,",
      "a  ",
      '""(',
      "😀 ",
      "{jira:",
      "<!--",
    ]
  ) {
    const reading = readTickets(`Log in\n${piece.repeat(20_000)}`);
    assertEquals(reading.kind !== "refused", true, piece);
  }
});

Deno.test("a link that is not the ticket's stays in its title", () => {
  const table: [string, string][] = [
    ["WEB-7 Move docs to https://docs.example.com", "WEB-7|Move docs to https://docs.example.com"],
    ["WEB-7 Like https://x.example/browse/WEB-8", "WEB-7|Like https://x.example/browse/WEB-8"],
    ["Read https://docs.example.com first", "Read https://docs.example.com first"],
    ["javascript:alert(1)", "javascript:alert(1)"],
    ["https://docs.example.com/Pay-later", "Pay-later||https://docs.example.com/Pay-later"],
    ["https://docs.example.com", "docs.example.com||https://docs.example.com/"],
    ["[Notes](https://docs.example.com/n)", "Notes||https://docs.example.com/n"],
  ];
  for (const [line, ticket] of table) assertEquals(read(line), [ticket], line);
});

Deno.test("one ticket on a line, in many forms", () => {
  const table: [line: string, ticketId: string, title?: string][] = [
    ["WEB-7", "WEB-7"],
    ["WEB-7 Log in", "WEB-7", "Log in"],
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
  for (const [line, ticketId, title] of table) {
    const ticket = { ticket_id: ticketId, ...title !== undefined && { title } };
    assertEquals(readTicket(line), ticket, line);
  }
  for (const empty of ["", "  ", "- ", "\u200b", "- [ ]", "---"]) {
    assertEquals(readTicket(empty), null, empty);
  }
});

Deno.test("[W5] a title too long for an id is shortened as the id, and kept as the title", () => {
  const reading = readTickets(LONG);
  const [ticket] = reading.kind === "tickets" ? reading.tickets : [];
  assertEquals([...ticket?.ticket_id ?? ""].length <= 64, true);
  assertEquals(ticket?.ticket_id.endsWith("…"), true);
  assertEquals(ticket?.title, LONG);
});
