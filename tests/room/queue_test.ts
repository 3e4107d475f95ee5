// Tickets to come [P2.5].
import { assert, assertEquals } from "@std/assert";
import type { StepResult } from "../../src/room/events.ts";
import { QUEUE_BYTES_MAX, QUEUE_TICKETS_MAX } from "../../src/room/limits.ts";
import { step } from "../../src/room/room.ts";
import type { Room, Ticket } from "../../src/room/state.ts";
import { checkRoom } from "./invariants.ts";
import { BEGINNING, roomAfter, stories } from "./story.ts";
import { at } from "./moments.ts";

const ROOM = `
    ana creates 1
    ana announces -> joined ana, filled`;

stories({
  "[P2.5] tickets queue in the order they are given, new ones behind": `${ROOM}
    queue? -> none
    ana queues T-1 T-2=Log_in -> changed
    ana queues T-3 -> changed
    queue? -> T-1, T-2=Log_in, T-3`,

  "[P2.5] a ticket that is in the queue keeps its place, and takes the new title": `${ROOM}
    ana queues T-1 T-2 T-3 -> changed
    ana queues T-4 T-2=Log_out T-1=Log_in -> changed
    queue? -> T-1=Log_in, T-2=Log_out, T-3, T-4`,

  "[P2.5] a ticket that is queued again without a title keeps the one it has": `${ROOM}
    ana queues T-1=Log_in T-2 -> changed
    ana queues T-1 T-2=Log_out -> changed
    queue? -> T-1=Log_in, T-2=Log_out
    ana queues only T-1 T-2 -> changed
    queue? -> T-1, T-2`,

  "[P2.5] a ticket given twice is in the queue once": `${ROOM}
    ana queues T-1 T-2 T-1=Log_in -> changed
    queue? -> T-1=Log_in, T-2`,

  "[P2.5] ids that differ in case are different tickets": `${ROOM}
    ana queues T-1 t-1 -> changed
    queue? -> T-1, t-1`,

  "[P2.5] a queue can be replaced, put in another order, and emptied": `${ROOM}
    ana queues T-1 T-2 T-3 -> changed
    ana queues only T-3 T-1 -> changed
    queue? -> T-3, T-1
    ana queues only T-4 -> changed
    queue? -> T-4
    ana queues only -> changed
    queue? -> none`,

  "[P2.5] begin takes the ticket out of the queue, wherever it stands": `${ROOM}
    ana queues T-1 T-2 T-3 -> changed
    ana begins T-2 -> opened T-2 #1
    queue? -> T-1, T-3
    ana begins T-1 -> refused ballot_open
    queue? -> T-1, T-3
    ana votes 5 on T-2 -> voted ana first, completed T-2 #1
    ana reveals T-2 -> revealed T-2 #1 ana:5
    ana begins X-9 -> opened X-9 #1
    queue? -> T-1, T-3`,

  "[P2.5] a queued ticket that is begun brings its title, unless it is given another": `${ROOM}
    ana queues T-1=Log_in T-2=Log_out -> changed
    ana begins T-1 -> opened T-1 #1
    ticket? -> T-1=Log_in
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5
    ana begins T-2=Sign_off -> opened T-2 #1
    ticket? -> T-2=Sign_off
    queue? -> none`,

  "[P2.5] a ticket can be queued while it is voted on, and after": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    ana queues T-1 -> changed
    queue? -> T-1
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5
    queue? -> T-1
    ana begins T-1 -> opened T-1 #2
    queue? -> none`,

  "[P2.5a] tickets are edited in their place: their id stays, and what is empty goes": `${ROOM}
    ana queues T-1 T-2=Log_in -> changed
    ana edits T-2 url https://example.test/2 description As_a_user -> changed
    queue? -> T-1, T-2=Log_in at https://example.test/2 (As_a_user)
    ana edits T-2 title - description - -> changed
    queue? -> T-1, T-2 at https://example.test/2
    ana edits T-2 title -
    ana edits T-3 title New -> refused no_such_ticket`,

  "[P2.5a] the ticket of the open ballot is edited, that of a revealed one is not": `${ROOM}
    ana begins T-1=Log_in -> opened T-1 #1
    ana edits T-1 title Log_out url https://example.test/1 -> changed
    ticket? -> T-1=Log_out at https://example.test/1
    ana edits T-1 title Log_out
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5
    ana edits T-1 title Other -> refused no_such_ticket`,

  "[P2.5a] tickets are moved before another, or to the end": `${ROOM}
    ana queues T-1 T-2 T-3 -> changed
    ana moves T-3 before T-1 -> changed
    queue? -> T-3, T-1, T-2
    ana moves T-3 -> changed
    queue? -> T-1, T-2, T-3
    ana moves T-3
    ana moves T-1 before T-2
    ana moves T-1 before T-1
    ana moves T-1 before T-9 -> refused no_such_ticket
    ana moves T-9 before T-1 -> refused no_such_ticket
    queue? -> T-1, T-2, T-3`,

  "[P2.5a] one ticket is taken out, the others stay": `${ROOM}
    ana queues T-1 T-2 T-3 -> changed
    ana drops_ticket T-2 -> changed
    queue? -> T-1, T-3
    ana drops_ticket T-2 -> refused no_such_ticket`,

  "[P2.5, R14] the queue is the room's: it stays when the admin changes": `
    ana creates 5 promoting
    ana announces -> joined ana
    bob joins -> joined bob
    ana queues T-1 T-2 -> changed
    ana leaves -> left ana, bob is now admin
    queue? -> T-1, T-2
    bob begins T-1 -> opened T-1 #1
    queue? -> T-2`,
});

Deno.test("[P2.3, P2.5a] an edit that changes nothing is no change, in whatever order a ticket's fields came", () => {
  const about: readonly Partial<Ticket>[] = [
    { title: "Log in" },
    { title: "Log in", url: "https://example.test/1", description: "As a user" },
    { description: "As a user", url: "https://example.test/1", title: "Log in" },
    { url: "https://example.test/1", title: "Log in" },
  ];
  for (const changes of about) {
    const edit = { type: "edit_ticket", by: "ana", ticket_id: "Vote 1", changes } as const;
    const begin = { type: "begin", by: "ana", ticket: changes } as const;
    const ticket = { ...changes, ticket_id: "Vote 1" };
    const queue = { type: "queue", by: "ana", tickets: [ticket], replace: false } as const;
    for (const first of [begin, queue]) {
      const before = step(roomAfter(ROOM), first, at(BEGINNING));
      assert(before.kind === "done");
      for (const same of first === queue ? [edit, queue] : [edit]) {
        const after = step(before.room, same, at(BEGINNING));
        assert(after.kind === "done");
        assertEquals(after.events, [], `${same.type} ${JSON.stringify(changes)}`);
        assertEquals(after.room.version, before.room.version);
      }
    }
  }
});

function queues(room: Room, tickets: readonly Ticket[], replace = false): StepResult {
  const result = step(room, { type: "queue", by: "ana", tickets, replace }, at(BEGINNING));
  if (result.kind === "done") checkRoom(result.room, BEGINNING);
  return result;
}

function tickets(count: number, title?: string): readonly Ticket[] {
  return Array.from({ length: count }, (_, n) => {
    return title === undefined ? { ticket_id: `T-${n}` } : { ticket_id: `T-${n}`, title };
  });
}

Deno.test("[P2.5] a queue holds 200 tickets and not one more, those in it counted", () => {
  const room = roomAfter(ROOM);
  const full = queues(room, tickets(QUEUE_TICKETS_MAX));
  assert(full.kind === "done");
  assertEquals(full.room.queue.length, 200);
  for (const [from, given] of [[room, tickets(201)], [full.room, [{ ticket_id: "X" }]]] as const) {
    const result = queues(from, given);
    assert(result.kind === "refused");
    assertEquals(result.refusal.code, "queue_full");
    assert(result.refusal.message.includes("200"), result.refusal.message);
  }
  // a ticket that is in it takes no new place, and others can take all places
  assertEquals(queues(full.room, [{ ticket_id: "T-7", title: "seven" }]).kind, "done");
  assertEquals(queues(full.room, [{ ticket_id: "X" }], true).kind, "done");
  const begun = step(
    full.room,
    { type: "begin", by: "ana", ticket: { ticket_id: "T-0" } },
    at(BEGINNING),
  );
  assert(begun.kind === "done");
  assertEquals(queues(begun.room, [{ ticket_id: "X" }]).kind, "done");
});

Deno.test("[P2.5] a queue holds 32 KiB, in bytes and not in characters", () => {
  const table: [number, string, "done" | "refused"][] = [
    // with the names of the fields a ticket takes some thirty bytes more than its texts
    [130, "x".repeat(200), "done"],
    [170, "x".repeat(200), "refused"],
    [130, "é".repeat(200), "refused"],
    [65, "é".repeat(200), "done"],
    [40, "🚀".repeat(200), "refused"],
    [200, "x".repeat(100), "done"],
  ];
  for (const [count, title, kind] of table) {
    const result = queues(roomAfter(ROOM), tickets(count, title));
    assertEquals(result.kind, kind, `${count} tickets with ${title.slice(0, 5)}...`);
    if (result.kind === "done") continue;
    assertEquals(result.refusal.code, "queue_full");
    assert(result.refusal.message.includes(`${QUEUE_BYTES_MAX / 1024} KiB`));
  }
});
