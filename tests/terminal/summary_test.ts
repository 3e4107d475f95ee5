// What stays in the scrollback.
import { assert, assertEquals } from "@std/assert";
import { columns } from "../../src/protocol/columns.ts";
import { UNICODE } from "../../src/terminal/glyphs.ts";
import { plainText } from "../../src/terminal/ink.ts";
import { summary } from "../../src/terminal/summary.ts";
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
