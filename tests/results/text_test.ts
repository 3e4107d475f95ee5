// Results as Markdown, JSON and lines for a chat.
import { assertEquals } from "@std/assert";
import { toChat } from "../../src/results/chat.ts";
import { toJson } from "../../src/results/json.ts";
import { markdownCell, markdownLink, toMarkdown } from "../../src/results/markdown.ts";
import { agreed, revealed } from "./ballots.ts";

Deno.test("Markdown: a table with a row for each ballot", () => {
  assertEquals(
    toMarkdown([revealed({ title: "Log in", estimate: "8" }), agreed("8", 3, { attempt: 2 })]),
    "| Ticket | Title | Estimate | Votes | Mean | Median | Suggestion | Consensus | Note |\n" +
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n" +
      "| WEB-7 | Log in | 8 | 5, 8 | 6.5 | 6.5 | 8 | no |  |\n" +
      "| WEB-7 \\(attempt 2\\) |  |  | 8 x3 | 8 | 8 | 8 | yes |  |\n",
  );
});

Deno.test("Markdown: a ticket is linked if it has an address, and its note is the last column", () => {
  const [, , row] = toMarkdown([revealed({
    attempt: 2,
    url: "https://tracker.example/WEB-7",
    note: "first *this* | then\n[that](x)",
  })]).split("\n");
  assertEquals(
    row,
    "| [WEB-7](https://tracker.example/WEB-7) \\(attempt 2\\) |  |  | 5, 8 | 6.5 | 6.5 | 8 | no | " +
      "first \\*this\\* \\| then \\[that\\]\\(x\\) |",
  );
});

Deno.test("Markdown: nothing in an address ends its link, its cell or its line, or is markup", () => {
  const table: [string, string, string][] = [
    ["WEB-7", "https://x.example/a?b=1&c=2#d", "[WEB-7](https://x.example/a?b=1&c=2#d)"],
    ["WEB-7", "https://x.example/a_(b)", "[WEB-7](https://x.example/a_%28b%29)"],
    ["[a](b)", "https://x.example/[c]|d", "[\\[a\\]\\(b\\)](https://x.example/%5Bc%5D%7Cd)"],
    ["a", "https://x.example/`b`\\$c$<d>", "[a](https://x.example/%60b%60%5C%24c%24%3Cd%3E)"],
    ["a", "https://x.example/?b&copy;", "[a](https://x.example/?b&amp;copy;)"],
    ["a", 'https://x.example/ "t"\n| é', "[a](https://x.example/%20%22t%22%0A%7C%20%C3%A9)"],
    ["a", "javascript:alert(1)", "a"],
    ["a", "", "a"],
  ];
  for (const [text, url, cell] of table) assertEquals(markdownLink(text, url), cell);
});

Deno.test("Markdown: nothing that people typed becomes markup", () => {
  const table: [string, string][] = [
    ["a | b", "a \\| b"],
    ["<img src=x>", "\\<img src=x\\>"],
    ["[x](http://y)", "\\[x\\]\\(http\\://y\\)"],
    ["https://x.example/a?b", "https\\://x.example/a?b"],
    ["see www.x.example, WWW.Y.example", "see www\\.x.example, WWW\\.Y.example"],
    ["me@x.example", "me\\@x.example"],
    ["$x^2$ and $5", "\\$x\\^2\\$ and \\$5"],
    ["at 12:30", "at 12:30"],
    ["`c` **b** _i_ ~s~", "\\`c\\` \\*\\*b\\*\\* \\_i\\_ \\~s\\~"],
    ["back\\slash", "back\\\\slash"],
    ["two\nlines", "two lines"],
    ["@all &amp;", "\\@all \\&amp;"],
  ];
  for (const [text, cell] of table) assertEquals(markdownCell(text), cell);
});

Deno.test("JSON: what the protocol has, whole", () => {
  const url = "https://tracker.example/WEB-7";
  const ballots = [revealed({ url, note: "two\nlines", description: "- much" })];
  const results = { room_id: "7K2M9QXD", ballots };
  assertEquals(JSON.parse(toJson(results)), results);
});

Deno.test("chat: a line for each ticket, with its estimate, consensus or votes", () => {
  const table: [Parameters<typeof toChat>[0], string][] = [
    [[], ""],
    [[revealed({ estimate: "8", title: "Log in" })], "WEB-7 Log in: 8\n"],
    [[revealed()], "WEB-7: votes 5, 8 (mean 6.5, suggested 8)\n"],
    [
      [revealed({ summary: { ...revealed().summary, mean: null, suggestion: null } })],
      "WEB-7: votes 5, 8\n",
    ],
    // one line each, the link at its end
    [
      [revealed({ estimate: "8", note: "first this\n\nthen that", url: "https://x.example/7" })],
      "WEB-7: 8 – first this then that – https://x.example/7\n",
    ],
    [[revealed({ estimate: "8", url: "https://x.example/7" })], "WEB-7: 8 – https://x.example/7\n"],
    [[agreed("M", 2)], "WEB-7: M, consensus\n"],
    // of a ticket voted on twice the last vote counts
    [
      [revealed(), agreed("5", 2, { ticket_id: "WEB-8" }), agreed("8", 2, { attempt: 2 })],
      "WEB-7: 8, consensus\nWEB-8: 5, consensus\n",
    ],
  ];
  for (const [ballots, text] of table) assertEquals(toChat(ballots), text);
});
