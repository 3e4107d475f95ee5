// A session's results as a terminal shows them [R16, P1].
import { assert, assertEquals } from "@std/assert";
import { resultsTable, sentence } from "../../src/protocol/results_table.ts";
import { resultsOf } from "../../src/room/results.ts";
import type { Room } from "../../src/room/state.ts";
import { summarize } from "../../src/room/summary.ts";
import { BEGINNING, roomAfter } from "../room/story.ts";
import { at } from "../room/moments.ts";

const START = `
    ana creates 4 with 0 1 2 5 8 13 XL ? ☕
    ana announces -> joined ana
    bob joins -> joined bob
    cem joins -> joined cem`;

function linesOf(room: Room): readonly string[] {
  return resultsTable("admin_left", resultsOf(room, at(BEGINNING))).split("\n");
}

Deno.test("[R14, R17, S6] each end says why", () => {
  assertEquals(sentence("admin_left"), "The admin left.");
  assertEquals(sentence("ended_by_admin"), "The admin ended the session.");
  assertEquals(sentence("idle"), "Nothing happened here for a long time.");
  assertEquals(sentence("server_stopping"), "The server is stopping.");
});

Deno.test("[R16] no ballot: that is what it says", () => {
  const opened = roomAfter(`${START}
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first`);
  assertEquals(linesOf(opened), [
    "🏁 The admin left. Room 7Z3K9QWD is closed.",
    "",
    "No ticket was estimated.",
  ]);
});

Deno.test("[R13, R16] a row for each ballot, its columns in line", () => {
  const room = roomAfter(`${START}
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    bob votes 8 -> voted bob first
    cem votes 8 -> voted cem first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5 bob:8 cem:8
    ana restarts -> restarted T-1 #2
    ana votes 8 -> voted ana first
    bob votes ☕ -> voted bob first
    cem votes ? -> voted cem first, completed T-1 #2
    ana reveals T-1 -> revealed T-1 #2 ana:8 bob:☕ cem:?
    ana begins 日本語-42 -> opened 日本語-42 #1
    ana votes 1 -> voted ana first
    bob votes 13 -> voted bob first
    ana forces 日本語-42 -> revealed 日本語-42 #1 ana:1 bob:13
    ana begins 🚀 -> opened 🚀 #1
    ana votes ? -> voted ana first
    ana forces 🚀 -> revealed 🚀 #1 ana:?
    ana begins X -> opened X #1
    ana votes XL -> voted ana first
    ana forces X -> revealed X #1 ana:XL`);
  assertEquals(linesOf(room).slice(2), [
    "Session results",
    "",
    "Ticket           Votes     Mean  Median  Range    Consensus",
    "T-1              5, 8 x2   7     8       5 to 8   no",
    "T-1 (attempt 2)  8, ?, ☕  8     8       8        yes",
    "日本語-42        1, 13     7     7       1 to 13  no",
    "🚀               ?         -     -       -        no",
    "X                XL        -     -       -        yes",
  ]);
});

Deno.test("[R16] the columns are in line as a terminal counts, whatever the tickets are called", () => {
  const tickets: [string, number][] = [
    // and how many columns a terminal gives them
    ["T", 1],
    ["日本語", 6],
    ["한국어", 6],
    ["👩\u200d🚀", 2],
    ["❤\ufe0f", 2],
    ["Zoë", 3],
    // letters that Unicode takes for a part of what comes behind them
    ["\u06005", 2],
    ["a\u06dd", 2],
    ["\u{11a84}", 1],
    ["\u{113d1}5", 2],
    ["W".repeat(64), 64],
  ];
  const ballots = tickets.map(([ticket]) => `
    ana begins ${ticket} -> opened ${ticket} #1
    ana votes 5 -> voted ana first
    ana forces ${ticket} -> revealed ${ticket} #1 ana:5`);
  const [head, ...rows] = linesOf(roomAfter(START + ballots.join(""))).slice(4);
  assert(head?.startsWith(`Ticket${" ".repeat(64 - 6 + 2)}Votes`));
  for (const [at, [ticket, width]] of tickets.entries()) {
    const line = `${ticket}${" ".repeat(64 - width + 2)}5      5     5       5      yes`;
    assertEquals(rows[at], line);
  }
});

Deno.test("[R16, P1] what is too wide for a terminal is left out: notes, links and suggestions", () => {
  const room = roomAfter(`${START}
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    ana forces T-1 -> revealed T-1 #1 ana:5`);
  const more = room.history.map((ballot) => ({
    ...ballot,
    ticket: { ...ballot.ticket, url: "https://tracker.example/T-1", description: "much" },
    note: "n".repeat(500),
  }));
  assertEquals(linesOf({ ...room, history: more }), linesOf(room));
});

Deno.test("[R13] a mean has the 2 decimals that it is shown with", () => {
  const table: [string, string][] = [
    ["1 1 2", "T-1 | 1 x2, 2 | 1.33 | 1 | 1 to 2 | no"],
    ["1 2 2", "T-1 | 1, 2 x2 | 1.67 | 2 | 1 to 2 | no"],
    ["1 2", "T-1 | 1, 2 | 1.5 | 1.5 | 1 to 2 | no"],
    ["13 8 1", "T-1 | 1, 8, 13 | 7.33 | 8 | 1 to 13 | no"],
    ["5 5 5", "T-1 | 5 x3 | 5 | 5 | 5 | yes"],
    ["0 0", "T-1 | 0 x2 | 0 | 0 | 0 | yes"],
  ];
  const room = roomAfter(`${START}
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    ana forces T-1 -> revealed T-1 #1 ana:5`);
  const history = (cards: string) =>
    room.history.map((it) => ({ ...it, summary: summarize(room.deck, cards.split(" ")) }));
  for (const [cards, row] of table) {
    const lines = linesOf({ ...room, history: history(cards) });
    assertEquals(lines.at(-1)?.replace(/ {2,}/g, " | "), row);
  }
});

Deno.test("[R16] a terminal is shown the last 50 ballots, and how many there were", () => {
  const ballot = (n: number) => `
    ana begins T-${n} -> opened T-${n} #1
    ana votes 5 -> voted ana first
    ana forces T-${n} -> revealed T-${n} #1 ana:5`;
  const all = Array.from({ length: 51 }, (_, n) => ballot(n + 1));
  const fifty = linesOf(roomAfter(START + all.slice(0, 50).join("")));
  assertEquals(fifty[2], "Session results");
  assertEquals(fifty.length, 5 + 50);
  assert(fifty[5]?.startsWith("T-1 "));
  const more = linesOf(roomAfter(START + all.join("")));
  assertEquals(more[2], "Session results (the last 50 of 51 ballots)");
  assertEquals(more.length, 5 + 50);
  assert(more[5]?.startsWith("T-2 "));
  assert(more.at(-1)?.startsWith("T-51 "));
});
