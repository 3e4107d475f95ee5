// Words on a line: which card a vote is for [R13], and that each thing a room can do has a word.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { RoomState } from "../../src/client/mod.ts";
import type { RoomAction } from "../../src/terminal/action.ts";
import { clientHelp } from "../../src/cli/client_help.ts";
import { parse, WORDS } from "../../src/terminal/words.ts";
import { DESCRIPTION_LENGTH_MAX } from "../../src/room/limits.ts";
import { open, revealed, roomOf } from "./rooms.ts";

function cardOf(line: string, cards: readonly string[]): string {
  const room = roomOf([], { ballot: open("T-1"), deck: { name: "custom", cards } });
  const read = parse(line, { room, seen: [] })?.command;
  if (read === undefined) return "";
  if (!read.ok) return read.error;
  return read.value.do === "vote" ? read.value.card : read.value.do;
}

Deno.test("words: vote takes the card as it stands, in any case, or by its number", () => {
  const halves = ["0", "½", "1", "XL", "?"];
  const table: [line: string, cards: readonly string[], card: string][] = [
    ["vote ½", halves, "½"],
    ["vote 0.5", halves, "½"],
    ["vote 0,5", halves, "½"],
    ["vote 1/2", halves, "½"],
    ["vote xl", halves, "XL"],
    ["vote ？", halves, "?"],
    ["vote 0.5", ["0,5", "1"], "0,5"],
    ['{"do":"vote","with":0.5}', halves, "½"],
    ["vote 2", halves, 'no such card: "2"; the deck has 0 ½ 1 XL ?'],
    ["vote .25", ["¼", "1/4"], 'no such card: ".25"; the deck has ¼ 1/4'],
  ];
  for (const [line, cards, card] of table) assertEquals(cardOf(line, cards), card, line);
});

const VOTING = roomOf([{ name: "Bob" }, { name: "Bob Ross", role: "observer" }], {
  ballot: open("Vote 1"),
  queue: [{ ticket_id: "WEB-7" }, { ticket_id: "WEB-77" }, { ticket_id: "Vote" }],
});
const DONE: RoomState = { ...VOTING, ballot: revealed({ ticket_id: "T-1" }, { Ana: "5" }) };

/** The command of a line; undefined where it is none. */
function commandOf(line: string, room?: RoomState) {
  const read = readLine(line, room);
  return read?.ok ? read.value : undefined;
}

/** Why a line is no command; "" where it is one. */
function whyNone(line: string, room?: RoomState): string {
  const read = readLine(line, room);
  return read?.ok === false ? read.error : "";
}

function readLine(line: string, room: RoomState = VOTING) {
  const seen = [{ ticket_id: "T-1" }, { ticket_id: "Vote 1" }, { ticket_id: "Vote 11" }];
  return parse(line, { room, seen })?.command;
}

Deno.test("words: commands as people and programs give them", () => {
  const room = roomOf([{ name: "Bob Ross" }], {
    ballot: open("T-1"),
    queue: [{ ticket_id: "T-2" }],
    deck: { name: "t_shirt", cards: ["S", "M", "☕"] },
  });
  assertEquals(commandOf("vote m", room), { do: "vote", ticket_id: "T-1", card: "M" });
  assertEquals(commandOf("  VOTE   ☕ ", room), { do: "vote", ticket_id: "T-1", card: "☕" });
  assertEquals(commandOf("next", room), { do: "begin", ticket: { ticket_id: "T-2" } });
  assertEquals(commandOf("hand-over bob ross", room), { do: "hand_over", member_id: "BOB ROSS" });
  assertEquals(commandOf("timer 0", room), { do: "timer", seconds: null, reveal: false });
  assertEquals(commandOf("auto_reveal on", room), {
    do: "settings",
    settings: { auto_reveal: true },
  });
  assertEquals(parse('{"do":"force","id":7}', { room, seen: [] }), {
    word: "force",
    command: { ok: true, value: { do: "reveal", ticket_id: "T-1", force: true } },
    id: "7",
  });
  assertEquals(parse("   ", { room, seen: [] }), null);
  for (
    const wrong of ["vote 5", "fly", "constructor", "{", "[]", '{"do":{}}', "timer x", "remove Eve"]
  ) {
    assertMatch(whyNone(wrong, room), /^\P{Cc}+$/u);
  }
  assertMatch(whyNone("vote \u001b[31m5", room), /^\P{Cc}+$/u);
});

Deno.test("words: each thing that a room can do has a word, and the help has every word", () => {
  const table: Readonly<
    Record<RoomAction["do"], [line: string, command: RoomAction, at?: RoomState]>
  > = {
    vote: ["vote 5", { do: "vote", ticket_id: "Vote 1", card: "5" }],
    withdraw: ["withdraw", { do: "withdraw", ticket_id: "Vote 1" }],
    begin: ["begin", { do: "begin", ticket: {} }],
    cancel: ["cancel", { do: "cancel" }],
    nudge: ["nudge", { do: "nudge" }],
    restart: ["again", { do: "restart" }],
    reveal: ["reveal", { do: "reveal", ticket_id: "Vote 1", force: false }],
    estimate: ["accept", { do: "estimate", ticket_id: "T-1", estimate: "5" }, DONE],
    note: ["note big, and new", { do: "note", ticket_id: "T-1", note: "big, and new" }, DONE],
    queue: ["add WEB-8", { do: "queue", tickets: [{ ticket_id: "WEB-8" }], replace: false }],
    edit: ["edit vote 1 title New one", {
      do: "edit",
      ticket_id: "Vote 1",
      changes: { title: "New one" },
    }],
    move: ["move web-77 WEB-7", { do: "move", ticket_id: "WEB-77", before: "WEB-7" }],
    drop: ["drop WEB-7", { do: "drop", ticket_id: "WEB-7" }],
    hand_over: ["hand_over bob", { do: "hand_over", member_id: "BOB" }],
    remove: ["bar Bob", { do: "remove", member_id: "BOB", bar: true }],
    member_role: ["observer bob", { do: "member_role", member_id: "BOB", role: "observer" }],
    settings: ["who_runs everyone", { do: "settings", settings: { who_runs: "everyone" } }],
    room: ["room_name Team A", { do: "room", changes: { name: "Team A" } }],
    timer: ["timer 2m reveal", { do: "timer", seconds: 120, reveal: true }],
    role: ["watch", { do: "role", role: "observer" }],
    rename: ["rename Anna", { do: "rename", name: "Anna" }],
    end: ["end", { do: "end" }],
  };
  for (const [line, command, room] of Object.values(table)) {
    assertEquals(commandOf(line, room), command, line);
    assertEquals(parse(line, { room: room ?? VOTING, seen: [] })?.word, line.split(" ")[0]);
  }
  const help = clientHelp("join").split("\n");
  for (const { usage } of Object.values(WORDS)) {
    assert(help.some((line) => line.startsWith(`  ${usage}  `)), usage);
  }
});

Deno.test("words: what stands behind a word, and what may be left out", () => {
  const table: [line: string, command: RoomAction, at?: RoomState][] = [
    ["begin WEB-9 Log in", {
      do: "begin",
      ticket: { ticket_id: "WEB-9", title: "Log in" },
    }],
    ["note", { do: "note", ticket_id: "T-1", note: "" }, DONE],
    ['{"do":"note","with":"one\\n\\n- two"}', {
      do: "note",
      ticket_id: "T-1",
      note: "one\n\n- two",
    }, DONE],
    ["estimate_of t-1 8 points", { do: "estimate", ticket_id: "T-1", estimate: "8 points" }],
    ["estimate_of vote 11 3", { do: "estimate", ticket_id: "Vote 11", estimate: "3" }],
    // revealed before this client came
    ["estimate_of WEB-1 5", { do: "estimate", ticket_id: "WEB-1", estimate: "5" }],
    ["note_of vote 1 big", { do: "note", ticket_id: "Vote 1", note: "big" }],
    ["note_of T-1", { do: "note", ticket_id: "T-1", note: "" }],
    ["edit WEB-7 title", { do: "edit", ticket_id: "WEB-7", changes: { title: "" } }],
    ["edit WEB-77 URL https://example.com/77", {
      do: "edit",
      ticket_id: "WEB-77",
      changes: { url: "https://example.com/77" },
    }],
    ['{"do":"edit","with":"WEB-7 description # Why\\nBecause."}', {
      do: "edit",
      ticket_id: "WEB-7",
      changes: { description: "# Why\nBecause." },
    }],
    ["move WEB-7", { do: "move", ticket_id: "WEB-7", before: null }],
    ["drop vote", { do: "drop", ticket_id: "Vote" }],
    ["remove Bob Ross", { do: "remove", member_id: "BOB ROSS", bar: false }],
    ["voter bob ross", { do: "member_role", member_id: "BOB ROSS", role: "voter" }],
    ["room_name", { do: "room", changes: { name: "" } }],
    ["capacity 9", { do: "room", changes: { capacity: 9 } }],
    ["deck t_shirt", { do: "room", changes: { deck: "t_shirt" } }],
    ["deck 0,5;1", { do: "room", changes: { deck: "0,5;1" } }],
    ["lock on", { do: "room", changes: { locked: true } }],
    ["lock OFF", { do: "room", changes: { locked: false } }],
    ["passcode open sesame", { do: "room", changes: { passcode: "open sesame" } }],
    ["passcode", { do: "room", changes: { passcode: null } }],
    ["who-runs admin", { do: "settings", settings: { who_runs: "admin" } }],
  ];
  for (const [line, command, room] of table) assertEquals(commandOf(line, room), command, line);
});

Deno.test("words: the longest description comes whole, written as ASCII as json.dumps does", () => {
  const text = "日".repeat(DESCRIPTION_LENGTH_MAX);
  const escaped = JSON.stringify({ do: "edit", with: `WEB-7 description ${text}` })
    .replaceAll("日", "\\u65e5");
  assertEquals(commandOf(escaped), {
    do: "edit",
    ticket_id: "WEB-7",
    changes: { description: text },
  });
});

Deno.test("words: what can't be is refused with a clause for the situation", () => {
  const undecided = {
    ...DONE,
    ballot: revealed({ ticket_id: "T-1" }, { Ana: "?" }),
  };
  const table: [line: string, why: string, at?: RoomState][] = [
    ["cancel", "no ballot is open", DONE],
    ["nudge", "nothing to vote on yet", DONE],
    ["accept", "reveal the votes first"],
    ["accept", "nobody played a card with a number", undecided],
    ["note big", "reveal the votes first"],
    [`note ${"x".repeat(501)}`, "the note must have 0 to 500 characters", DONE],
    ["estimate_of", "say which ticket"],
    ["estimate_of T-1", "the estimate must have 1 to 16 characters"],
    ["note_of", "say which ticket"],
    ["rename", "the name must have 1 to 40 characters"],
    ["edit", "say which ticket"],
    ["edit WEB-70 title x", 'no open ticket has the id "WEB-70 title x"'],
    ["edit WEB-7 colour red", 'no "colour"'],
    ["edit WEB-7 url ftp://x", "the link must be an http or https address"],
    ["hand_over", "say who, by name"],
    ["move WEB-7 WEB-9", 'no open ticket has the id "WEB-9"'],
    ["drop", "say which ticket"],
    ["bar Eve", 'nobody here is called "Eve"'],
    ["capacity many", "the number of seats must be a whole number"],
    ["deck", "say which deck"],
    ["deck 1", "the deck must be"],
    ["lock", "lock must be on or off"],
    [`passcode ${"x".repeat(65)}`, "the passcode must have 1 to 64 characters"],
    ["who_runs bob", "admin or everyone"],
    ["timer 2m later", "the timer must be a time"],
  ];
  for (const [line, why, room] of table) {
    assertStringIncludes(whyNone(line, room), why, line);
  }
});
