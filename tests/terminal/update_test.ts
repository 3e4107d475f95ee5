// What keys do, without a terminal: from a room and keys to the actions and the words that come of them.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RoomState } from "../../src/client/mod.ts";
import type { Action } from "../../src/terminal/action.ts";
import type { Model } from "../../src/terminal/model.ts";
import { update } from "../../src/terminal/update.ts";
import { actionOf, changedTo, noticeOf, pasted, pressed } from "./pressed.ts";
import { modelOf, NOW, open, revealed, roomOf } from "./rooms.ts";

const VOTING = roomOf([{ name: "Bob", voted: true }], { ballot: open("T-1") });
const SHIRTS = roomOf([], {
  ballot: open("T-1"),
  deck: { name: "t_shirt", cards: ["XS", "S", "M", "L", "XL", "XXL", "?", "☕"] },
});

const HALVES = roomOf([], {
  ballot: open("T-1"),
  deck: { name: "modified_fibonacci", cards: ["0", "½", "1", "2", "20", "100", "?", "☕"] },
});

Deno.test("update: a card by arrows, digits or capitals, then Enter", () => {
  const table: [room: RoomState, keys: string, card: string][] = [
    [VOTING, "5<enter>", "5"],
    [VOTING, "13<enter>", "13"],
    [VOTING, "1<enter>", "1"],
    [VOTING, "21<enter>", "21"],
    [VOTING, "138<enter>", "8"],
    [VOTING, "<right><right><enter>", "2"],
    [VOTING, "<left><enter>", "☕"],
    [VOTING, "<end><left><enter>", "?"],
    [VOTING, "<home><enter>", "1"],
    [VOTING, "5<right><enter>", "8"],
    [VOTING, "<right>8<enter>", "8"],
    [SHIRTS, "M<enter>", "M"],
    [SHIRTS, "X<enter>", "XS"],
    [SHIRTS, "XL<enter>", "XL"],
    [SHIRTS, "XXL<enter>", "XXL"],
    [HALVES, "0<enter>", "0"],
    [HALVES, "0.5<enter>", "½"],
    [HALVES, "0,5<enter>", "½"],
    [HALVES, "1/2<enter>", "½"],
    [HALVES, "0.<enter>", "½"],
    [HALVES, "10<enter>", "100"],
  ];
  for (const [room, keys, card] of table) {
    assertEquals(actionOf(room, keys), { do: "vote", ticket_id: "T-1", card }, keys);
  }
});

Deno.test("update: Enter without a card, a card that is none, and voting when it can't be, are refused", () => {
  assertStringIncludes(noticeOf(VOTING, "<enter>"), "Choose a card first");
  assertStringIncludes(noticeOf(VOTING, "7"), "No card begins with 7");
  assertStringIncludes(noticeOf(roomOf(), "5"), "no ticket to vote on yet");
  assertStringIncludes(
    noticeOf(roomOf([], { ballot: revealed({ ticket_id: "T-1" }, { Ana: "5" }) }), "5"),
    "votes are fixed",
  );
  const watching = roomOf([{ name: "Bob", role: "observer" }], { ballot: open("T-1") });
  assertStringIncludes(noticeOf(watching, "5", "BOB"), "You are watching");
  assertStringIncludes(noticeOf(VOTING, "z"), "z does nothing here");
});

Deno.test("update: u takes a vote back, if there is one", () => {
  assertStringIncludes(noticeOf(VOTING, "u"), "have not voted");
  const vote = { ticket_id: "T-1", attempt: 1, card: "5", pending: false };
  const voted = update(modelOf(VOTING), { kind: "vote", vote }).model;
  assertEquals(pressed(voted, "u").actions, [{ do: "withdraw", ticket_id: "T-1" }]);
  // and arrows go on from the card that is in
  assertEquals(pressed(voted, "<right><enter>").actions, [
    { do: "vote", ticket_id: "T-1", card: "8" },
  ]);
});

Deno.test("update: a new ballot begins with no card chosen", () => {
  const chosen = pressed(modelOf(VOTING), "8").model;
  const room = { ...VOTING, version: 2, ballot: open("T-1", { attempt: 2 }) };
  const after = changedTo(chosen, room);
  assertEquals([after.card, after.typed], [null, ""]);
});

Deno.test("update: the admin's keys, and that they are nobody else's", () => {
  const complete = { ...VOTING, ballot: open("T-1", { phase: "complete" }) };
  const done = roomOf([{ name: "Bob" }], {
    ballot: revealed({ ticket_id: "T-1" }, { Ana: "5" }),
    queue: [{ ticket_id: "T-2", title: "Two" }, { ticket_id: "T-3" }],
  });
  const table: [room: RoomState, keys: string, action: Action][] = [
    [done, "n", { do: "begin", ticket: { ticket_id: "T-2", title: "Two" } }],
    [done, "bWEB-7 Log in<enter>", {
      do: "begin",
      ticket: { ticket_id: "WEB-7", title: "Log in" },
    }],
    [done, "nx", { do: "begin", ticket: { ticket_id: "T-2", title: "Two" } }],
    [roomOf(), "nT-9<enter>", { do: "begin", ticket: { ticket_id: "T-9" } }],
    [complete, "r", { do: "reveal", ticket_id: "T-1", force: false }],
    [VOTING, "fy", { do: "reveal", ticket_id: "T-1", force: true }],
    [done, "v", { do: "restart" }],
    [done, "e8 points<enter>", { do: "estimate", ticket_id: "T-1", estimate: "8 points" }],
    [done, "e9<back>8<enter>", { do: "estimate", ticket_id: "T-1", estimate: "8" }],
    [done, "t1:30<enter>", { do: "timer", seconds: 90, reveal: false }],
    [done, "t0<enter>", { do: "timer", seconds: null, reveal: false }],
    [done, "aT-5 Five<enter>", {
      do: "queue",
      tickets: [{ ticket_id: "T-5", title: "Five" }],
      replace: false,
    }],
    [done, "s1", { do: "settings", settings: { auto_reveal: true } }],
    [done, "s2", { do: "settings", settings: { on_admin_leave: "promote" } }],
    [done, "dy", { do: "end" }],
    [done, "y", { do: "estimate", ticket_id: "T-1", estimate: "5" }],
    [VOTING, "cy", { do: "cancel" }],
    [VOTING, "w", { do: "nudge" }],
    [done, "b<enter>", { do: "begin", ticket: {} }],
    [roomOf(), "n<enter>", { do: "begin", ticket: {} }],
    [done, "t2m r<enter>", { do: "timer", seconds: 120, reveal: true }],
    [done, "mToo big<enter>", { do: "note", ticket_id: "T-1", note: "Too big" }],
    [done, "e<enter>", { do: "estimate", ticket_id: "T-1", estimate: "5" }],
    [VOTING, "vy", { do: "restart" }],
  ];
  for (const [room, keys, action] of table) {
    assertEquals(actionOf(room, keys), action, keys);
    const [first = ""] = keys;
    assertStringIncludes(noticeOf(room, first, "BOB"), "Only the admin", keys);
  }
  assertEquals(actionOf(done, "o", "BOB"), { do: "role", role: "observer" });
});

Deno.test("update: what can't be done is refused, and a typo stays to be mended", () => {
  assertStringIncludes(noticeOf(VOTING, "r"), "Not everybody has voted yet");
  assertStringIncludes(noticeOf(VOTING, "n"), "still being voted on");
  assertStringIncludes(noticeOf(roomOf(), "e"), "Reveal the votes first");
  assertStringIncludes(noticeOf(roomOf(), "m"), "Reveal the votes first");
  const { model } = pressed(modelOf(roomOf()), "tsoon<enter>");
  assertStringIncludes(model.notice?.text ?? "", "must be a time");
  assert(model.mode.name === "ask" && model.mode.text === "soon");
  assertEquals(pressed(model, "<back><back><back><back>2m<enter>").actions, [
    { do: "timer", seconds: 120, reveal: false },
  ]);
  // no, Esc, and nothing typed go back
  for (const keys of ["dn", "fn", "d<esc>", "a<enter>", "b<esc>", "s<esc>", "l<esc>", "pq", "?x"]) {
    assertEquals(pressed(modelOf(VOTING), keys).model.mode.name, "room", keys);
  }
});

Deno.test("update: a list that is pasted is looked over, then added or put in place", () => {
  const paste = (model: Model) => pasted(model, "T-1 One\nT-2\tTwo\n\n- T-3\n");
  const tickets = [
    { ticket_id: "T-1", title: "One" },
    { ticket_id: "T-2", title: "Two" },
    { ticket_id: "T-3" },
  ];
  const looked = paste(modelOf(roomOf()));
  const from = { name: "room" } as const;
  assertEquals(looked.mode, { name: "tickets", tickets, from });
  assertEquals(pressed(looked, "<enter>").actions, [{ do: "queue", tickets, replace: false }]);
  assertEquals(pressed(looked, "r").actions, [{ do: "queue", tickets, replace: true }]);
  assertEquals(pressed(looked, "<esc>").actions, []);
  assertEquals(paste(pressed(modelOf(roomOf()), "a").model).mode, looked.mode);
  const partly = pasted(modelOf(roomOf()), "# Sprint\nT-1\nT-1 again\n");
  assertEquals(
    partly.notice?.text,
    "Left out: 2 lines, the first: # Sprint (it is a heading).",
  );
  const table = pasted(modelOf(roomOf()), "T-1\tOne\tOpen\nT-2\tTwo\tOpen\n");
  assertEquals(table.mode, from);
  assertStringIncludes(
    table.notice?.text ?? "",
    'Paste these two alone, or with "Key" and "Title"',
  );
  const many = pasted(
    modelOf(roomOf()),
    Array.from({ length: 201 }, (_, at) => `T-${at}`).join("\n"),
  );
  assertEquals(pressed(many, "<enter>").actions, []);
  assertEquals(
    pressed(many, "<enter>").model.notice?.text,
    "There is no space for 1 of them: a queue holds at most 200 tickets.",
  );
  const others = paste(modelOf(roomOf([{ name: "Bob" }]), "BOB"));
  assertStringIncludes(others.notice?.text ?? "", "Only the admin");
});

Deno.test("update: leaving asks only an admin who would take something along; a second Ctrl-C goes at once", () => {
  const room = roomOf([{ name: "Bob" }]);
  assertEquals(pressed(modelOf(room, "BOB"), "q").actions, [{ do: "leave" }]);
  assertEquals(pressed(modelOf(room, "BOB"), "<ctrl_c><ctrl_c>").actions, [
    { do: "leave" },
    { do: "hang_up" },
  ]);
  assertEquals(pressed(modelOf(roomOf()), "q").actions, [{ do: "leave" }]);
  assertEquals(pressed(modelOf(room), "q").actions, []);
  assertEquals(pressed(modelOf(room), "qy").actions, [{ do: "leave" }]);
  assertEquals(pressed(modelOf(room), "qn").actions, []);
  assertEquals(pressed(modelOf(room), "<ctrl_c><ctrl_c>").actions, [{ do: "hang_up" }]);
  // and from the middle of anything
  assertEquals(pressed(modelOf(room), "bT-1<ctrl_c><ctrl_c>").actions, [{ do: "hang_up" }]);
});

Deno.test("update: without a connection Enter tries now, and q goes at once", () => {
  const status = { state: "offline", retry_in_ms: 4_000, attempt: 1 } as const;
  const lost = update(modelOf(VOTING), { kind: "status", status, now: NOW }).model;
  assertEquals(pressed(lost, "<enter>").actions, [{ do: "retry" }]);
  assertEquals(pressed(lost, "q").actions, [{ do: "hang_up" }]);
  // a card that was chosen is voted with: the client keeps the vote until it can be sent
  const vote = { do: "vote", ticket_id: "T-1", card: "8" } as const;
  const { model, actions } = pressed(lost, "8<enter>");
  assertEquals(actions, [vote]);
  const own = { ticket_id: "T-1", attempt: 1, card: "8", pending: true };
  assertEquals(pressed(update(model, { kind: "vote", vote: own }).model, "<enter>").actions, [
    { do: "retry" },
  ]);
});

Deno.test("update: whoever is no longer the admin is in the middle of nothing the admin does", () => {
  const room = roomOf([{ name: "Bob" }]);
  const asking = pressed(modelOf(room), "bT-1").model;
  const next = { ...room, version: 2, admin_id: "BOB" };
  const after = changedTo(asking, next);
  assertEquals([after.mode.name, after.notice?.text], ["room", "Bob is the admin now."]);
});

Deno.test("update: a confirmation about a ballot goes with the ballot", () => {
  const after = (keys: string, room: RoomState) =>
    changedTo(pressed(modelOf(VOTING), keys).model, { ...room, version: 2 });
  const others: readonly RoomState["ballot"][] = [
    open("T-2"),
    open("T-1", { attempt: 2 }),
    null,
  ];
  for (const key of "cfv") {
    for (const ballot of others) {
      const model = after(key, { ...VOTING, ballot });
      assertEquals(model.mode.name, "room", key);
      assertEquals(pressed(model, "y").actions, [], key);
    }
    // the same ballot with another vote is the one that was asked about
    const same = after(key, { ...VOTING, ballot: open("T-1", { phase: "complete" }) });
    assertEquals(pressed(same, "y").actions.length, 1, key);
  }
  // what is about no ballot stays
  assertEquals(after("d", { ...VOTING, ballot: null }).mode.name, "confirm");
});

Deno.test("update: [R11b] where everyone runs the room a voter begins, asks again and reveals, and no more", () => {
  const settings = { auto_reveal: false, on_admin_leave: "close", who_runs: "everyone" } as const;
  const others = [{ name: "Bob" }, { name: "Eve", role: "observer" as const }];
  const idle = roomOf(others, { settings, queue: [{ ticket_id: "T-2" }] });
  const voting = { ...idle, ballot: open("T-1") };
  assertEquals(actionOf(idle, "n", "BOB"), { do: "begin", ticket: { ticket_id: "T-2" } });
  assertEquals(actionOf(voting, "w", "BOB"), { do: "nudge" });
  assertEquals(actionOf({ ...voting, ballot: open("T-1", { phase: "complete" }) }, "r", "BOB"), {
    do: "reveal",
    ticket_id: "T-1",
    force: false,
  });
  for (const key of "cfyedamts") {
    assertStringIncludes(noticeOf(voting, key, "BOB"), "Only the admin");
  }
  assertStringIncludes(noticeOf(idle, "n", "EVE"), "Only the admin");
});

Deno.test("update: cancelling, asking again and accepting are refused where there is nothing to", () => {
  assertStringIncludes(noticeOf(roomOf(), "c"), "No ballot is open");
  assertStringIncludes(noticeOf(roomOf(), "w"), "nothing to vote on");
  assertStringIncludes(noticeOf(VOTING, "y"), "Reveal the votes first.");
});
