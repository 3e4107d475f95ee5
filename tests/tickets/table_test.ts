// Tables: a column is what its name says, whatever the separator. Unknown columns are never guessed.
import { assertEquals } from "@std/assert";
import { readTable } from "../../src/tickets/table.ts";
import { readTickets } from "../../src/tickets/tickets.ts";
import { read } from "./read.ts";

Deno.test("a header with another separator than the rows is read if it fits; else the user has to choose", () => {
  const table: [string, readonly string[] | "asks"][] = [
    ["Key;Summary;Status\nWEB-7,Log in,Open\nWEB-8,Pay,Open", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["Key,Summary\nWEB-7;Log in, out\nWEB-8;Pay", ["WEB-7|Log in, out", "WEB-8|Pay"]],
    ["Key,Summary\nWEB-7\tLog in", ["WEB-7|Log in"]],
    ['"Key";"Summary"\n"WEB-7","Log in, out"', ["WEB-7|Log in, out"]],
    ["sep=;\nTitle;Points\nLog in,3\nPay,5", ["Log in", "Pay"]],
    ["Key;Summary;Status\nWEB-7,Log in\nWEB-8,Pay", "asks"],
    ["Schlüssel;Text\nx7,Log in\nx8,Pay", "asks"],
    // and these have one sign
    ["Title;Points\nLog in, out\nPay, leave", ["Log in, out", "Pay, leave"]],
    ["Key,Summary\nWEB-7,Log in;out\nWEB-8,Pay;leave", ["WEB-7|Log in;out", "WEB-8|Pay;leave"]],
    ["Key;Summary\nWEB-7;Log in,out\nWEB-8;Pay,leave", ["WEB-7|Log in,out", "WEB-8|Pay,leave"]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
  const asked = readTickets("Schlüssel;Text\nx7,Log in\nx8,Pay");
  assertEquals(asked.kind === "asks" && asked.columns.map(({ head }) => head), [
    "Schlüssel",
    "Text",
  ]);
});

Deno.test("columns are found by name, whatever the separator and the spelling", () => {
  const table: [string, readonly string[]][] = [
    ["Key,Summary\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["Type;Issue key;Summary\nBug;WEB-7;Log in", ["WEB-7|Log in"]],
    ["id\ttitle\n7\tLog in\n8\t", ["7|Log in", "8"]],
    ["ID|Name\n7|Log in", ["7|Log in"]],
    ["issues.key,issues.fields.summary,issues.fields.status\nWEB-7,Log in,Open", ["WEB-7|Log in"]],
    ["|_. Key|_. Summary|\n|WEB-7|Log in|", ["WEB-7|Log in"]],
    ["   key  summary\n0  WEB-7   Log in\n1  WEB-8      Pay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["id  title\n--- --------\n  7 Log in\n  8 Pay\n\n(2 rows affected)", ["7|Log in", "8|Pay"]],
    ["=== ======\nID  Title\n=== ======\n7   Log in\n=== ======", ["7|Log in"]],
    ["Key，Summary\nWEB-7，Log in", ["WEB-7|Log in"]],
    ["[ID],📝 Title *,ID / Key\n,Log in,WEB-7", ["WEB-7|Log in"]],
    ["Item,Jira link\nLog in,https://x.example/browse/WEB-7", [
      "WEB-7|Log in|https://x.example/browse/WEB-7",
    ]],
    ["Key^Summary\nWEB-7^Log in", ["WEB-7|Log in"]],
    ["Key~Summary\nWEB-7~Log in", ["WEB-7|Log in"]],
    ['Key,Summary\nWEB-7,"Log in, and ""out"""\n', ['WEB-7|Log in, and "out"']],
    ['Key,Summary\nWEB-7,"two\nlines"', ["WEB-7|two lines"]],
    ["Summary\nLog in\nWEB-7 Log out\n3 bugs", ["Log in", "WEB-7|Log out", "3 bugs"]],
    ["\ufeffKey,Summary\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["sep=;\nKey;Summary\nWEB-7;Log in, out", ["WEB-7|Log in, out"]],
    ['"sep=|"\r\nKey|Summary\r\nWEB-7|Log in', ["WEB-7|Log in"]],
    ["sep=\t\nKey\tSummary\nWEB-7\tLog in", ["WEB-7|Log in"]],
    ["sep=^\nKey^Summary\nWEB-7^Log in", ["WEB-7|Log in"]],
    ["SEP=,\nKey,Summary\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["sep=,\nKey;Summary\nWEB-7;Log in, out", ["WEB-7|Log in, out"]],
    ['"Key,Summary"\n"WEB-7,""Log in, out"""', ["WEB-7|Log in, out"]],
    ['\ufeffKey,Summary\nWEB-7,Log in\n\ufeff"Key",Summary\nWEB-8,Pay', [
      "WEB-7|Log in",
      "WEB-8|Pay",
    ]],
    ["ï»¿Key,Summary\nWEB-7,Log in\n\nSummary,Key\nPay,WEB-8", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["# Key,Summary\nWEB-7,Log in\n\\N,Pay", ["WEB-7|Log in", "Pay"]],
    ["WEB-7\t\tLog in\nWEB-8\t\tPay", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["KEY    SUMMARY       STATUS\nWEB-7  Log in, out   Open\nWEB-8  Pay", [
      "WEB-7|Log in, out",
      "WEB-8|Pay",
    ]],
    ["Key,Summary\nWEB-7,Log in, and out\nWEB-8,Pay,Open", ["WEB-7|Log in, and out", "WEB-8|Pay"]],
    ["Title, teaser and text\nLog in, and out", ["Title, teaser and text", "Log in, and out"]],
    ["Key,Summary\r\n\r\nWEB-7,Log in\r\n,,\r\n", ["WEB-7|Log in"]],
    ["issue_key, TITLE \nWEB-7 , Log in ", ["WEB-7|Log in"]],
    ["issueKey,Summary:\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["Item ID (auto generated),Name\n7,Log in", ["7|Log in"]],
    ["Story,Ref\nLog in,WEB-7", ["WEB-7|Log in"]],
    ["Ticket,Status\nWEB-7 Log in,Open", ["WEB-7|Log in"]],
    ["Key,Status\nWEB-7,Open", ["WEB-7"]],
    ["Task ID,Task Custom ID,Task Name\n86aa,,Log in\n86ab,WEB-8,Log out", [
      "86aa|Log in",
      "WEB-8|Log out",
    ]],
    ["Title,Name\nLog in,Ana", ["Log in"]],
    ["ID,Name,Title\n7,Ana,Log in", ["7|Log in"]],
    ["Key,Summary\n'SEP-7,'=1+1", ["SEP-7|=1+1"]],
    ["System.Id,System.WorkItemType,System.Title\n7,Bug,Log in", ["7|Log in"]],
    ["key,fields.summary,fields.status.name\nWEB-7,Log in,Open", ["WEB-7|Log in"]],
    ["1. Key ↑,2. Summary\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["Jira Key,Feature name\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["Number,Short description\nINC7,Log in", ["INC7|Log in"]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
});

Deno.test("a name with two meanings means what is in its column", () => {
  const table: [string, readonly string[] | string][] = [
    ["Story,Summary\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["Issue,Created count\nWEB-7 Log in,1\nWEB-8 Pay,1", ["WEB-7|Log in", "WEB-8|Pay"]],
    ["id,ref,subject\n90007,7,Log in", ["7|Log in"]],
    ["ID,Title,Ref\n7,Log in,see the spec", ["7|Log in"]],
    ["ID,Title,PR\n7,Log in,#9", ["7|Log in"]],
    ["Nummer Titel\n------ -----\nWEB-7  Log in\nWEB-8  Pay", "asks"],
    ["Case,Title\n7,Log in", ["7|Log in"]],
    ["Task,Title\n7,Log in", ["7|Log in"]],
    ["Number,Issue\n7,Log in", ["7|Log in"]],
    ["Number,ID,Title\n1,WEB-7,Log in", ["WEB-7|Log in"]],
    ["ID,Description\n7,Log in", ["7|Log in"]],
    ['ID,Description\n7,"As a buyer\nI want"', ["7"]],
    ["Summary,Status\nWEB-7 Log in,Open\n[WEB-8] Log out,Open\n7 bugs,Open", [
      "WEB-7|Log in",
      "WEB-8|Log out",
      "7 bugs",
    ]],
    ["Name,Status\nUTF-8 support,Open\nLog in,Open", ["UTF-8 support", "Log in"]],
    // ids in a column without a known name: none are made up beside them
    ["Name;Schlüssel;Status\nLog in;WEB-7;Offen\nLog out;WEB-8;Offen", "asks"],
    [",Title,Status\nWEB-7,Log in,Open", "asks"],
    ["Title,Parent key\nLog in,WEB-7", ["Log in"]],
  ];
  for (const [text, tickets] of table) assertEquals(read(text), tickets, text);
});

Deno.test("trackers: the id that people use, the title, and never a description", () => {
  const table: [string, string, readonly string[]][] = [
    [
      "Jira with every column of its own twice",
      "Summary,Issue key,Issue id,Parent id,Issue Type,Status,Project key,Project name,Sprint,Sprint,Labels,Labels,Custom field (Story Points),Description\n" +
      'Log in,WEB-7,10007,9,Story,To Do,WEB,Web,1,2,a,b,3,"h1. Why\n\n* so, ""that"""\n',
      ["WEB-7|Log in"],
    ],
    [
      "Jira's key that is missing",
      "Issue key,Issue id,Summary\n,10007,Log in\nWEB-8,10008,Log out",
      ["10007|Log in", "WEB-8|Log out"],
    ],
    [
      "Jira Server with its name above",
      "[Example JIRA]\nProject,Key,Summary,Issue Type,Status,Priority\nWeb,WEB-7,Log in,Story,Open,Major",
      ["WEB-7|Log in"],
    ],
    [
      "Azure's tree",
      "ID,Work Item Type,Title 1,Title 2,Title 3\n1,Epic,Shop,,\n2,Feature,,Pay,\n3,Bug,,,Log in",
      ["1|Shop", "2|Pay", "3|Log in"],
    ],
    [
      "Azure's query with what it is above",
      "Project: Shop,Server: https://dev.azure.com/o,Query: Mine\nID,Work Item Type,Title,State\n3,Task,Log in,New",
      ["3|Log in"],
    ],
    [
      "Linear",
      'ID,Team,Title,Description,Status,Estimate,Priority,Project ID,Project,Creator\nENG-7,Eng,Log in,"a\nb",Todo,3,High,,,ana@x.example',
      ["ENG-7|Log in"],
    ],
    [
      "Shortcut",
      "id,name,type,requester,owners,description,is_completed,app_url\n7,Log in,feature,ana,,text,FALSE,https://app.shortcut.com/o/story/7",
      ["7|Log in|https://app.shortcut.com/o/story/7"],
    ],
    [
      "Pivotal",
      "Id,Title,Labels,Iteration,Type,Estimate,Current State,Description,URL,Comment,Comment,Task,Task Status\n7,Log in,,,feature,3,unstarted,text,https://www.pivotaltracker.com/story/show/7,a,b,do,not completed",
      ["7|Log in|https://www.pivotaltracker.com/story/show/7"],
    ],
    [
      "YouTrack",
      "Issue Id,Project,Tags,Summary,Reporter,Created,Priority,Type,State\nWEB-7,Web,,Log in,ana,2026,Normal,Task,Open",
      ["WEB-7|Log in"],
    ],
    [
      "Notion",
      "\ufeffName,Status,ID,Assign\nLog in,Todo,TASK-7,Ana\n",
      ["TASK-7|Log in"],
    ],
    [
      "Jira's sprint report",
      "Done\tView\nKey\tSummary\tType\tStatus\tStory Points (3)\nWEB-7 *\tLog in\tStory\tDone\t3\n" +
      "Not done\tView\nKey\tSummary\tType\tStatus\tStory Points (5)\nWEB-8\tPay\tStory\tOpen\t5\n",
      ["WEB-7|Log in", "WEB-8|Pay"],
    ],
    [
      "Monday, with subitems",
      "Shop\n\nTo do\nName,Subitems,Status,Item ID\nLog in,Design,Open,900\n" +
      "Subitems,Name,Status,Item ID\n,Design,Open,911\nPay,,Open,901\n",
      ["900|Log in", "911|Design", "901|Pay"],
    ],
    [
      "Monday, with groups",
      "Shop board\n\nTo do\nName,Subitems,Person,Status\nLog in,,Ana,Stuck\n\nDoing\nName,Subitems,Person,Status\nLog out,,Bob,Working\n",
      ["Log in", "Log out"],
    ],
    [
      "GitHub's list of the command line",
      "number\ttitle\turl\n7\tLog in\thttps://github.com/o/r/issues/7",
      ["7|Log in|https://github.com/o/r/issues/7"],
    ],
    [
      "GitHub's project with a draft",
      "Title\tURL\tStatus\nLog in\thttps://github.com/o/r/issues/7\tTodo\nOnly an idea\t\tTodo",
      ["#7|Log in|https://github.com/o/r/issues/7", "Only an idea"],
    ],
    [
      "Redmine",
      "#,Project,Tracker,Parent task,Status,Priority,Subject,Author,Assignee\n7,Web,Bug,,New,Normal,Log in,Ana,",
      ["7|Log in"],
    ],
    [
      "a spreadsheet's links",
      'Key,Summary\n"=HYPERLINK(""https://x.example/browse/WEB-7"",""WEB-7"")",Log in\nhttps://x.example/browse/WEB-8,Log out\n[WEB-9](https://x.example/browse/WEB-9),Pay',
      [
        "WEB-7|Log in|https://x.example/browse/WEB-7",
        "WEB-8|Log out|https://x.example/browse/WEB-8",
        "WEB-9|Pay|https://x.example/browse/WEB-9",
      ],
    ],
  ];
  for (const [name, text, tickets] of table) assertEquals(read(text), tickets, name);
});

Deno.test("what programs add to cells is not part of the ticket", () => {
  const table: [string, readonly string[]][] = [
    ['Key,Summary\n="WEB-7","=""Log in"""', ["WEB-7|Log in"]],
    ["Key,Summary\n'WEB-7','Log in'", ["WEB-7|Log in"]],
    ["Task ID,Task Custom ID,Task Name,Task Content\n86aa,null,Log in,null", ["86aa|Log in"]],
    ["Key,Summary\nWEB‑7,Log in\n-,Pay", ["WEB-7|Log in", "Pay"]],
    ["Key,Summary,URL\nWEB-7,Log in,null\nWEB-8,Pay,https://x.example/a; https://x.example/b", [
      "WEB-7|Log in",
      "WEB-8|Pay|https://x.example/a",
    ]],
    // what was cut off such numbers made one ticket of all
    ["Task ID;Name\n1,20121E+15;Log in\n1,20121E+15;Pay", ["Log in", "Pay"]],
    // an empty cell of the column made floats of all others
    ["ID,Title\n7.0,Log in\n8.0,Pay\n,Ship", ["7|Log in", "8|Pay", "Ship"]],
    ["ID,Title\n1.0,Log in\n1.1,Pay", ["1.0|Log in", "1.1|Pay"]],
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
    ["Key,Summary\nWEB-7,Log in\nWEB-8,Pay\n\nMade on 1 January\n", "Made on 1 January"],
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

Deno.test("titles and blank lines above the header are skipped", () => {
  const body = "Key,Summary\nWEB-7,Log in";
  for (
    const above of [
      "Backlog\n",
      "Backlog export 2026-01-01\n\n",
      "\n\n\n",
      "Export of 1 Jan, 2026\nby Ana, for Bob\n\n",
      ",\n,\n",
      "Tasks,\n\n",
      "Title\n\n",
    ]
  ) assertEquals(read(above + body), ["WEB-7|Log in"], above);
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

Deno.test("a table with an unknown header is not read: its columns are returned", () => {
  const german = "Zusammenfassung;Vorgangsschlüssel;Status\nErstattung;SHOP-42;Offen\n";
  assertEquals(readTickets(german), {
    kind: "asks",
    columns: [
      { number: 1, head: "Zusammenfassung", examples: ["Erstattung"] },
      { number: 2, head: "Vorgangsschlüssel", examples: ["SHOP-42"] },
      { number: 3, head: "Status", examples: ["Offen"] },
    ],
  });
  const table = [
    "Schlüssel,Titel\nSHOP-41,Zahlung\nSHOP-42,Erstattung",
    "Clé;Résumé;Type\nSHOP-41;Payer;Story",
    "Clave\tResumen\tEstado\nSHOP-41\tPagar\tAbierto",
    "キー,要約,状態\nSHOP-41,支払い,未着手",
    "Key;Zusammenfassung\nSHOP-41;Zahlung",
    "foo|bar|baz\na|b|c\nd|e|f",
    "Backlog\n\nSchlüssel;Titel\nSHOP-41;Zahlung",
    "Zahlung,SHOP-41\nErstattung,SHOP-42",
    "Clave,Resumen\nSHOP-41,Pagar, por favor\nSHOP-42,Devolver",
    "SHOP-41,Zahlung,Offen\nSHOP-42,Erstattung,Offen",
    "41\tOPEN\tZahlung\tbug\n42\tOPEN\tErstattung\t",
    "Vorgangstyp;Zusammenfassung;Vorgangs-ID\nStory;Zahlung;10041\nTask;Erstattung;10042",
    "| Schlüssel | Titel |\n| --- | --- |\n| SHOP-41 | Zahlung |",
    "sep=;\nSchlüssel;Titel\nSHOP-41;Zahlung",
  ];
  for (const text of table) assertEquals(read(text), "asks", text);
});

Deno.test("chosen columns are read, from 1", () => {
  const german = "Zusammenfassung;Vorgangsschlüssel;Status\nErstattung;SHOP-42;Offen\n";
  const table: [string, number | null, number | null, readonly string[]][] = [
    [german, 2, 1, ["SHOP-42|Erstattung"]],
    [german, 2, null, ["SHOP-42"]],
    [german, null, 1, ["Erstattung"]],
    ["Zahlung,SHOP-41\nErstattung,SHOP-42", 2, 1, ["SHOP-41|Zahlung", "SHOP-42|Erstattung"]],
    ["Backlog\n\nSchlüssel;Titel\nSHOP-41;Zahlung", 1, 2, ["SHOP-41|Zahlung"]],
    ["Key,Summary,Other\nWEB-7,Log in,Else", null, 3, ["WEB-7|Else"]],
    ["Key,Summary,Other\nWEB-7,Log in,Else", 3, null, ["Else|Log in"]],
    ["| Schlüssel | Titel |\n| --- | --- |\n| SHOP-41 | Zahlung |", 1, 2, ["SHOP-41|Zahlung"]],
    ["a, b\nc, d", 1, 2, ["c|d"]],
    ["41\tOPEN\tZahlung\n42\tOPEN\tErstattung", null, 3, ["Zahlung", "Erstattung"]],
    ["Clave,Resumen\nSHOP-41,Pagar, por favor\nSHOP-42,x", 1, 2, [
      "SHOP-41|Pagar, por favor",
      "SHOP-42|x",
    ]],
  ];
  for (const [text, id, title, tickets] of table) {
    const reading = readTickets(text, { id, title });
    const got = reading.kind !== "tickets"
      ? reading
      : reading.tickets.map((one) =>
        one.title === undefined ? one.ticket_id : `${one.ticket_id}|${one.title}`
      );
    assertEquals<unknown>(got, tickets, `${id} ${title} ${text}`);
  }
  assertEquals(readTickets(german, { id: 9, title: null }), {
    kind: "refused",
    why: { code: "columns", count: 3 },
  });
  assertEquals(readTickets("Log in\nLog out", { id: 1, title: null }), {
    kind: "refused",
    why: { code: "noTable" },
  });
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
    "||Key||Summary||\n|WEB-7|Log in|\n|WEB-8|Log out|",
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
