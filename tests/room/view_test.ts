// What members may see of a room [P2.4, R7].
import { assertEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { type MemberView, viewOf } from "../../src/room/secrecy.ts";
import { lookedAt } from "./invariants.ts";
import { BEGINNING, roomAfter } from "./story.ts";

const OPENED = `
    ana creates 5 promoting
    ana announces -> joined ana
    after 1s
    bob joins by v1 -> joined bob
    cem watches -> joined cem
    dan seats
    ana queues T-1=Log_in T-2 -> changed
    ana starts 60s -> changed
    ana begins T-1=Log_in -> opened T-1 #1
    ana votes 8 -> voted ana first
    cem drops -> away cem`;

Deno.test("[P2.4, R7] the view of a room with an open ballot, to the last field", () => {
  const room = roomAfter(OPENED);
  const voter = {
    role: "voter",
    protocol: "v2",
    presence: "online",
    announced: true,
    voted: false,
  } as const;
  assertEquals(lookedAt(viewOf(room)), {
    room_id: "7Z3K9QWD",
    version: room.version,
    created_at: BEGINNING,
    capacity: 5,
    deck: FIBONACCI,
    name: null,
    locked: false,
    has_passcode: false,
    settings: { auto_reveal: false, on_admin_leave: "promote", who_runs: "admin" },
    admin_id: "ana",
    members: new Map<string, MemberView>([
      ["ana", { ...voter, member_id: "ana", name: "ana", voted: true }],
      ["bob", { ...voter, member_id: "bob", name: "bob", protocol: "v1" }],
      ["cem", {
        ...voter,
        member_id: "cem",
        name: "cem",
        role: "observer",
        presence: "away",
      }],
      ["dan", { ...voter, member_id: "dan", name: "dan", announced: false }],
    ]),
    open: {
      ticket: { ticket_id: "T-1", title: "Log_in" },
      attempt: 1,
      phase: "voting",
      opened_at: BEGINNING + 1_000,
    },
    revealed: null,
    ready: false,
    queue: [{ ticket_id: "T-2" }],
    timer_ends_at: BEGINNING + 61_000,
    timer_reveals: false,
    results_count: 0,
  });
});

Deno.test("[P2.4] once revealed, the view has the ballot with its votes; they are in nobody else's place", () => {
  const room = roomAfter(`${OPENED}
    after 1s
    ana forces T-1 -> revealed T-1 #1 ana:8
    ana estimates T-1 8 -> estimated`);
  const { open, revealed, ready, timer_ends_at, results_count, members } = viewOf(room);
  assertEquals({ open, ready, timer_ends_at, results_count }, {
    open: null,
    ready: true,
    timer_ends_at: null,
    results_count: 1,
  });
  assertEquals(revealed, {
    phase: "revealed",
    ticket: { ticket_id: "T-1", title: "Log_in" },
    attempt: 1,
    opened_at: BEGINNING + 1_000,
    revealed_at: BEGINNING + 2_000,
    votes: [{ member_id: "ana", name: "ana", card: "8" }],
    summary: {
      counts: [{ card: "8", count: 1 }],
      counted_apart: [],
      mean: 8,
      median: 8,
      min: 8,
      max: 8,
      consensus: true,
      suggestion: "8",
    },
    estimate: "8",
    note: null,
  });
  assertEquals([...members.values()].map(({ voted }) => voted), [true, false, false, false]);
});

Deno.test("[P2.4] the next ballot takes the place of the one revealed; it stays in the count", () => {
  const view = viewOf(roomAfter(`${OPENED}
    ana forces T-1 -> revealed T-1 #1 ana:8
    ana begins T-2 -> opened T-2 #1`));
  assertEquals([view.open?.ticket.ticket_id, view.revealed, view.results_count], ["T-2", null, 1]);
  assertEquals([...view.members.values()].some(({ voted }) => voted), false);
});
