// The checks themselves: a room that is wrong, and a step that is, must be found.
import { assert, assertThrows } from "@std/assert";
import type { Command, Done } from "../../src/room/events.ts";
import { step } from "../../src/room/room.ts";
import type { Member, Room } from "../../src/room/state.ts";
import { checkRoom } from "./invariants.ts";
import { checkStep } from "./step_invariants.ts";
import { BEGINNING, roomAfter } from "./story.ts";
import { at } from "./moments.ts";

const OPENED = roomAfter(`
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    vic joins by v1 -> joined vic, filled
    ana queues T-2 -> changed
    ana begins T-1 -> opened T-1 #1
    bob votes 8 -> voted bob first
    bob drops -> away bob`);

function memberOf(room: Room, memberId: string): Member {
  const member = room.members.get(memberId);
  assert(member !== undefined);
  return member;
}

function withMember(room: Room, memberId: string, change: Partial<Member>): Room {
  const member = { ...memberOf(room, memberId), ...change };
  return { ...room, members: new Map(room.members).set(memberId, member) };
}

Deno.test("a room that may not be is found, and why", () => {
  const { presence } = memberOf(OPENED, "bob");
  assert(OPENED.ballot?.phase === "voting");
  const { ballot } = OPENED;
  const table: [string, Room][] = [
    ["[R1, A3]", { ...OPENED, admin_id: "eve" }],
    ["[R1, A3]", { ...OPENED, admin_link_hash: "hash" }],
    ["[R2]", { ...OPENED, capacity: 2 }],
    ["[R4]", { ...OPENED, filled: "once" }],
    ["[R8, P2.7]", { ...OPENED, ballot: { ...ballot, phase: "complete" } }],
    ["[R9]", withMember(OPENED, "bob", { role: "observer" })],
    ["[R14]", withMember(OPENED, "ana", { presence })],
    ["[R14]", { ...OPENED, admin_awaited_until: BEGINNING + 1 }],
    ["[P2.7]", withMember(OPENED, "vic", { presence })],
    ["[P2.5]", { ...OPENED, queue: [...OPENED.queue, ...OPENED.queue] }],
    [
      "[P2.5]",
      { ...OPENED, queue: Array.from({ length: 201 }, (_, n) => ({ ticket_id: `T-${n}` })) },
    ],
    ["[P2.5]", { ...OPENED, queue: [{ ticket_id: "T-3", title: "x".repeat(40_000) }] }],
    ["[W5]", withMember(OPENED, "bob", { name: "ANA" })],
  ];
  checkRoom(OPENED, BEGINNING);
  for (const [rule, room] of table) assertThrows(() => checkRoom(room, BEGINNING), Error, rule);
});

Deno.test("a step that may not be is found, and why", () => {
  const votes: Command = { type: "vote", by: "ana", ticket_id: "T-1", card: "5" };
  const tick: Command = { type: "tick" };
  const late = BEGINNING + 10_000;
  const table: [string, Command, (result: Done) => Done][] = [
    ["[P2.3]", votes, ({ room, ...rest }) => ({ ...rest, room: { ...room, version: 99 } })],
    ["[P2.3]", tick, ({ room, ...rest }) => ({ ...rest, room: { ...room, timer_ends_at: 1 } })],
    [
      "[R7]",
      votes,
      (result) => ({ ...result, events: [...result.events, { type: "filled" }] }),
    ],
  ];
  for (const [rule, command, planted] of table) {
    const result = step(OPENED, command, at(late));
    assert(result.kind === "done");
    checkStep(OPENED, command, { now: at(late), result });
    assertThrows(
      () => checkStep(OPENED, command, { now: at(late), result: planted(result) }),
      Error,
      rule,
    );
  }
});
