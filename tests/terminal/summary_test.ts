// What stays in the scrollback.
import { assert, assertEquals } from "@std/assert";
import { columns } from "../../src/protocol/columns.ts";
import { UNICODE } from "../../src/terminal/glyphs.ts";
import { plainText } from "../../src/terminal/ink.ts";
import { missing, type Outcome, summary } from "../../src/terminal/summary.ts";
import { revealed } from "./rooms.ts";

Deno.test("summary: how it ended and what came out, in the width there is", () => {
  const ballots = [
    revealed({ ticket_id: "WEB-7", title: "Log in with a passkey" }, { Ana: "5", Bob: "8" }),
    revealed({ ticket_id: "WEB-8" }, { Ana: "?", Bob: "☕" }, { estimate: "3", attempt: 2 }),
  ];
  const outcome = {
    room_id: "7K2M9QXD",
    ending: { state: "ended", reason: "ended_by_admin", results: null } as const,
    ballots,
    results_count: 2,
  };
  const text = (width: number) =>
    summary(outcome, { columns: width, glyphs: UNICODE }).map((spans) => plainText(spans, false));
  assertEquals(text(80), [
    "The admin ended the session in room 7K2M9QXD.",
    "",
    "Ticket                         Votes  Mean  Median  Estimate",
    "WEB-7 · Log in with a passkey  5, 8   6.5   6.5",
    "WEB-8 (attempt 2)              ?, ☕  -     -       3",
  ]);
  for (const width of [20, 40, 60]) {
    for (const one of text(width)) assert(columns(one) <= width, one);
  }
});

Deno.test("summary: results that lack ballots are not taken for all of them", () => {
  const ballots = [revealed({ ticket_id: "WEB-7" }, { Ana: "5" })];
  const results = { room_id: "7K2M9QXD", created_at: 0, ended_at: 1, ballots, participants: [] };
  const ended = { state: "ended", reason: "ended_by_admin" } as const;
  const hungUp = { state: "closed", code: "closed", message: "", advice: "resume" } as const;
  const table: [ending: Outcome["ending"], count: number, lacking: string | null][] = [
    [hungUp, 1, null],
    [hungUp, 3, "2 ballots are missing"],
    [{ ...ended, results: null }, 2, "1 ballot is missing"],
    [{ ...ended, results }, 9, null], // the server's results are all there are
    [{ ...ended, results, missing_ballots: 8 }, 9, "8 ballots are missing"],
  ];
  for (const [ending, count, lacking] of table) {
    const text = missing({ room_id: "7K2M9QXD", ending, ballots, results_count: count });
    assertEquals(text?.split(" in these")[0] ?? null, lacking);
  }
});
