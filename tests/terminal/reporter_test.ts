// Line mode's sentences and JSON for what a room can do, without a program or a server.
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { RoomState } from "../../src/client/mod.ts";
import { doneInLines, type RoomAction } from "../../src/terminal/action.ts";
import { UNICODE } from "../../src/terminal/glyphs.ts";
import { jsonReporter, plainReporter, type Reporter } from "../../src/terminal/reporter.ts";
import { open, revealed, roomOf } from "./rooms.ts";

const NUDGE = { ticket_id: "T-1", by: { member_id: "BOB", name: "Bob" } };

/** The lines that a reporter writes in a story. */
function plain(story: (reporter: Reporter) => void): string[] {
  const lines: string[] = [];
  story(plainReporter((line) => lines.push(line), UNICODE));
  return lines;
}

function json(story: (reporter: Reporter) => void): unknown[] {
  const lines: unknown[] = [];
  story(jsonReporter((line) => lines.push(JSON.parse(line))));
  return lines;
}

Deno.test("reporter: who is waited for is written, in a sentence and as JSON", () => {
  assertEquals(plain((reporter) => reporter.nudged(NUDGE)), ["Bob waits for your vote on T-1."]);
  assertEquals(json((reporter) => reporter.nudged(NUDGE)), [{ type: "nudged", ...NUDGE }]);
});

Deno.test("reporter: the help says what its words take for known", () => {
  assertMatch(
    plain((reporter) => reporter.help()).at(-1) ?? "",
    /^A runner is the admin, or every/,
  );
});

Deno.test("reporter: what no state shows is written once it is done", () => {
  const done = { id: "1", command: "nudge", problem: null, sentence: "They are asked." };
  assertEquals(plain((reporter) => reporter.answer(done)), ["They are asked."]);
  assertEquals(plain((reporter) => reporter.answer({ ...done, sentence: "" })), []);
  assertEquals(json((reporter) => reporter.answer(done)), [
    { type: "done", id: "1", command: "nudge" },
  ]);
});

Deno.test("reporter: what line mode shows only when asked is written once it is done", () => {
  const table: [RoomAction, string][] = [
    [{ do: "withdraw", ticket_id: "T-1" }, "Your vote is taken back."],
    [{ do: "edit", ticket_id: "T-1", changes: { title: "One" } }, "T-1 is changed."],
    [{ do: "move", ticket_id: "T-1", before: null }, "T-1 is moved."],
    [{ do: "drop", ticket_id: "T-1" }, "T-1 is removed from the queue."],
    [{ do: "timer", seconds: null, reveal: false }, "The timer is stopped."],
    [{ do: "timer", seconds: 90, reveal: false }, ""],
    [{ do: "nudge" }, "Everybody who has not voted yet is reminded."],
  ];
  for (const [action, sentence] of table) {
    assertEquals(doneInLines(action, { ballot: null }), sentence, action.do);
  }
});

Deno.test("reporter: what becomes of oneself is written, whoever did it", () => {
  const room = roomOf([]);
  const [ana] = room.members;
  assert(ana);
  const story = (reporter: Reporter) => {
    reporter.joined({ room, me: "ANA", link: "" });
    reporter.room({ ...room, members: [{ ...ana, name: "Ana (2)" }] }, "ANA");
    reporter.room({ ...room, members: [{ ...ana, name: "Ana (2)", role: "observer" }] }, "ANA");
    reporter.room({ ...room, members: [{ ...ana, name: "Ana (2)" }] }, "ANA");
  };
  assertEquals(plain(story).slice(-3), [
    "You are called Ana (2) now.",
    "You are an observer now.",
    "You are a voter now.",
  ]);
});

Deno.test("reporter: the room's name, lock, passcode and runners, a ticket's link and description", () => {
  const room = roomOf([], {
    name: "Team A",
    locked: true,
    passcode: true,
    settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "everyone" },
    ballot: open("T-1", { title: "One", url: "https://example.com/1", description: "# Why\n- so" }),
  });
  assertEquals(plain((reporter) => reporter.state(room, "ANA")), [
    "Called: Team A",
    "Locked: nobody new can come in.",
    "Newcomers need a passcode.",
    "Every voter can start and reveal.",
    "Here: Ana (you, admin)",
    "Cards: 1 2 3 5 8 13 21 ? ☕",
    "Voting on T-1: One",
    "  https://example.com/1",
    "  # Why",
    "  - so",
  ]);
});

Deno.test("reporter: [R13] the suggestion as long as there is no estimate, the note, and each change", () => {
  const cards = { Ana: "5", Bob: "8" };
  const shown = (version: number, more: Parameters<typeof revealed>[2]): RoomState =>
    roomOf([], { version, ballot: revealed({ ticket_id: "T-1" }, cards, more) });
  const before = roomOf([], { ballot: open("T-1") });
  const story = (reporter: Reporter) => {
    reporter.joined({ room: before, me: "ANA", link: "" });
    reporter.room(shown(2, {}), "ANA");
    reporter.room(shown(3, { estimate: "8" }), "ANA");
    reporter.room(shown(4, { estimate: "8", note: "big\nand new" }), "ANA");
  };
  assertEquals(plain(story).slice(4), [
    "T-1 is revealed.",
    "T-1: Ana 5, Bob 8",
    "mean 6.5, median 6.5, no consensus, suggestion 8",
    "T-1 is estimated at 8.",
    "Noted on T-1: big and new",
  ]);
  const results = json(story).filter((line) => JSON.stringify(line).includes('"type":"result"'));
  assertEquals(results.length, 3);
  const late = shown(1, { estimate: "8", note: "big" });
  assertEquals(plain((reporter) => reporter.joined({ room: late, me: "ANA", link: "" })).slice(3), [
    "T-1: Ana 5, Bob 8",
    "mean 6.5, median 6.5, no consensus, estimate 8",
    "Note: big",
  ]);
});
