// How sessions are printed: for people as tables, for programs as JSON and CSV.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FORMATS } from "../../src/cli/results_arguments.ts";
import { listText, sessionText } from "../../src/cli/results_text.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import { summarize } from "../../src/room/summary.ts";
import type { RevealedBallot } from "../../src/room/state.ts";
import type { SavedSession } from "../../src/journal/saved_sessions.ts";

/** 2026-11-26, 10:00 here. */
const BEGAN = new Date(2026, 10, 26, 10).getTime();

function ballot(ticketId: string, cards: readonly string[], rest: Partial<RevealedBallot> = {}) {
  return {
    phase: "revealed",
    ticket: { ticket_id: ticketId },
    attempt: 1,
    opened_at: BEGAN,
    revealed_at: BEGAN + 1_000,
    votes: cards.map((card, n) => ({ member_id: `M${n}`, name: ["Ana", "Bob"][n] ?? "", card })),
    summary: summarize(FIBONACCI, cards),
    estimate: null,
    note: null,
    ...rest,
  } as const;
}

const SESSION: SavedSession = {
  room_id: "7K2M9QXD",
  created_at: BEGAN,
  ended_at: BEGAN + 3_600_000,
  reason: "ended_by_admin",
  participants: [
    { member_id: "M0", name: "Ana", joined_at: BEGAN, left_at: null },
    { member_id: "M1", name: "Bob", joined_at: BEGAN, left_at: BEGAN + 5 },
  ],
  ballots: [
    ballot("WEB-1", ["5", "8"]),
    ballot("WEB-1", ["8", "8"], { attempt: 2, estimate: "8" }),
    ballot("WEB-2", ["?"], { ticket: { ticket_id: "WEB-2", title: "日本語" } }),
  ],
};
const OPEN: SavedSession = {
  ...SESSION,
  room_id: "QB4EBREX",
  ended_at: null,
  reason: null,
  ballots: [],
};

Deno.test("the list, for people", () => {
  assertEquals(listText([SESSION, OPEN], "table").split("\n"), [
    "Room      Began             Ended             How it ended                  People  Ballots",
    "7K2M9QXD  2026-11-26 10:00  2026-11-26 11:00  The admin ended the session.  2       3",
    "QB4EBREX  2026-11-26 10:00  -                 It goes on.                   2       0",
    "",
  ]);
  assertEquals(listText([], "table"), "No sessions are kept there, or none of that time.\n");
});

Deno.test("a session, for people", () => {
  assertEquals(sessionText(SESSION, "table").split("\n"), [
    "Room 7K2M9QXD, 2026-11-26 10:00",
    "The admin ended the session.",
    "With Ana, Bob.",
    "",
    "Ticket             Title   Estimate  Votes           Mean  Median  Suggestion  Consensus",
    "WEB-1                      -         Ana: 5, Bob: 8  6.5   6.5     8           no",
    "WEB-1 (attempt 2)          8         Ana: 8, Bob: 8  8     8       8           yes",
    "WEB-2              日本語  -         Ana: ?          -     -       -           no",
    "",
  ]);
  assertStringIncludes(sessionText(OPEN, "table"), "It goes on.");
  assertStringIncludes(sessionText(OPEN, "table"), "No ballot was revealed.");
});

Deno.test("a session, for people: notes and links are below the table, a line each", () => {
  const url = "https://tracker.example/WEB-1";
  const ticket = { ticket_id: "WEB-1", url };
  const text = sessionText({
    ...SESSION,
    ballots: [
      ballot("WEB-1", ["5"], { ticket, note: "first this\nthen that" }),
      ballot("WEB-1", ["8"], { ticket, attempt: 2 }),
    ],
  }, "table");
  assertEquals(text.split("\n").slice(-6), [
    "",
    "WEB-1: first this",
    "WEB-1: then that",
    `WEB-1: ${url}`,
    `WEB-1 (attempt 2): ${url}`,
    "",
  ]);
});

Deno.test("for programs: link, note and suggestion in each form", () => {
  const url = "https://tracker.example/WEB-1";
  const noted: SavedSession = {
    ...SESSION,
    ballots: [ballot("WEB-1", ["5", "8"], { ticket: { ticket_id: "WEB-1", url }, note: "why" })],
  };
  const { ballots: [first] } = JSON.parse(sessionText(noted, "json"));
  assertEquals([first.url, first.note, first.summary.suggestion], [url, "why", "8"]);
  assert(sessionText(noted, "csv").endsWith(`,${url},why,8\r\n`));
  assertStringIncludes(sessionText(noted, "markdown"), `| [WEB-1](${url}) | `);
  assert(sessionText(noted, "markdown").endsWith(" | no | why |\n"));
});

Deno.test("a ballot without single votes shows the counts of its cards [R12]", () => {
  const old = { ...SESSION, ballots: [ballot("WEB-1", ["5", "5"], { votes: null })] };
  assertStringIncludes(sessionText(old, "table"), "5 x2");
});

Deno.test("for programs: JSON with the protocol's fields, and CSV with a header", () => {
  const { participants, ballots, ...head } = JSON.parse(sessionText(SESSION, "json"));
  const { room_id, created_at, ended_at, reason } = SESSION;
  assertEquals(head, { room_id, created_at, ended_at, reason, people: 2 });
  assertEquals(participants, SESSION.participants);
  assertEquals(ballots.map((one: { ticket_id: string }) => one.ticket_id), [
    "WEB-1",
    "WEB-1",
    "WEB-2",
  ]);
  assertEquals(JSON.parse(listText([OPEN], "json")), [
    { room_id: "QB4EBREX", created_at, ended_at: null, reason: null, people: 2, ballots: 0 },
  ]);
  assertEquals(listText([SESSION], "csv").split("\r\n"), [
    "room_id,created_at,ended_at,reason,people,ballots",
    `7K2M9QXD,${new Date(BEGAN).toISOString()},${
      new Date(BEGAN + 3_600_000).toISOString()
    },ended_by_admin,2,3`,
    "",
  ]);
  assertEquals(sessionText(SESSION, "csv").split("\r\n").length, 5);
  assertEquals(sessionText(SESSION, "markdown").split("\n").length, 6);
});

Deno.test("nothing in a file can move a terminal's cursor", () => {
  const nasty = "\u001b[2J\u202e\r\nX";
  const evil: SavedSession = {
    ...SESSION,
    participants: [{ member_id: "M0", name: nasty, joined_at: BEGAN, left_at: null }],
    ballots: [ballot("T", ["5"], {
      ticket: { ticket_id: nasty, title: nasty, url: nasty },
      estimate: nasty,
      note: nasty,
    })],
  };
  for (const format of FORMATS) {
    // these two are files to be, with whatever the session has in them
    if (format === "csv" || format === "markdown") continue;
    for (const text of [sessionText(evil, format), listText([evil], format)]) {
      // deno-lint-ignore no-control-regex
      assert(!/[\x00-\x09\x0b-\x1f\x7f]/.test(text), `${format}: ${JSON.stringify(text)}`);
    }
  }
});
