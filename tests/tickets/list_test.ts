// What only the lines of a list together say, and what tools write around a ticket's id.
import { assertEquals } from "@std/assert";
import { readTickets } from "../../src/tickets/tickets.ts";
import { read } from "./read.ts";

const LINK = "https://j.example/browse/WEB-";

Deno.test("what tools and people write before an id is not part of the title", () => {
  const forms = [
    "[3] WEB-7 Log in",
    "(5 SP) WEB-7 Log in",
    "3 pts - WEB-7 Log in",
    "[WEB-7] Log in - Jira",
    "[WEB-7] Log in - Shop Jira",
    "P1 WEB-7 Log in",
    "🟢 WEB-7 Log in",
    "Bug WEB-7 Log in",
    "- TODO [Story] WEB-7: Log in",
    "a1b2c3d WEB-7: Log in",
    "feat(WEB-7): Log in",
    "[10:02] Ana: WEB-7 Log in",
    "10:02 WEB-7: Log in",
    "P1 **WEB-7** Log in",
    "Story: *WEB-7*: Log in",
    "[3] `WEB-7` Log in",
    "🟢 **WEB-7 Log in**",
    "PR WEB-7 Log in",
    "├── WEB-7 Log in",
    "│   └── WEB-7 Log in",
    "[3] Log in (WEB-7)",
    "[Story] (5 SP) Log in [WEB-7]",
    "[02/01/2026, 10:02:11] Ana Ruiz: [WEB-7] Log in",
    "ii. WEB-7 Log in",
    "(A) WEB-7 Log in",
    "x 2026-01-02 WEB-7 Log in",
    "- [[WEB-7]] Log in",
    "WEB-7 -> Log in",
    "WEB-7 = Log in",
    "WEB-7 ... Log in",
    "WEB-7. Log in",
    "WEB-7) Log in",
    "WEB-7 (3): Log in",
    "WEB-7 [5 SP] Log in",
    "１．WEB-7 Log in",
    "1、WEB-7 Log in",
    "① WEB-7 Log in",
    "١. WEB-7 Log in",
  ];
  for (const form of forms) assertEquals(read(form), ["WEB-7|Log in"], form);
  const table: [string, string][] = [
    ["feature/WEB-7-log-in", "WEB-7|log-in"],
    ["[Web] WEB-7 Log in", "WEB-7|[Web] Log in"],
    ["Open WEB-7 in a window", "Open WEB-7 in a window"],
    ["Bug reports", "Bug reports"],
    ["[JIRA] (WEB-7) Log in", "WEB-7|[JIRA] Log in"],
    ["[o/shop] Log in (Issue #7)", "#7|[o/shop] Log in"],
    ["Closes #7 Log in", "#7|Log in"],
    [`<a href="${LINK}7">WEB-7</a> Log in`, `WEB-7|Log in|${LINK}7`],
    [`P1 ${LINK}7 Log in`, `WEB-7|Log in|${LINK}7`],
    [`[3] **[WEB-7](${LINK}7)**: Log in`, `WEB-7|Log in|${LINK}7`],
    [`[3] Log in: ${LINK}7`, `WEB-7|Log in|${LINK}7`],
    [`10:02 Log in: ${LINK}7`, `WEB-7|10:02 Log in|${LINK}7`],
    [
      "[41] Log in https://github.com/o/shop/issues/41",
      "41|Log in|https://github.com/o/shop/issues/41",
    ],
    ["TODO list (WEB-7)", "WEB-7|TODO list"],
    ["Close #7 in a day", "Close #7 in a day"],
    ["[WEB-7] Move from Trello to Jira", "WEB-7|Move from Trello to Jira"],
    ["Log in (#7) · Issues · Acme / Shop · GitLab", "#7|Log in"],
    ["UTF-8 support", "UTF-8 support"],
    ["SHA-256: check files", "SHA-256: check files"],
    ["UTF-80 support", "UTF-80|support"],
  ];
  for (const [line, ticket] of table) assertEquals(read(line), [ticket], line);
});

Deno.test("ids and titles on separate lines are joined if all lines alternate", () => {
  const table: [string, readonly string[]][] = [
    ["WEB-7\nLog in\nWEB-8\nPay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["Log in\nWEB-7\nPay\nWEB-8", ["WEB-7|Log in", "WEB-8|Pay"]],
    [`Log in\n${LINK}7\nPay\n${LINK}8`, [`WEB-7|Log in|${LINK}7`, `WEB-8|Pay|${LINK}8`]],
    [`• <${LINK}7|WEB-7> Log in\n• <${LINK}8|WEB-8> Pay`, [
      `WEB-7|Log in|${LINK}7`,
      `WEB-8|Pay|${LINK}8`,
    ]],
    [`WEB-7 Log in\n${LINK}7\nWEB-8 Pay`, [`WEB-7|Log in|${LINK}7`, "WEB-8|Pay"]],
    [`WEB-7 ${LINK}7 Log in`, [`WEB-7|Log in|${LINK}7`]],
    ["WEB-7\nLog in", ["WEB-7", "Log in"]],
    ["WEB-7\nLog in\nWEB-8\nWEB-9", ["WEB-7", "Log in", "WEB-8", "WEB-9"]],
    ["Log in\n#7 opened 2 days ago by ana\nPay\n#8 opened yesterday", ["#7|Log in", "#8|Pay"]],
    ["Log in\n#7 · ana opened on Jan 2\nPay\n#8 · bob opened 2 days ago", ["#7|Log in", "#8|Pay"]],
    ["Log in\nbug\nweb\n#7 opened 2 days ago by ana\n3\nPay\n#8 opened yesterday", [
      "#7|Log in",
      "#8|Pay",
    ]],
    [
      "Open\nLabels\nAssignees\nLog in\n#7 opened 2 days ago by ana\nPay\n#8 opened yesterday",
      ["#7|Log in", "#8|Pay"],
    ],
    [
      "Log in\nStatus: Open.\n#7 In acme/shop; · ana opened 2 days ago\nPay\nStatus: Open.\n#8 In acme/shop; · bob opened on Jan 2",
      ["#7|Log in", "#8|Pay"],
    ],
    ["Key\t\nSummary\t\nWEB-7\t\nLog in\t\nWEB-8\t\nPay\t", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["Log in\nhttps://app.clickup.com/t/86a\nPay\nhttps://app.clickup.com/t/86b", [
      "86a|Log in|https://app.clickup.com/t/86a",
      "86b|Pay|https://app.clickup.com/t/86b",
    ]],
    ["WEB-7\n: Log in\nWEB-8\n: Pay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["To do\n2\nLog in\nWEB-7\nPay\nWEB-8", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["Log in to the shop\nWEB-7\n3\nPay\nWEB-8\n5", ["WEB-7|Log in to the shop", "WEB-8|Pay"]],
    ["To do 2\nLog in to the shop\nWeb\nWEB-7\n3\nPay by invoice\nWeb\nWEB-8\n5", [
      "WEB-7|Log in to the shop",
      "WEB-8|Pay by invoice",
    ]],
    ["To do\nLog in to the shop\nWEB-7\nDoing\nPay by invoice\nWEB-8", [
      "WEB-7|Log in to the shop",
      "WEB-8|Pay by invoice",
    ]],
    ["['WEB-7', 'WEB-8']\nkey in (WEB-9, WEB-10) ORDER BY rank", [
      "WEB-7",
      "WEB-8",
      "WEB-9",
      "WEB-10",
    ]],
    ["WEB-7, WEB-8 and WEB-9", ["WEB-7", "WEB-8", "WEB-9"]],
    [`${LINK}7, ${LINK}8`, [`WEB-7||${LINK}7`, `WEB-8||${LINK}8`]],
    [`WEB-7 ${LINK}7\nWEB-8 Pay`, [`WEB-7||${LINK}7`, "WEB-8|Pay"]],
    [`WEB-7 ${LINK}7, WEB-8 ${LINK}8`, [`WEB-7||${LINK}7`, `WEB-8||${LINK}8`]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
});

Deno.test("lines around a list are no tickets, and are reported", () => {
  const table: [text: string, beside: readonly string[]][] = [
    ["Hi all,\n- WEB-7 Log in\n- WEB-8 Pay\nThanks", ["Hi all,", "Thanks"]],
    ["- WEB-7 Log in\n- WEB-8 Pay\n\nNext: Friday", ["Next: Friday"]],
    ["- WEB-7 Log in\nmore of it\n- WEB-8 Pay\nThanks\nAna", ["more of it", "Thanks", "Ana"]],
    ["Ana  10:02 AM\nWEB-7 Log in\nBob, 10:03\nWEB-8 Pay", ["Ana 10:02 AM", "Bob, 10:03"]],
    ["Ana — Today at 10:02 AM\nWEB-7 Log in\nWEB-8 Pay", ["Ana — Today at 10:02 AM"]],
    ["Ana\n  10:02\nWEB-7 Log in\nWEB-8 Pay", ["Ana", "10:02"]],
    ["- WEB-7 Log in\n  - by key\n  - by mail\n- WEB-8 Pay\n  when due", [
      "- by key",
      "- by mail",
      "when due",
    ]],
    ["Ana\n01/02/2026 10:02\nWEB-7 Log in\nWEB-8 Pay", ["Ana", "01/02/2026 10:02"]],
    ["Ana Ruiz, Jan 2, 10:02 AM\nWEB-7 Log in\nWEB-8 Pay", ["Ana Ruiz, Jan 2, 10:02 AM"]],
    ["Hi all,\n\nWEB-7 Log in\nWEB-8 Pay\n\nThanks a lot!\nAna", [
      "Hi all,",
      "Thanks a lot!",
      "Ana",
    ]],
    ["WEB-7 Log in\nWEB-8 Pay\n-- \nAna\nShop", ["Ana", "Shop"]],
    ["WEB-7 Log in\nWEB-8 Pay\n\nSent from my phone", ["Sent from my phone"]],
    ["From: Ana\nSubject: Sprint\n\nWEB-7 Log in\nWEB-8 Pay", ["From: Ana", "Subject: Sprint"]],
    ["[10:02] Ana Ruiz\nWEB-7 Log in\nWEB-8 Pay", ["[10:02] Ana Ruiz"]],
    ["Ana  10:02\nWEB-7 Log in\nWEB-8 Pay\nBob  10:03\nthank you, Ana", [
      "Ana 10:02",
      "Bob 10:03",
      "thank you, Ana",
    ]],
    ["Ana\nMonday 10:02 AM\nWEB-7 Log in\nWEB-8 Pay", ["Ana", "Monday 10:02 AM"]],
    ["Tracker\nAPP  10:02 AM\nWEB-7 Log in\nWEB-8 Pay", ["Tracker", "APP 10:02 AM"]],
    ["Ana  10:02\nWEB-7 Log in\nWEB-8 Pay\n3 replies\nLast reply today at 10:05", [
      "Ana 10:02",
      "3 replies",
      "Last reply today at 10:05",
    ]],
    ["Please estimate these.\n\nWEB-7 Log in\nWEB-8 Pay", ["Please estimate these."]],
    ["WEB-7 Log in\n\nAs a user I want it.\n\nWEB-8 Pay\n\nAs a user I pay. Later!", [
      "As a user I want it.",
      "As a user I pay. Later!",
    ]],
    ["WEB-7 Log in\n:+1: 2\nWEB-8 Pay\n👍🏽\n👀 3", [":+1: 2", "👍🏽", "👀 3"]],
    ["WEB-7 Log in\n  by key\nWEB-8 Pay\n  when due", ["by key", "when due"]],
    ["WEB-7 Log in\n- by key\n- by mail\n\nWEB-8 Pay\n- when due", [
      "- by key",
      "- by mail",
      "- when due",
    ]],
    ["WEB-7 Log in\nStatus: To do\nStory points: 3\nWEB-8 Pay\nStatus: Done", [
      "Status: To do",
      "Story points: 3",
      "Status: Done",
    ]],
  ];
  for (const [text, beside] of table) {
    assertEquals(read(text), ["WEB-7|Log in", "WEB-8|Pay"], text);
    const reading = readTickets(text);
    assertEquals(
      reading.kind === "tickets" && reading.leftOut,
      beside.map((what) => ({ what, why: { code: "besideList" } })),
    );
  }
  assertEquals(read("- Log in\n  - WEB-7 by key\n  - WEB-8 by mail\n  - by hand"), [
    "Log in",
    "WEB-7|by key",
    "WEB-8|by mail",
    "by hand",
  ]);
  assertEquals(read("1. Log in\n   - by key\n2. Pay\n   - when due\n   - when sent"), [
    "Log in",
    "Pay",
  ]);
  assertEquals(read("- Log in\n  - by key\n- Pay"), ["Log in", "by key", "Pay"]);
  assertEquals(read("WEB-7 Log in\nWEB-8 Pay\n- Ship"), ["WEB-7|Log in", "WEB-8|Pay", "Ship"]);
  assertEquals(read("WEB-7 Log in\nLabels: print them"), ["WEB-7|Log in"]);
  assertEquals(read("Labels: print them\nWEB-7 Log in"), ["Labels: print them", "WEB-7|Log in"]);
  assertEquals(read("👍"), ["👍"]);
  assertEquals(read("WEB-7 Log in\nPay at once!\nWEB-8 Ship"), [
    "WEB-7|Log in",
    "Pay at once!",
    "WEB-8|Ship",
  ]);
  assertEquals(read("Web\n\nWEB-7 Log in\nWEB-8 Pay\n\nShop\n\nWEB-9 Sell"), [
    "WEB-7|Log in",
    "WEB-8|Pay",
    "WEB-9|Sell",
  ]);
  assertEquals(read("WEB-7 Log in\n\nPay\n\nWEB-9 Sell"), ["WEB-7|Log in", "Pay", "WEB-9|Sell"]);
  assertEquals(read("- Log in\n- WEB-8 Pay\n- Ship"), ["Log in", "WEB-8|Pay", "Ship"]);
  assertEquals(read("Hello,\n- Log in\n- Pay\n\nViele Grüße\nAna"), ["Log in", "Pay"]);
  assertEquals(read("Hi all,\n\n- Log in\n- Pay, later\n\nThanks,\nAna"), ["Log in", "Pay, later"]);
  assertEquals(read("Hello world\nWEB-7 Log in\nWEB-8 Pay\n\nBest prices"), [
    "Hello world",
    "WEB-7|Log in",
    "WEB-8|Pay",
    "Best prices",
  ]);
  // whoever pasted a list may have typed one more right below it
  assertEquals(read("- WEB-7 Log in\n- WEB-8 Pay\nsome words"), [
    "WEB-7|Log in",
    "WEB-8|Pay",
    "some words",
  ]);
  // tickets may be about times, and about what is from and to somebody
  assertEquals(read("WEB-7 Log in\nNightly run at 02:00"), [
    "WEB-7|Log in",
    "Nightly run at 02:00",
  ]);
  assertEquals(read("From: may be empty\nTo: may be us"), ["From: may be empty", "To: may be us"]);
});

Deno.test("labels before and ids after titles count if all lines have them", () => {
  const table: [string, readonly string[]][] = [
    ["Ana: WEB-7 Log in\nBob: APP-8 Pay", ["WEB-7|Log in", "APP-8|Pay"]],
    ["<ana> WEB-7 Log in\n<bob> WEB-8 Pay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["Log in - WEB-7\nPay - APP-8", ["WEB-7|Log in", "APP-8|Pay"]],
    ["Log in, WEB-7\nPay, WEB-8", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["Log in WEB-7\nPay WEB-8", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["Speak UTF-8\nMeet ISO-9001", ["Speak UTF-8", "Meet ISO-9001"]],
    ["WEB_17 Log in\nWEB_18 Pay", ["WEB_17|Log in", "WEB_18|Pay"]],
    ["Ana: WEB-7 Log in\nBob: Pay", ["Ana: WEB-7 Log in", "Bob: Pay"]],
    ["Bug 701 Log in\nUser story 702 Pay", ["701|Log in", "702|Pay"]],
    ["Bug 7 Log in\nBug 8 Pay", ["Bug 7 Log in", "Bug 8 Pay"]],
    ["Log in\n100 users at once\n3D view", ["Log in", "100 users at once", "3D view"]],
    [" 1  WEB-7 Log in\n10  WEB-8 Pay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["Hello team,\n\n7 Log in\n8 Pay\n\nBest regards,\nAna Ruiz", ["7|Log in", "8|Pay"]],
    ["Hello team,\n\n- 7 Log in\n- 8 Pay\n\nBest regards,\nAna Ruiz", ["7|Log in", "8|Pay"]],
    ["- 7\tLog in\n- 8\tPay, later", ["7|Log in", "8|Pay, later"]],
    ["Log in (701)\nPay (702)", ["701|Log in", "702|Pay"]],
    ["Plan (2026)\nBudget (2027)", ["Plan (2026)", "Budget (2027)"]],
    ["7 Log in\n8 Pay\nShip", ["7|Log in", "8|Pay", "Ship"]],
    ["WEB-7 Terms &amp; tax\nWEB-8 Pay &amp; go", ["WEB-7|Terms &amp; tax", "WEB-8|Pay &amp; go"]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
});

Deno.test("bullets that count only if all lines have them", () => {
  for (
    const [one, other] of [
      ["1.1 ", "1.2 "],
      ["A. ", "B. "],
      ["A) ", "B) "],
      ["I. ", "II. "],
      ["-- ", "-- "],
      ["-", "-"],
      ["*", "*"],
      ["( ) ", "(x) "],
      ["[02/01/26, 10:02:11] Ana: ", "[02/01/26, 10:03:00] Bob: "],
      ["(A) 2026-01-02 ", "(B) "],
      ["02/01/26, 10:02 - Ana: ", "02/01/26, 10:03 - Bob: "],
    ]
  ) {
    assertEquals(read(`${one}Log in\n${other}WEB-8 Pay`), ["Log in", "WEB-8|Pay"], one);
  }
  assertEquals(read("1.1 Log in\nPay"), ["1.1 Log in", "Pay"]);
  assertEquals(read("*Log* in\n*Pay*"), ["Log in", "Pay"]);
  assertEquals(read("Next\n----\n- Log in\nPay"), ["Log in", "Pay"]);
  assertEquals(read("Log in\n---\nPay"), ["Log in", "Pay"]);
});

Deno.test("markup of Markdown and wikis is not part of the title", () => {
  const forms = [
    "- ![bug](https://x.example/b.png) WEB-7 Log in",
    "WEB-7 [Log in](#log-in)",
    "WEB-7 [Log in](notes/log_in.md)",
    "WEB-7 Log in <!-- 3 -->",
    "<!-- later:\n- WEB-8 Pay\n-->\n- WEB-7 Log in",
    "- [WEB-7][1] Log in\n\n[1]: https://x.example/browse/WEB-7",
    "WEB\\-7 Log in",
    "WEB-7 Log in\\",
    "\\- WEB-7 Log in",
    "{jira:WEB-7} Log in",
    "{jira:key=WEB-7|server=Shop} Log in",
    "a1b2c3d (HEAD -> main) WEB-7 Log in",
    "WEB-7* Log in",
    "<details><summary>Next</summary>\n\n- WEB-7 Log in\n\n</details>",
    "> | Key | Summary |\n> |---|---|\n> | WEB-7 | Log in |",
    "---\ntags:\n  - web\n---\nWEB-7 Log in",
  ];
  for (const form of forms) assertEquals(read(form), ["WEB-7|Log in"], form);
  const table: [string, readonly string[]][] = [
    ["Log\\_in", ["Log_in"]],
    ["acme/shop!7 Log in\n&8 Pay", ["acme/shop!7|Log in", "&8|Pay"]],
    ["github.com/o/shop/issues/7 Log in", ["#7|Log in|https://github.com/o/shop/issues/7"]],
    ["o  Log in\no  Pay", ["Log in", "Pay"]],
    ["# Next\n## Log in\n## Pay", ["Log in", "Pay"]],
    [`Jira link\n${LINK}7\n${LINK}8`, [`WEB-7||${LINK}7`, `WEB-8||${LINK}8`]],
    [`Links:\n${LINK}7`, [`WEB-7||${LINK}7`]],
    ["- **Next**\n  - WEB-7 Log in\n- **Later:**\n  - WEB-8 Pay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["Next:\n**WEB-7** Log in\n`WEB-8` Pay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["- Log in\n<!-- is open\n- Pay", ["Log in", "<!-- is open", "Pay"]],
    ["<!-- is open\n- Log in\n  <!-- note -->\n- Pay", ["<!-- is open", "Log in", "Pay"]],
    ["<!-- one <!-- comment -->\n- Log in\n<!-- is open\n- Pay\n<!--\n- No\n-->\n- Sell", [
      "Log in",
      "<!-- is open",
      "Pay",
      "Sell",
    ]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
});

Deno.test("if headings are tickets, the lines below are their descriptions", () => {
  const reading = readTickets(
    "## WEB-7: Log in\n\nAs a user\n- by key\n\n## WEB-8: Pay\n### Notes",
  );
  assertEquals(reading, {
    kind: "tickets",
    tickets: [
      { ticket_id: "WEB-7", title: "Log in", description: "As a user\n- by key" },
      { ticket_id: "WEB-8", title: "Pay" },
    ],
    leftOut: [{ what: "### Notes", why: { code: "heading" } }],
    notes: [],
  });
});

Deno.test("without ids, headings that sentences follow are tickets", () => {
  assertEquals(read("# Next\n\n### Log in\n\nAs a user I want it.\n\n### Pay\nLater:\n- by card"), [
    "Log in",
    "Pay",
  ]);
  assertEquals(read("### Next\nLog in\n### Later\nPay"), ["Log in", "Pay"]);
});

Deno.test("the time for a list grows with its lines alone", () => {
  const count = 40_000;
  for (const ticket of ["WEB-N a\n- b\n", "## WEB-N a\nb.\n", "## a N\nb.\n", "a\nWEB-N\n3\n"]) {
    const text = Array.from({ length: count }, (_, at) => ticket.replace("N", `${at}`)).join("");
    const reading = readTickets(text);
    assertEquals(reading.kind === "tickets" && reading.tickets.length, count, ticket);
  }
});

Deno.test("an outline of Org-mode is a list", () => {
  const text = [
    "#+TITLE: Backlog",
    "* TODO [#A] WEB-7 Log in   :web:",
    "  :PROPERTIES:",
    "  :Effort: 3",
    "  :END:",
    "** DONE Pay",
    "   SCHEDULED: <2026-01-02 Fri>",
  ];
  assertEquals(read(text.join("\n")), ["WEB-7|Log in", "Pay"]);
  assertEquals(read("* Log in\n* TODO list"), ["Log in", "TODO list"]);
});
