// Tickets out of trackers, and the space that a queue has for what is known about them [A5, P2.5].
import { assert, assertEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { isTooMuch } from "../../src/room/queue_size.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { Room, Ticket } from "../../src/room/state.ts";
import { at } from "./moments.ts";

function imported(room: Room, tickets: readonly Ticket[]): Room {
  const result = step(room, { type: "import", by: "ana", tickets }, at(0));
  assert(result.kind === "done", JSON.stringify(result));
  return result.room;
}

function anasRoom(): Room {
  const admin = { member_id: "ana", name: "ana", role: "voter", protocol: "v2" } as const;
  const room = createRoom({ room_id: "7Z3K9QWD", capacity: 2, deck: FIBONACCI, admin }, at(0));
  const result = step(room, { type: "announce", by: "ana" }, at(0));
  assert(result.kind === "done");
  return result.room;
}

function tickets(count: number, description: string, from = 1): readonly Ticket[] {
  return Array.from({ length: count }, (_, n) => ({
    ticket_id: `WEB-${from + n}`,
    title: "As long as titles are on most days",
    url: `https://jira.example/browse/WEB-${from + n}`,
    description,
    tracker: "JIRA",
  }));
}

function lengths({ queue }: Room): readonly number[] {
  return queue.map(({ description = "" }) => [...description].length);
}

Deno.test("[A5] a few tickets keep their descriptions whole", () => {
  const room = imported(anasRoom(), tickets(5, "d".repeat(4_000)));
  assertEquals(lengths(room), Array(5).fill(4_000));
});

Deno.test("[A5] of many all come, and their descriptions are cut alike, those that came before too", () => {
  const first = imported(anasRoom(), tickets(8, "é".repeat(1_500)));
  const all = imported(first, tickets(52, "é".repeat(1_500), 9));
  assertEquals(all.queue.length, 60);
  assert(!isTooMuch(all.queue));
  const [length = 0, ...others] = lengths(all);
  assert(length > 0 && others.every((other) => other === length), `${lengths(all)}`);
  assert(all.queue[0]?.description?.endsWith("…"));
});

Deno.test("[A5] what somebody wrote here is not cut: then the queue is full", () => {
  const own = { ticket_id: "OWN-1", description: "d".repeat(4_000) };
  const queued = step(
    anasRoom(),
    {
      type: "queue",
      by: "ana",
      tickets: Array.from({ length: 8 }, (_, n) => ({ ...own, ticket_id: `OWN-${n}` })),
      replace: false,
    },
    at(0),
  );
  assert(queued.kind === "done");
  const result = step(
    queued.room,
    { type: "import", by: "ana", tickets: tickets(10, "x") },
    at(0),
  );
  assert(result.kind === "refused");
  assertEquals(result.refusal.code, "queue_full");
});

Deno.test("[A5] the ticket that is voted on just now is not queued again", () => {
  const begun = step(
    anasRoom(),
    { type: "begin", by: "ana", ticket: { ticket_id: "WEB-1" } },
    at(0),
  );
  assert(begun.kind === "done");
  const room = imported(begun.room, tickets(2, "x"));
  assertEquals(room.queue.map(({ ticket_id }) => ticket_id), ["WEB-2"]);
});

Deno.test("[A5] a ticket that is queued keeps its place and its fields; the tracker adds those that are missing", () => {
  const own = [{ ticket_id: "WEB-2", title: "As we call it" }, { ticket_id: "OWN-1" }];
  const queued = step(
    anasRoom(),
    { type: "queue", by: "ana", tickets: own, replace: false },
    at(0),
  );
  assert(queued.kind === "done");
  const { queue } = imported(queued.room, tickets(2, "x"));
  assertEquals(queue.map(({ ticket_id, title, tracker }) => [ticket_id, title, tracker]), [
    ["WEB-2", "As we call it", "JIRA"],
    ["OWN-1", undefined, undefined],
    ["WEB-1", "As long as titles are on most days", "JIRA"],
  ]);
});
