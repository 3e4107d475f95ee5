// A table's columns: each is what its name in the header says. Unknown columns are never guessed.
import { assertEquals } from "@std/assert";
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
    ["Summary\nLog in, and out\nPay, later", ["Log in, and out", "Pay, later"]],
    ["Key [Jira],Summary (short)\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["Work item id,Work item key,Work type,Summary\n10007,WEB-7,Story,Log in", ["WEB-7|Log in"]],
    ["ID,Title\n7,Log in\n\nTitle,ID,Points\nPay,8,3", ["7|Log in", "8|Pay"]],
    ["Key,Summary\n---,-------\nWEB-7,Log in", ["WEB-7|Log in"]],
    ["Key,Summary\nWEB-7,Log in\n\nSummary,Key,Points\nPay,WEB-8,3", ["WEB-7|Log in", "WEB-8|Pay"]],
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
  // over a single column, a name may be the first line of a list: it is reported
  const list = readTickets("Name\nEmail\nPassword");
  assertEquals(list.kind === "tickets" && list.leftOut, [
    { what: "Name", why: { code: "heading" } },
  ]);
  assertEquals(read("- Name\n- Email"), ["Name", "Email"]);
  assertEquals(read("1.\tName\n2.\tEmail"), ["Name", "Email"]);
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
    ["id,number,title\n2190000001,7,Log in\n2190000002,8,Pay", ["7|Log in", "8|Pay"]],
    ["ID,No.,Title\n2190000001,1,Log in\n2190000002,2,Pay", [
      "2190000001|Log in",
      "2190000002|Pay",
    ]],
    ["Key,Summary\nWEB-7,Log in\nWEB-8\nWEB-9,Pay", ["WEB-7|Log in", "WEB-8", "WEB-9|Pay"]],
    [
      "id,number,title,html_url\n9001,7,Log in,https://git.example/o/shop/issues/7\n9002,8,Pay,https://git.example/o/shop/issues/8",
      [
        "7|Log in|https://git.example/o/shop/issues/7",
        "8|Pay|https://git.example/o/shop/issues/8",
      ],
    ],
    ["Task,User story\nEnter,Log in\nEnter,Log out", ["Log in", "Log out"]],
    ["Task,Card\nLog in,Ana's\nLog out,Bob's", ["Log in", "Log out"]],
    [
      "Feature reference #,Feature name,Feature URL\nWEB-7,Log in,https://x.example/features/WEB-7",
      [
        "WEB-7|Log in|https://x.example/features/WEB-7",
      ],
    ],
    ["| Key | Summary |\n|---|---|\n| [WEB-7] | Log in |", ["WEB-7|Log in"]],
    ["Issue ID,Issue IID,Title\n9001,7,Log in", ["7|Log in"]],
    ["| **Key** | **Summary** 📝 |\n|---|---|\n| **WEB-7** | *Log in* |", ["WEB-7|Log in"]],
    ["Issue,Link\nLog in,https://x.example/browse/WEB-7", [
      "WEB-7|Log in|https://x.example/browse/WEB-7",
    ]],
    ["ID,Description\n7,Log in", ["7|Log in"]],
    ["|Issue|Description|\n|-|-|\n|[WEB-7](https://x.example/browse/WEB-7)|Log in|", [
      "WEB-7|Log in|https://x.example/browse/WEB-7",
    ]],
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
      'Key,Summary\n"=HYPERLINK(""https://x.example/browse/WEB-7"",""WEB-7"")",Log in\nhttps://x.example/browse/WEB-8,Log out\n[WEB-9](https://x.example/browse/WEB-9),Pay\nWEB-10 (https://x.example/browse/WEB-10),Ship',
      [
        "WEB-7|Log in|https://x.example/browse/WEB-7",
        "WEB-8|Log out|https://x.example/browse/WEB-8",
        "WEB-9|Pay|https://x.example/browse/WEB-9",
        "WEB-10|Ship|https://x.example/browse/WEB-10",
      ],
    ],
  ];
  for (const [name, text, tickets] of table) assertEquals(read(text), tickets, name);
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
    "Report, by Ana\n\nClave,Resumen,Nota\n7,Pagar,x\n8,Ver,y",
    "Clave\tResumen\n7\tPagar\n\nMade by Ana",
    "Clave;Resumen;Nota\n7;Pagar\n8;Ver;x",
    "Clave,Resumen,Nota\n7,Pagar,x,\n8,Ver,,,",
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
    ["Clave\tResumen\tNota\nWEB-7\tPagar\ta;b;c\nWEB-8\tVer\td;e;f", 1, 2, [
      "WEB-7|Pagar",
      "WEB-8|Ver",
    ]],
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
