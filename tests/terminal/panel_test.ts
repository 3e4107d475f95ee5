// The panels of the live view: what each of their keys does, to what, and for whom.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RoomState } from "../../src/client/mod.ts";
import type { Action } from "../../src/terminal/action.ts";
import { chosenAt } from "../../src/terminal/panel.ts";
import { update } from "../../src/terminal/update.ts";
import { actionOf, changedTo, noticeOf, pressed } from "./pressed.ts";
import { member, modelOf, open, revealed, roomOf, screenOf, shown } from "./rooms.ts";

const LINK = "https://tracker.example/T-1";
const QUEUE = [{ ticket_id: "T-1", title: "One", url: LINK, description: "Why\n- so" }, {
  ticket_id: "T-2",
}, { ticket_id: "T-3" }];
const PEOPLE = [{ name: "Bob" }, { name: "Eve", role: "observer" as const }];
const IDLE = roomOf(PEOPLE, { queue: QUEUE });
const VOTING = roomOf(PEOPLE, { queue: QUEUE, ballot: open("T-0", { title: "Zero" }) });
const DONE = roomOf(PEOPLE, {
  queue: QUEUE,
  ballot: revealed({ ticket_id: "T-0" }, { Ana: "5" }, { note: "Big" }),
});
const EVERYONE: RoomState = {
  ...IDLE,
  settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "everyone" },
};

Deno.test("list: each key does to the chosen ticket what the help says", () => {
  const edit = (ticketId: string, changes: object): Action => ({
    do: "edit",
    ticket_id: ticketId,
    changes,
  });
  const table: [room: RoomState, keys: string, action: Action][] = [
    [IDLE, "l<down><enter>", { do: "begin", ticket: { ticket_id: "T-2" } }],
    [IDLE, "lt two<enter>", edit("T-1", { title: "One two" })],
    [IDLE, "lt<clear><enter>", edit("T-1", { title: "" })],
    [IDLE, "ll/x<enter>", edit("T-1", { url: `${LINK}/x` })],
    [IDLE, "li, and<line>- so<enter>", edit("T-1", { description: "Why\n- so, and\n- so" })],
    [VOTING, "lt!<enter>", edit("T-0", { title: "Zero!" })],
    [IDLE, "l<down>u", { do: "move", ticket_id: "T-2", before: "T-1" }],
    [IDLE, "ld", { do: "move", ticket_id: "T-1", before: "T-3" }],
    [IDLE, "l<down>d", { do: "move", ticket_id: "T-2", before: null }],
    [IDLE, "l<end>f", { do: "move", ticket_id: "T-3", before: "T-1" }],
    [IDLE, "l<down>xy", { do: "drop", ticket_id: "T-2" }],
    [IDLE, "laT-9<enter>", { do: "queue", tickets: [{ ticket_id: "T-9" }], replace: false }],
  ];
  for (const [room, keys, action] of table) assertEquals(actionOf(room, keys), action, keys);
  for (const keys of ["lxn", "lx<esc>", "lt<esc>", "lt<enter>", "l<esc>"]) {
    assertEquals(pressed(modelOf(IDLE), keys).actions, [], keys);
  }
});

Deno.test("list: estimates and notes of any ticket that was revealed", () => {
  // everything that was revealed before is fetched when the list opens
  const { model, actions } = pressed(modelOf({ ...DONE, results_count: 2 }), "l");
  assertEquals(actions, [{ do: "look_back" }]);
  const earlier = revealed({ ticket_id: "T-9" }, { Ana: "8" });
  const shownNow = revealed({ ticket_id: "T-0" }, { Ana: "5" }, { note: "Big" });
  const ballots = [earlier, shownNow];
  const all = update(model, { kind: "results", ballots }).model;
  const end = (keys: string) => pressed(all, `<end>${keys}`).actions[0];
  assertEquals(end("e3<enter>"), { do: "estimate", ticket_id: "T-9", estimate: "3" });
  assertEquals(end("e<enter>"), { do: "estimate", ticket_id: "T-9", estimate: "8" });
  assertEquals(end("mSmall<enter>"), { do: "note", ticket_id: "T-9", note: "Small" });
  assertEquals(end("<up>m and new<enter>"), { do: "note", ticket_id: "T-0", note: "Big and new" });
  assertEquals(end("<up>m<clear><enter>"), { do: "note", ticket_id: "T-0", note: "" });
  const again = { ...shownNow, attempt: 2 };
  const twice = update(model, { kind: "results", ballots: [...ballots, again] }).model;
  const lines = shown(twice).join("\n");
  assertEquals(lines.split("T-0").length, 2, "only the last attempt of a ticket is there");
});

Deno.test("list: what a key is not for is refused in a sentence", () => {
  const table: [room: RoomState, keys: string, notice: string][] = [
    [IDLE, "lu", "T-1 is the first one already."],
    [IDLE, "lf", "T-1 is the first one already."],
    [IDLE, "l<end>d", "T-3 is the last one already."],
    [VOTING, "lx", "x is for a ticket in the queue."],
    [VOTING, "l<down><enter>", "T-0 is still being voted on: reveal it first."],
    [IDLE, "le", "e is for a ticket that was revealed."],
    [DONE, "l<end>t", "t is for the open ticket or a ticket in the queue."],
    [roomOf(), "lx", "There is no ticket on the list."],
    [IDLE, "lz", "z does nothing here"],
    [IDLE, "ll<clear>ftp://x<enter>", "The link must be an http or https address"],
  ];
  for (const [room, keys, notice] of table) {
    assertStringIncludes(noticeOf(room, keys), notice, keys);
  }
  for (const key of "tliudfxa") {
    assertEquals(noticeOf(IDLE, `l${key}`, "BOB"), `Only the admin can do that (${key}).`);
  }
  assertEquals(noticeOf(IDLE, "l<enter>", "BOB"), "Only the admin can do that (Enter).");
  // [R11b]
  assertEquals(actionOf(EVERYONE, "l<enter>", "BOB"), { do: "begin", ticket: QUEUE[0] ?? {} });
});

Deno.test("people: each key does to the chosen member what the help says", () => {
  const table: [keys: string, action: Action, me?: string][] = [
    ["pr<clear>Anna<enter>", { do: "rename", name: "Anna" }],
    ["pr B.<enter>", { do: "rename", name: "Bob B." }, "BOB"],
    ["po", { do: "member_role", member_id: "BOB", role: "observer" }],
    ["p<down>o", { do: "member_role", member_id: "EVE", role: "voter" }],
    ["p<home>o", { do: "role", role: "observer" }],
    ["po", { do: "role", role: "observer" }, "BOB"],
    ["po", { do: "role", role: "voter" }, "EVE"],
    ["phy", { do: "hand_over", member_id: "BOB" }],
    ["p<down>xy", { do: "remove", member_id: "EVE", bar: false }],
    ["pby", { do: "remove", member_id: "BOB", bar: true }],
  ];
  for (const [keys, action, me] of table) assertEquals(actionOf(IDLE, keys, me), action, keys);
  for (const keys of ["phn", "px<esc>", "pbn", "pr<esc>", "pr<clear><enter>", "pq"]) {
    assertEquals(pressed(modelOf(IDLE), keys).actions, [], keys);
  }
  assertStringIncludes(noticeOf(IDLE, "p<home>x"), "x is for somebody else.");
  for (const key of "hxbo") {
    const notice = `Only the admin can do that (${key}).`;
    assertEquals(noticeOf(IDLE, `p<home>${key}`, "BOB"), notice, key);
  }
});

Deno.test("people: the cursor stays on a member, and no other one is taken for who left meanwhile", () => {
  const picking = pressed(modelOf(IDLE), "p<down>").model;
  const without = (name: string): RoomState => ({
    ...IDLE,
    version: 2,
    members: IDLE.members.filter((one) => one.name !== name),
  });
  const after = (room: RoomState) => changedTo(picking, room);
  assertEquals(pressed(after(without("Bob")), "xy").actions, [
    { do: "remove", member_id: "EVE", bar: false },
  ]);
  // what was asked about Eve is done to Eve
  const asked = pressed(picking, "x").model;
  const room = { ...without("Eve"), members: [...without("Eve").members, member({ name: "Kim" })] };
  const left = changedTo(asked, room);
  assertEquals(pressed(left, "y").actions, [{ do: "remove", member_id: "EVE", bar: false }]);
});

Deno.test("settings: each row by its number, and by the cursor", () => {
  const locked: RoomState = { ...IDLE, locked: true, passcode: true, name: "Team A" };
  const table: [room: RoomState, keys: string, action: Action][] = [
    [IDLE, "s1", { do: "settings", settings: { auto_reveal: true } }],
    [IDLE, "s<down><enter>", { do: "settings", settings: { on_admin_leave: "promote" } }],
    [IDLE, "s3", { do: "settings", settings: { who_runs: "everyone" } }],
    [EVERYONE, "s3", { do: "settings", settings: { who_runs: "admin" } }],
    [IDLE, "s4Team A<enter>", { do: "room", changes: { name: "Team A" } }],
    [locked, "s4<clear><enter>", { do: "room", changes: { name: "" } }],
    [IDLE, "s5 7 <enter>", { do: "room", changes: { capacity: 7 } }],
    [IDLE, "s6t_shirt<enter>", { do: "room", changes: { deck: "t_shirt" } }],
    [IDLE, "s60,5;1<enter>", { do: "room", changes: { deck: "0,5;1" } }],
    [IDLE, "s7", { do: "room", changes: { locked: true } }],
    [locked, "s7", { do: "room", changes: { locked: false } }],
    [IDLE, "s8open sesame<enter>", { do: "room", changes: { passcode: "open sesame" } }],
    [locked, "s8<enter>y", { do: "room", changes: { passcode: null } }],
  ];
  for (const [room, keys, action] of table) assertEquals(actionOf(room, keys), action, keys);
  for (const keys of ["s4<enter>", "s5<enter>", "s6<enter>", "s8<enter>", "ss", "s<esc>"]) {
    assertEquals(pressed(modelOf(IDLE), keys).actions, [], keys);
  }
  assertEquals(pressed(modelOf(locked), "s8<enter>n").actions, []);
  const refused: [keys: string, notice: string, room?: RoomState][] = [
    ["s5many<enter>", "The number of seats must be a whole number"],
    ["s61<enter>", "The deck must be fibonacci"],
    ["s6", "T-0 is still being voted on with these cards.", VOTING],
    ["s9", "Enter, or 1 to 8, changes a setting"],
  ];
  for (const [keys, notice, room = IDLE] of refused) {
    assertStringIncludes(noticeOf(room, keys), notice, keys);
  }
});

Deno.test("settings: a passcode is not read by who looks on", () => {
  const lines = shown(pressed(modelOf(IDLE), "s8sesame").model).join("\n");
  assert(!lines.includes("sesame"), lines);
  assertStringIncludes(lines, "••••••");
});

Deno.test("panels: the cursor goes over the rows, and a question comes back to its row", () => {
  const { model } = pressed(modelOf(IDLE), "l<down>t<esc>");
  assert(model.mode.name === "list");
  assertEquals(chosenAt(model, model.mode), 1);
  const helped = pressed(model, "?<esc>").model;
  assertEquals(helped.mode, model.mode);
  // the ticket goes up, the cursor with it
  const [first, second, third] = QUEUE;
  assert(first !== undefined && second !== undefined && third !== undefined);
  const room = { ...IDLE, version: 2, queue: [second, first, third] };
  const moved = changedTo(model, room);
  assertEquals(chosenAt(moved, model.mode), 0);
  // and where it is gone the next one is chosen
  const gone = { ...room, version: 3, queue: [first, third] };
  const after = changedTo(model, gone);
  assertEquals(chosenAt(after, model.mode), 1);
});

Deno.test("panels: whoever is no longer the admin keeps what all may look at", () => {
  const next = (keys: string) => {
    const room = { ...IDLE, version: 2, admin_id: "BOB" };
    const { model } = pressed(modelOf(IDLE), keys);
    return changedTo(model, room).mode.name;
  };
  assertEquals(["s", "s4x", "lt", "l", "px", "pr"].map(next), [
    "room",
    "room",
    "list",
    "list",
    "people",
    "ask",
  ]);
});

Deno.test("panels: the hints have the keys that do something here, for this person", () => {
  const hints = (room: RoomState, keys: string, me?: string) =>
    shown(pressed(modelOf(room, me), keys).model, screenOf(120, 40)).slice(-3).join("\n");
  const admin = hints(IDLE, "l");
  for (const hint of ["Enter begin", "t title", "u up", "d down", "f first", "x remove"]) {
    assertStringIncludes(admin, hint);
  }
  assert(!admin.includes("e estimate"), admin);
  assertStringIncludes(hints(DONE, "l<end>"), "e estimate  m note");
  const bob = hints(IDLE, "l", "BOB");
  assert(!bob.includes("remove") && !bob.includes("begin"), bob);
  assertStringIncludes(hints(EVERYONE, "l", "BOB"), "Enter begin");
  assertStringIncludes(hints(IDLE, "p", "BOB"), "r rename yourself  o watch or vote  ? keys");
});
