// A table's rows: cells as programs write them, quotes that are wrong, and rows that are no tickets.
import { assertEquals } from "@std/assert";
import { readTable } from "../../src/tickets/table.ts";
import { readTickets } from "../../src/tickets/tickets.ts";
import { read } from "./read.ts";

Deno.test("what programs add to cells is not part of the ticket", () => {
  const table: [string, readonly string[]][] = [
    ['Key,Summary\n="WEB-7","=""Log in"""', ["WEB-7|Log in"]],
    ["Key,Summary\n'WEB-7','Log in'", ["WEB-7|Log in"]],
    ["Task ID,Task Custom ID,Task Name,Task Content\n86aa,null,Log in,null", ["86aa|Log in"]],
    ["Key,Summary\nWEB‑7,Log in\n-,Pay\n(none),Ship", ["WEB-7|Log in", "Pay", "Ship"]],
    ["Key,Summary,URL\nWEB-7,Log in,null\nWEB-8,Pay,https://x.example/a; https://x.example/b", [
      "WEB-7|Log in",
      "WEB-8|Pay|https://x.example/a",
    ]],
    // what was cut off such numbers made one ticket of all
    ["Task ID;Name\n1,20121E+15;Log in\n1,20121E+15;Pay", ["Log in", "Pay"]],
    // an empty cell of the column made floats of all others
    ["ID,Title\n7.0,Log in\n8.0,Pay\n,Ship", ["7|Log in", "8|Pay", "Ship"]],
    ["ID,Title\n1.0,Log in\n1.1,Pay", ["1.0|Log in", "1.1|Pay"]],
    // people write the same for every ticket that has no id yet
    ["Key,Summary\nWEB-7,Log in\nTBD,Pay\nTBD,Ship\nnew,Go", [
      "WEB-7|Log in",
      "Pay",
      "Ship",
      "new|Go",
    ]],
    ["Key,Summary,URL\nWEB-7,#N/A,#REF!\nWEB-8,#7,", ["WEB-7", "WEB-8|#7"]],
    ['Key,Summary\nWEB-7,"Log ""in"", \\"out\\""\nWEB-8,"C:\\"', [
      'WEB-7|Log "in", "out"',
      "WEB-8|C:\\",
    ]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
});

Deno.test("sums, comments and names of groups are no tickets, and are reported", () => {
  const tickets = [{ ticket_id: "WEB-7", title: "Log in" }, { ticket_id: "WEB-8", title: "Pay" }];
  const table: [string, string][] = [
    ["Key,Summary,Points\nWEB-7,Log in,5\nWEB-8,Pay,3\nTotal,,8", "Total 8"],
    ["Summary,Key,Points\nLog in,WEB-7,5\nPay,WEB-8,3\nTotal:,,8", "Total: 8"],
    ["Key,Summary,Points\nWEB-7,Log in,5\nWEB-8,Pay,3\n,Summe,8", "Summe 8"],
    ["Key,Summary,Points\nWEB-7,Log in,5\nWEB-8,Pay,3\n,Total: 8,", "Total: 8"],
    ["A|B|C|Points|Summary|Key|D\n|||5|Log in|WEB-7|\n|||3|Pay|WEB-8|\n|||8|Total||", "8 Total"],
    ["Key;Summary;Points\nWEB-7;Log in;5\nWEB-8;Pay;3\n;Gesamtsumme (8);", "Gesamtsumme (8)"],
    ["Summary,Points\nWEB-7 Log in,5\nWEB-8 Pay,3\nTotal story points,8", "Total story points 8"],
    ["Key,Summary\nWEB-7,Log in\nWEB-8,Pay\n\nMade on 1 January\n", "Made on 1 January"],
    ["Summary,Key\nLog in,WEB-7\nPay,WEB-8\n\nMade by Ana", "Made by Ana"],
    ["Key,Summary\nTo do,\nWEB-7,Log in\nWEB-8,Pay", "To do"],
    [" key | summary\n-----+------\nWEB-7|Log in\nWEB-8|Pay\n(2 rows)", "(2 rows)"],
  ];
  for (const [text, what] of table) {
    assertEquals(readTickets(text), {
      kind: "tickets",
      tickets,
      leftOut: [{ what, why: { code: "besideTable" } }],
      notes: [],
    });
  }
  assertEquals(read("Title,Points\nTotal,5\nPay,3"), ["Total", "Pay"]);
  // a ticket that somebody added below is none of these, and a fence is nothing
  for (const line of ["WEB-8 Pay", "- WEB-8: Pay", "```\nWEB-8 Pay"]) {
    for (const table of ["Key,Summary\nWEB-7,Log in", "|Key|Summary|\n|-|-|\n|WEB-7|Log in|"]) {
      const reading = readTickets(`${table}\n${line}`);
      assertEquals(reading, { kind: "tickets", tickets, leftOut: [], notes: [] }, line);
    }
  }
  // where ids are no tracker's, each may be somebody's
  assertEquals(read("Key,Summary\nlogin,Log in\npay later,"), ["login|Log in", "pay later"]);
});

Deno.test("a table within a description is part of it", () => {
  const bodies = [
    "Key | Summary\n--- | ---\nX-1 | y",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "||a||b||\n|1|2|",
    "+---+---+\n| a | b |\n+---+---+",
    "sep=;\nKey;Summary;Status\nX-1;y;z",
    "key: x\ntitle: y",
    '{""a"": [1, 2]}',
  ];
  for (const body of bodies) {
    const csv = (header: string) => `${header}\n"${body}",WEB-7,Log in\n,WEB-8,Pay\n`;
    assertEquals(read(csv("Description,Key,Summary")), ["WEB-7|Log in", "WEB-8|Pay"], body);
    if (/Key/.test(body)) continue;
    assertEquals(read(csv("Beschreibung,Schlüssel,Titel")), "asks", body);
  }
});

Deno.test("links and descriptions are read", () => {
  const reading = readTickets(
    'Description,Key,Summary,URL\n"As a buyer\nI want",WEB-7,Pay,https://x.example/browse/WEB-7\n,WEB-8,,javascript:alert(1)',
  );
  assertEquals(reading, {
    kind: "tickets",
    tickets: [
      {
        ticket_id: "WEB-7",
        title: "Pay",
        url: "https://x.example/browse/WEB-7",
        description: "As a buyer\nI want",
      },
      { ticket_id: "WEB-8" },
    ],
    leftOut: [],
    notes: [{ code: "links", count: 1 }],
  });
});

Deno.test("unbalanced quotes lose no ticket", () => {
  const rows = ["WEB-7|Pay by invoice", "WEB-8|Refund", "WEB-9|Gift card"];
  const table = [
    'Key,Summary\nWEB-7,"Pay by invoice\nWEB-8,Refund\nWEB-9,Gift card\n',
    'Key,Summary\nWEB-7,"Pay by invoice\nWEB-8,Refund"\nWEB-9,Gift card\n',
    'Key,Summary\nWEB-7,"Pay by invoice\nWEB-8,"Refund\nWEB-9,"Gift card\n',
    'Key,Summary\nWEB-7,"Pay by invoice\nWEB-8,"Refund"\nWEB-9,Gift card\n',
    'Key,Summary\n"WEB-7","Pay by invoice\n"WEB-8","Refund"\n"WEB-9","Gift card"\n',
    'Key,Summary\nWEB-7,Pay by invoice"\nWEB-8,Refund\nWEB-9,Gift card\n',
    'Key,Summary\nWEB-7,Pay by invoice\nWEB-8,Refund\nWEB-9,"Gift card',
    'Key;Summary\r\nWEB-7;"Pay by invoice\r\nWEB-8;Refund\r\nWEB-9;Gift card',
    'Key\tSummary\rWEB-7\t"Pay by invoice\rWEB-8\tRefund\rWEB-9\tGift card',
    'Key,Summary\nWEB-7, "Pay by invoice" \nWEB-8, "Refund"\nWEB-9, "Gift card"',
    'Summary,Key\n"Pay by invoice,WEB-7\nRefund",WEB-8\nGift card,WEB-9',
  ];
  for (const text of table) assertEquals(read(text), rows, text);
  const others: [string, readonly string[]][] = [
    ['Key,Summary,Status\nWEB-7,"The "big, red" button",Open\nWEB-8,"a" and "b",Open', [
      'WEB-7|The "big, red" button',
      'WEB-8|"a" and "b"',
    ]],
    ['Key,Summary\nWEB-7,"Read ""this"":\nWEB-8,no"\nWEB-9,b', [
      'WEB-7|Read "this": WEB-8,no',
      "WEB-9|b",
    ]],
    ['Id,Title\n7,"Log in\n8,Log out"\n9,Pay', ["7|Log in", "8|Log out", "9|Pay"]],
    ['Id,Text,Title\n7,"1, open\n2, close",Log in', ["7|Log in"]],
    ['Key,Summary\nWEB-7,A 27" screen\nWEB-8,b', ['WEB-7|A 27" screen', "WEB-8|b"]],
    ['Key,Summary\nWEB-7,"Log" in\nWEB-8,b', ['WEB-7|"Log" in', "WEB-8|b"]],
    ['Key,Summary\nWEB-7,Say "hi"\nWEB-8,b', ['WEB-7|Say "hi"', "WEB-8|b"]],
    ['Key,Summary,Description\nWEB-7,a,"see\nWEB-8, not this"\nWEB-9,b,', ["WEB-7|a", "WEB-9|b"]],
    [
      'Key,Summary,Description\nWEB-7,a,"Say "yes" now\nand, later (or "no")\nagain"\nWEB-9,b,c',
      ["WEB-7|a", "WEB-9|b"],
    ],
    ['Description,Key,Summary\n"Say "yes"\nnow, or "no"",WEB-7,a\n"c "d"",WEB-9,b', [
      "WEB-7|a",
      "WEB-9|b",
    ]],
    ['Key,Summary,Description\nWEB-7,a,"Say "yes" now\nWEB-9,b,"or "no" then"', [
      "WEB-7|a",
      "WEB-9|b",
    ]],
    ['Summary,Status,Key\n"Say "yes",Open,WEB-7\nSay "no" now",Open,WEB-9', [
      'WEB-7|Say "yes"',
      'WEB-9|Say "no" now',
    ]],
  ];
  for (const [text, tickets] of others) assertEquals(read(text), tickets, text);
});

Deno.test("a table of more rows than a call has arguments is read", () => {
  const rows = [["Key", "Summary"], ...Array.from({ length: 150_000 }, () => ["WEB-7", "Log in"])];
  for (const chosen of [null, { id: 1, title: 2 }]) {
    assertEquals(readTable(rows, chosen).kind, "drafts");
  }
});

Deno.test("tables that are drawn: Markdown's and Jira's", () => {
  const tickets = ["WEB-7|Log in", "WEB-8|Log out"];
  const table = [
    "| Key | Summary |\n|-----|---------|\n| WEB-7 | Log in |\n| WEB-8 | Log out |",
    "| Key | Status | Title |\n| :-- | :-: | --: |\n| WEB-7 | open | Log in |\n| WEB-8 | | Log out |",
    "Key | Summary\n--- | ---\nWEB-7 | Log in\nWEB-8 | Log out",
    "Key | Summary\n--- | ---\n| WEB-7 | Log in |\nWEB-8 | Log out",
    " owner |  key  | summary\n-------+-------+---------\n       | WEB-7 | Log in\n ana   | WEB-8 | Log out",
    "||Key||Summary||\n|WEB-7|Log in|\n|WEB-8|Log out|",
    "||Key||Summary||\n||WEB-7|Log in|\n||WEB-8|Log out|",
    "||WEB-7|Log in|\n||WEB-8|Log out|",
    "| Name | ID |\n|---|---|\n| [Log in](Log%20in%20aa1.md) | WEB-7 |\n| Log out | WEB-8 |",
    "|Key|Summary|\n|WEB-7|Log in|\n|WEB-8|Log out|",
    "```\n| Key | Summary |\n|---|---|\n| WEB-7 | Log in |\n| WEB-8 | Log out |\n```",
    "| Key | Summary |\n|-----+---------|\n| WEB-7 | Log in |\n| WEB-8 | Log out |",
    "+-----+---+\n| Key | Summary |\n+-----+---+\n| WEB-7 | Log in |\n| WEB-8 | Log out |\n+-----+---+",
    "┌─────┬───┐\n│ Key │ Summary │\n├─────┼───┤\n│ WEB-7 │ Log in │\n│ WEB-8 │ Log out │\n└─────┴───┘",
    "| **Key** | **Summary** |\n|---|---|\n| **WEB-7** | Log in |\n| `WEB-8` | **Log out** |",
    "For Monday:\n\n| Key | Summary |\n|---|---|\n| WEB-7 | Log in |\n| WEB-8 | Log out |\n\nThat is all.",
  ];
  for (const text of table) assertEquals(read(text), tickets, text);
  assertEquals(
    read(
      "| Issue | Title |\n|---|---|\n| [#7](https://github.com/o/r/issues/7) | a \\| b |\n| [WEB-8|https://x.example/browse/WEB-8] | c |\n| <https://x.example/browse/WEB-9> | d |\n| [WEB-10][1] | e |",
    ),
    [
      "#7|a | b|https://github.com/o/r/issues/7",
      "WEB-8|c|https://x.example/browse/WEB-8",
      "WEB-9|d|https://x.example/browse/WEB-9",
      "WEB-10|e",
    ],
  );
});
