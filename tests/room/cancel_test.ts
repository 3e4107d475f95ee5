// Giving a ballot up, and ballots without a ticket [R11a].
import { assert, assertEquals } from "@std/assert";
import { QUEUE_TICKETS_MAX } from "../../src/room/limits.ts";
import { step } from "../../src/room/room.ts";
import { at } from "./moments.ts";
import { BEGINNING, roomAfter, stories } from "./story.ts";

const ROOM = `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob`;

stories({
  "[R11a] a cancelled ballot is in no history, and nobody is shown its cards": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    ana cancels -> cancelled T-1 #1
    phase? -> none
    voted? -> none
    history? -> none
    ana cancels -> refused no_ballot
    bob votes 5 -> refused no_ballot
    ana ends the session -> ended ended_by_admin
    history? -> none`,

  "[R11a, R12] a late vote doesn't count for the next ballot on the same ticket": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    ana cancels -> cancelled T-1 #1
    ana begins T-1 -> opened T-1 #2
    bob votes 5 on T-1 at 1 -> refused wrong_attempt
    ana cancels -> cancelled T-1 #2
    ana begins T-2 -> opened T-2 #1
    ana cancels -> cancelled T-2 #1
    ana begins T-1 -> opened T-1 #3`,

  "[R11a] a ticket of the queue is its first again, whole; another is not put there": `${ROOM}
    ana queues T-1 T-2=Log_in T-3 -> changed
    ana edits T-2 url https://example.test/2 -> changed
    ana begins T-2 -> opened T-2 #1
    ana restarts -> restarted T-2 #2
    ana cancels -> cancelled T-2 #2
    queue? -> T-2=Log_in at https://example.test/2, T-1, T-3
    ana begins T-9 -> opened T-9 #1
    ana cancels -> cancelled T-9 #1
    queue? -> T-2=Log_in at https://example.test/2, T-1, T-3`,

  "[R11a] a ticket that was queued again in the meantime is there once": `${ROOM}
    ana queues T-1 T-2 -> changed
    ana begins T-1 -> opened T-1 #1
    ana queues T-3 T-1 -> changed
    ana cancels -> cancelled T-1 #1
    queue? -> T-1, T-2, T-3`,

  "[R11a] a ticket that a restart takes out of the queue goes back there, too": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    ana queues T-2 T-1 -> changed
    ana restarts -> restarted T-1 #2
    queue? -> T-2
    ana cancels -> cancelled T-1 #2
    queue? -> T-1, T-2
    ana begins T-1 -> opened T-1 #3
    bob votes 5 -> voted bob first
    ana forces T-1 -> revealed T-1 #3 bob:5
    ana restarts -> restarted T-1 #4
    ana cancels -> cancelled T-1 #4
    queue? -> T-2
    ana begins T-3 -> opened T-3 #1
    bob votes 5 -> voted bob first
    ana forces T-3 -> revealed T-3 #1 bob:5
    ana queues T-3 -> changed
    ana restarts -> restarted T-3 #2
    ana cancels -> cancelled T-3 #2
    queue? -> T-3, T-2`,

  "[R11a] the timer ends with the ballot, so that it reveals no other": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    ana starts 60s to reveal -> changed
    ana cancels -> cancelled T-1 #1
    timer? -> none
    ana begins T-2 -> opened T-2 #1
    bob votes 5 -> voted bob first
    after 60s
    tick
    phase? -> voting`,

  "[R11a] what was revealed of a ticket stays when its next attempt is cancelled": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:5
    ana restarts -> restarted T-1 #2
    ana cancels -> cancelled T-1 #2
    history? -> T-1 #1 bob:5
    ana estimates T-1 5 -> estimated`,

  "[R11a] without a ticket a ballot is Vote 1, Vote 2, and so on": `${ROOM}
    ana begins -> opened Vote 1 #1
    bob votes 5 on T-1 -> refused wrong_ticket
    ana restarts -> restarted Vote 1 #2
    ana cancels -> cancelled Vote 1 #2
    ana begins -> opened Vote 2 #1
    ana votes 5 -> voted ana first
    ticket? -> Vote 2`,
});

Deno.test("[R11a] a ticket from the queue is not lost where there is no room for it any more", () => {
  const room = roomAfter(`${ROOM}
    ana queues T-1 -> changed
    ana begins T-1 -> opened T-1 #1`);
  const tickets = Array.from({ length: QUEUE_TICKETS_MAX }, (_, n) => ({ ticket_id: `N-${n}` }));
  const queue = { type: "queue", by: "ana", tickets, replace: false } as const;
  const full = step(room, queue, at(BEGINNING));
  assert(full.kind === "done");
  const cancel = { type: "cancel", by: "ana" } as const;
  const refused = step(full.room, cancel, at(BEGINNING));
  assert(refused.kind === "refused");
  assertEquals(refused.refusal.code, "queue_full");
  assert(refused.refusal.message.includes("T-1"), refused.refusal.message);
  const drop = { type: "remove_ticket", by: "ana", ticket_id: "N-0" } as const;
  const less = step(full.room, drop, at(BEGINNING));
  assert(less.kind === "done");
  const cancelled = step(less.room, cancel, at(BEGINNING));
  assert(cancelled.kind === "done");
  assertEquals(cancelled.room.queue[0]?.ticket_id, "T-1");
  assertEquals(cancelled.room.queue.length, QUEUE_TICKETS_MAX);
});
