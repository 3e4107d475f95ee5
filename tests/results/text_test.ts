// Results as Markdown, JSON and lines for a chat.
import { assertEquals } from "@std/assert";
import { toChat } from "../../src/results/chat.ts";
import { toJson } from "../../src/results/json.ts";
import { markdownCell, toMarkdown } from "../../src/results/markdown.ts";
import { agreed, revealed } from "./ballots.ts";

Deno.test("Markdown: a table with a row for each ballot", () => {
  assertEquals(
    toMarkdown([revealed({ title: "Log in", estimate: "8" }), agreed("8", 3, { attempt: 2 })]),
    "| Ticket | Title | Estimate | Votes | Mean | Median | Consensus |\n" +
      "| --- | --- | --- | --- | --- | --- | --- |\n" +
      "| WEB-7 | Log in | 8 | 5, 8 | 6.5 | 6.5 | no |\n" +
      "| WEB-7 \\(attempt 2\\) |  |  | 8 x3 | 8 | 8 | yes |\n",
  );
});

Deno.test("Markdown: nothing that somebody typed is markup", () => {
  const table: [string, string][] = [
    ["a | b", "a \\| b"],
    ["<img src=x>", "\\<img src=x\\>"],
    ["[x](http://y)", "\\[x\\]\\(http://y\\)"],
    ["`c` **b** _i_ ~s~", "\\`c\\` \\*\\*b\\*\\* \\_i\\_ \\~s\\~"],
    ["back\\slash", "back\\\\slash"],
    ["two\nlines", "two lines"],
    ["@all &amp;", "\\@all \\&amp;"],
  ];
  for (const [text, cell] of table) assertEquals(markdownCell(text), cell);
});

Deno.test("JSON: what the protocol has, whole", () => {
  const results = { room_id: "7K2M9QXD", ballots: [revealed()] };
  assertEquals(JSON.parse(toJson(results)), results);
});

Deno.test("chat: a line for each ticket, with the best that is known of it", () => {
  const table: [Parameters<typeof toChat>[0], string][] = [
    [[], ""],
    [[revealed({ estimate: "8", title: "Log in" })], "WEB-7 Log in: 8\n"],
    [[revealed()], "WEB-7: votes 5, 8 (mean 6.5)\n"],
    [[agreed("M", 2)], "WEB-7: M, everybody agrees\n"],
    // of a ticket voted on twice the last vote counts
    [
      [revealed(), agreed("5", 2, { ticket_id: "WEB-8" }), agreed("8", 2, { attempt: 2 })],
      "WEB-7: 8, everybody agrees\nWEB-8: 5, everybody agrees\n",
    ],
  ];
  for (const [ballots, text] of table) assertEquals(toChat(ballots), text);
});
