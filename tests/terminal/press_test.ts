// What keys do, without a terminal: from a room and keys to the actions and the words that come of them.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RoomState } from "../../src/client/mod.ts";
import type { Action } from "../../src/terminal/action.ts";
import { type Model, told } from "../../src/terminal/model.ts";
import { press } from "../../src/terminal/press.ts";
import { keysOf, member, modelOf, NOW, open, revealed, roomOf } from "./rooms.ts";

interface Pressed {
  readonly model: Model;
  readonly actions: readonly Action[];
}

function pressed(model: Model, keys: string): Pressed {
  const actions: Action[] = [];
  for (const key of keysOf(keys)) {
    const step = press(model, key);
    model = step.model;
    if (step.action !== null) actions.push(step.action);
  }
  return { model, actions };
}

/** Keys in a room, and the one action that comes of them. */
function actionOf(room: RoomState, keys: string, me?: string): Action | undefined {
  return pressed(modelOf(room, me), keys).actions[0];
}

/** Keys in a room, and what the person is told. */
function noticeOf(room: RoomState, keys: string, me?: string): string {
  const { model, actions } = pressed(modelOf(room, me), keys);
  assertEquals(actions, []);
  return model.notice?.text ?? "";
}

const VOTING = roomOf([{ name: "Bob", voted: true }], { ballot: open("T-1") });
const SHIRTS = roomOf([], {
  ballot: open("T-1"),
  deck: { name: "t_shirt", cards: ["XS", "S", "M", "L", "XL", "XXL", "?", "☕"] },
});

Deno.test("press: a card by arrows, digits or capitals, then Enter", () => {
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
  ];
  for (const [room, keys, card] of table) {
    assertEquals(actionOf(room, keys), { do: "vote", ticket_id: "T-1", card }, keys);
  }
});

Deno.test("press: Enter without a card, a card that is none, and voting when it can't be, are told", () => {
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

Deno.test("press: u takes a vote back, if there is one", () => {
  assertStringIncludes(noticeOf(VOTING, "u"), "no vote in");
  const vote = { ticket_id: "T-1", attempt: 1, card: "5", pending: false };
  const voted = told(modelOf(VOTING), { kind: "vote", vote });
  assertEquals(pressed(voted, "u").actions, [{ do: "withdraw", ticket_id: "T-1" }]);
  // and arrows go on from the card that is in
  assertEquals(pressed(voted, "<right><enter>").actions, [
    { do: "vote", ticket_id: "T-1", card: "8" },
  ]);
});

Deno.test("press: a new ballot begins with no card chosen", () => {
  const chosen = pressed(modelOf(VOTING), "8").model;
  const room = { ...VOTING, version: 2, ballot: open("T-1", { attempt: 2 }) };
  const after = told(chosen, { kind: "room", room, me: "ANA", server_offset_ms: 0 });
  assertEquals([after.card, after.typed], [null, ""]);
});

Deno.test("press: the admin's keys, and that they are nobody else's", () => {
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
    [done, "t1:30<enter>", { do: "timer", seconds: 90 }],
    [done, "t0<enter>", { do: "timer", seconds: null }],
    [done, "aT-5 Five<enter>", {
      do: "queue",
      tickets: [{ ticket_id: "T-5", title: "Five" }],
      replace: false,
    }],
    [done, "h<enter>", { do: "hand_over", member_id: "BOB" }],
    [done, "x<enter>y", { do: "remove", member_id: "BOB" }],
    [done, "s1", { do: "settings", settings: { auto_reveal: true } }],
    [done, "s2", { do: "settings", settings: { on_admin_leave: "promote" } }],
    [done, "dy", { do: "end" }],
  ];
  for (const [room, keys, action] of table) {
    assertEquals(actionOf(room, keys), action, keys);
    const [first = ""] = keys;
    assertStringIncludes(noticeOf(room, first, "BOB"), "Only the admin", keys);
  }
  assertEquals(actionOf(done, "o", "BOB"), { do: "role", role: "observer" });
});

Deno.test("press: what is not to be, is told, and a typo stays to be mended", () => {
  assertStringIncludes(noticeOf(VOTING, "r"), "Not everybody has voted yet");
  assertStringIncludes(noticeOf(VOTING, "n"), "still being voted on");
  assertStringIncludes(noticeOf(roomOf(), "e"), "Reveal the votes first");
  assertStringIncludes(noticeOf(roomOf(), "x"), "Nobody else is here");
  const { model } = pressed(modelOf(roomOf()), "tsoon<enter>");
  assertStringIncludes(model.notice?.text ?? "", "must be a time");
  assert(model.mode.name === "ask" && model.mode.text === "soon");
  assertEquals(pressed(model, "<back><back><back><back>2m<enter>").actions, [
    { do: "timer", seconds: 120 },
  ]);
  // no, Esc, and nothing typed go back
  for (const keys of ["dn", "fn", "d<esc>", "b<enter>", "b<esc>", "s<esc>", "?x"]) {
    assertEquals(pressed(modelOf(VOTING), keys).model.mode.name, "room", keys);
  }
});

Deno.test("press: a list that is pasted is looked over, then added or put in place", () => {
  const paste = (model: Model) =>
    press(model, { kind: "paste", text: "T-1 One\nT-2\tTwo\n\n- T-3\n" }).model;
  const tickets = [
    { ticket_id: "T-1", title: "One" },
    { ticket_id: "T-2", title: "Two" },
    { ticket_id: "T-3" },
  ];
  const looked = paste(modelOf(roomOf()));
  assertEquals(looked.mode, { name: "tickets", tickets });
  assertEquals(pressed(looked, "<enter>").actions, [{ do: "queue", tickets, replace: false }]);
  assertEquals(pressed(looked, "r").actions, [{ do: "queue", tickets, replace: true }]);
  assertEquals(pressed(looked, "<esc>").actions, []);
  assertEquals(paste(pressed(modelOf(roomOf()), "a").model).mode, { name: "tickets", tickets });
  const others = paste(modelOf(roomOf([{ name: "Bob" }]), "BOB"));
  assertStringIncludes(others.notice?.text ?? "", "Only the admin");
});

Deno.test("press: leaving asks only an admin who would take something along; a second Ctrl-C goes at once", () => {
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

Deno.test("press: without a connection Enter tries now, and q goes at once", () => {
  const status = { state: "offline", retry_in_ms: 4_000, attempt: 1 } as const;
  const lost = told(modelOf(VOTING), { kind: "status", status, now: NOW });
  assertEquals(pressed(lost, "<enter>").actions, [{ do: "retry" }]);
  assertEquals(pressed(lost, "q").actions, [{ do: "hang_up" }]);
  // a card that was chosen is voted with: the client keeps the vote until it can be sent
  const vote = { do: "vote", ticket_id: "T-1", card: "8" } as const;
  const { model, actions } = pressed(lost, "8<enter>");
  assertEquals(actions, [vote]);
  const own = { ticket_id: "T-1", attempt: 1, card: "8", pending: true };
  assertEquals(pressed(told(model, { kind: "vote", vote: own }), "<enter>").actions, [
    { do: "retry" },
  ]);
});

Deno.test("press: whoever is no longer the admin is in the middle of nothing the admin does", () => {
  const room = roomOf([{ name: "Bob" }]);
  const asking = pressed(modelOf(room), "bT-1").model;
  const next = { ...room, version: 2, admin_id: "BOB" };
  const after = told(asking, { kind: "room", room: next, me: "ANA", server_offset_ms: 0 });
  assertEquals([after.mode.name, after.notice?.text], ["room", "Bob is the admin now."]);
});

Deno.test("press: somebody who left meanwhile can't be picked", () => {
  const room = roomOf([{ name: "Bob" }, { name: "Eve" }]);
  const picking = pressed(modelOf(room), "x<down>").model;
  const next = { ...room, version: 2, members: [member({ name: "Ana" }), member({ name: "Bob" })] };
  const after = told(picking, { kind: "room", room: next, me: "ANA", server_offset_ms: 0 });
  assertEquals(pressed(after, "<enter>y").actions, [{ do: "remove", member_id: "BOB" }]);
  // only voters who are online can be handed the room
  const away = roomOf([{ name: "Bob", presence: "away" }, { name: "Eve", role: "observer" }]);
  assertEquals(pressed(modelOf(away), "h<enter>").actions, []);
});
