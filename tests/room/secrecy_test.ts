// Nothing shows a card before it is revealed [R7]: not an event, not a refusal, not the view.
import { assert, assertEquals } from "@std/assert";
import type { Command, RoomEvent } from "../../src/room/events.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { Protocol, Room } from "../../src/room/state.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { lookedAt, textOf } from "./invariants.ts";
import { BEGINNING, roomAfter } from "./story.ts";
import { at } from "./moments.ts";

/** Cards whose text can come from nowhere else. */
const CARDS = ["QUOKKA", "WOMBAT", "NUMBAT"];

const ticket = { ticket_id: "T-1" };

/** When those who are away are no longer waited for, for what. */
const AWAY = { wait_until: 3e12, admin_until: 3e12, gone_at: 3e12 };

/**
 * Everybody votes, changes its mind, takes it back, leaves, is away and back, is removed; votes are
 * discarded, then revealed.
 */
const COMMANDS: readonly Command[] = [
  { type: "announce", by: "ana" },
  ...["bob", "cem", "dan"].flatMap((memberId) => joins(memberId, "v1")),
  { type: "begin", by: "ana", ticket },
  { type: "vote", by: "bob", ticket_id: "T-1", card: "QUOKKA" },
  { type: "vote", by: "bob", ticket_id: "T-1", card: "WOMBAT" },
  { type: "vote", by: "bob", ticket_id: "T-2", card: "QUOKKA" },
  { type: "vote", by: "cem", ticket_id: "T-1", card: "NUMBAT" },
  { type: "reveal", by: "cem", ticket_id: "T-1", force: true },
  { type: "set_role", by: "cem", role: "observer" },
  { type: "vote", by: "dan", ticket_id: "T-1", card: "QUOKKA" },
  { type: "vote", by: "ana", ticket_id: "T-1", card: "QUOKKA" },
  { type: "leave", by: "bob" },
  ...joins("eve", "v2"),
  { type: "vote", by: "eve", ticket_id: "T-1", card: "WOMBAT" },
  { type: "vote", by: "eve", ticket_id: "T-1", card: null },
  { type: "vote", by: "eve", ticket_id: "T-1", card: "QUOKKA" },
  { type: "disconnect", by: "eve", ...AWAY },
  { type: "tick" },
  { type: "resume", by: "eve" },
  { type: "queue", by: "ana", tickets: [{ ticket_id: "T-2" }], replace: false },
  { type: "timer", by: "ana", ends_at: 3e12 },
  { type: "settings", by: "ana", settings: { on_admin_leave: "promote" } },
  { type: "estimate", by: "ana", ticket_id: "T-1", estimate: "5" },
  { type: "remove", by: "ana", member_id: "dan" },
  { type: "restart", by: "ana" },
  { type: "vote", by: "ana", ticket_id: "T-1", card: "NUMBAT" },
  { type: "reveal", by: "ana", ticket_id: "T-1", force: true },
  { type: "estimate", by: "ana", ticket_id: "T-1", estimate: "5" },
  { type: "begin", by: "ana", ticket },
  { type: "hand_over", by: "ana", member_id: "eve" },
];

function joins(memberId: string, protocol: Protocol): readonly Command[] {
  return [
    { type: "reserve", member_id: memberId, name: memberId, role: "voter", protocol },
    { type: "announce", by: memberId },
  ];
}

function assertNoCard(value: unknown, of: string): void {
  const text = textOf(value);
  for (const card of CARDS) assert(!text.includes(card), `${of} shows ${card}: ${text}`);
}

/** The view but for the deck, which lists every card there is. */
function viewOfVotes(room: Room): unknown {
  return { ...lookedAt(viewOf(room)), deck: null };
}

Deno.test("[R7] no event, no refusal and no view has a card of a ballot that was not revealed", () => {
  const admin = { member_id: "ana", name: "ana", role: "voter", protocol: "v1" } as const;
  const deck = { name: "marsupials", cards: CARDS };
  let room = createRoom({ room_id: "7Z3K9QWD", capacity: 9, deck, admin }, at(0));
  for (const command of COMMANDS) {
    const result = step(room, command, at(0));
    if (result.kind === "refused") {
      assertNoCard(result.refusal, `the refusal of ${command.type}`);
      continue;
    }
    room = result.room;
    assertNoCard(viewOfVotes(room), `the view after ${command.type}`);
    assertNoCard(result.events, `the events of ${command.type}`);
    if (command.type === "restart") break;
  }
  const ended = step(room, { type: "end", reason: "idle" }, at(0));
  assert(ended.kind === "done");
  assertNoCard(ended.events, "the results");
});

Deno.test("[R7] the reveal shows the cards of its own attempt, and those alone", () => {
  const room = roomAfter(`
    ana creates 3 with ${CARDS.join(" ")}
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1
    bob votes WOMBAT -> voted bob first
    ana restarts -> restarted T-1 #2
    bob votes QUOKKA -> voted bob first
    bob votes NUMBAT -> voted bob again`);
  const result = step(room, { type: "reveal", by: "ana", ticket_id: "T-1", force: true }, at(2e12));
  assert(result.kind === "done");
  assertEquals(result.events.map(({ type }) => type), ["revealed"]);
  const text = textOf(result.events);
  assertEquals(CARDS.filter((card) => text.includes(card)), ["NUMBAT"]);
});

Deno.test("[R7] an open ballot's view shows who has voted, of those who are there", () => {
  const view = viewOf(roomAfter(`
    ana creates 4
    ana announces -> joined ana
    bob joins -> joined bob
    cem joins -> joined cem
    dan seats
    ana begins T-1 -> opened T-1 #1
    bob votes 8 -> voted bob first
    cem votes 8 -> voted cem first
    cem leaves -> left cem`));
  assertEquals(view.open, { ticket, attempt: 1, phase: "voting", opened_at: BEGINNING });
  assertEquals(
    [...view.members.values()].map(({ name, announced, voted }) => ({ name, announced, voted })),
    [
      { name: "ana", announced: true, voted: false },
      { name: "bob", announced: true, voted: true },
      { name: "dan", announced: false, voted: false },
    ],
  );
});

Deno.test("[R7] no event but the reveal and the end has room for votes", () => {
  // the types hold that, too; this is what they come to at run time
  const fields = new Map<RoomEvent["type"], readonly string[]>();
  let room = roomAfter(`ana creates 4 with ${CARDS.join(" ")}`);
  for (const command of COMMANDS) {
    const result = step(room, command, at(2e12));
    if (result.kind === "refused") continue;
    room = result.room;
    for (const event of result.events) fields.set(event.type, Object.keys(event).sort());
  }
  assertEquals(Object.fromEntries([...fields].sort()), {
    admin_changed: ["member", "type"],
    away: ["member", "type"],
    back: ["member", "type"],
    changed: ["type"],
    completed: ["attempt", "ticket", "type"],
    estimated: ["attempt", "estimate", "ticket", "type"],
    filled: ["type"],
    joined: ["member", "type"],
    left: ["member", "type"],
    opened: ["attempt", "ticket", "type"],
    removed: ["barred", "member", "type"],
    restarted: ["attempt", "ticket", "type"],
    revealed: ["ballot", "type"],
    role_changed: ["member", "type"],
    voted: ["first", "member", "ticket", "type"],
    withdrawn: ["member", "ticket", "type"],
  });
});
