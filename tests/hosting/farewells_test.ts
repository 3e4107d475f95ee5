// What a session's end left out may be fetched for a moment, and nothing of it stays [P2.8, R12, S5, S6].
import { assert, assertEquals } from "@std/assert";
import { RESULTS_PAGE_BALLOTS } from "../../src/protocol/results_pages.ts";
import { RESULTS_WITHIN_MS } from "../../src/hosting/farewells.ts";
import { Machine } from "../journal/journal_story.ts";
import type { V1Member } from "./v1_member.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];
const EARLIER = 7;

/** The admin estimates more tickets than a page of results has. */
function estimatesMany(admin: V2Member): void {
  admin.does("SET_SETTINGS", { auto_reveal: false });
  for (let n = 0; n < RESULTS_PAGE_BALLOTS + EARLIER; n++) {
    const ticketId = `T${n}`;
    admin.begin(ticketId).vote(ticketId, "5");
    admin.does("REVEAL_VOTES", { ticket_id: ticketId, force: true });
  }
}

/** A mixed room whose session has just ended, with more results than SESSION_ENDED has. */
function endedRoom(table: MixedCluster): { ana: V2Member; ben: V2Member; cid: V1Member } {
  const room = table.mixedRoom({ capacity: 4 });
  estimatesMany(room.ana);
  room.ana.does("END_SESSION");
  return room;
}

function ticketsIn(page: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const ballots = page?.["ballots"] as readonly { ticket_id: string }[] | undefined;
  return ballots?.map(({ ticket_id }) => ticket_id) ?? [];
}

function results(member: V2Member, data: Readonly<Record<string, unknown>> = {}) {
  return member.reply(member.sends("GET_RESULTS", data))?.data;
}

Deno.test("[P2.8] whoever has all may leave at once; whoever goes leaves nothing behind", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben } = endedRoom(table);
    ana.does("LEAVE");
    assertEquals(ana.ended, { close: "session_over", message: null });
    ben.drop();
    assertEquals(table.store(0).hasReaders, false);
    assertEquals(table.clock.pending, workers, "a sweep each, and nothing else");
  }
});

Deno.test("[P2.8] what was asked for before somebody leaves is answered before", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana } = endedRoom(table);
    const from = ana.frames.length;
    table.held = true; // both arrive in one turn
    const ids = [ana.sends("GET_RESULTS"), ana.sends("LEAVE")];
    table.held = false;
    table.settle();
    const replies = ana.frames.slice(from).map((frame) => JSON.parse(frame).re);
    assertEquals(replies, ids);
    assertEquals(ana.ended, { close: "session_over", message: null });
  }
});

Deno.test("[S6] a stop lets those fetch whose session ended before it or by it, and then it waits no longer", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben } = endedRoom(table);
    const [eve] = table.v2Room(["eve", "fay"]);
    estimatesMany(eve);
    for (const store of table.stores) store.freeze();
    assertEquals(ticketsIn(results(ben))[0], "T0");
    for (const store of table.stores) store.endAll("server_stopping");
    table.settle();
    assertEquals(ticketsIn(results(eve))[0], "T0");
    ana.drop();
    assert(table.stores.some(({ hasReaders }) => hasReaders));
    for (const store of table.stores) store.endFarewells();
    table.settle();
    for (const member of [ben, eve]) assertEquals(member.ended?.close, "session_over");
    assertEquals(table.clock.pending, 0);
  }
});

Deno.test("[S5] a worker is lost: readers on it are forgotten, those of a home that is lost are closed with 1012", () => {
  using table = new MixedCluster({ workers: 4 });
  const { ana, ben } = endedRoom(table);
  table.lose(1);
  ben.state = "gone";
  assertEquals([ana.state, table.store(0).hasReaders], ["seated", true]);
  ana.does("LEAVE");
  assertEquals(table.store(0).hasReaders, false);
  using other = new MixedCluster({ workers: 4 });
  const room = endedRoom(other);
  other.lose(0);
  assertEquals(room.ben.ended?.close, "restarting");
});

Deno.test("[S5] a store that is closed forgets its readers and leaves no timer", () => {
  const table = new MixedCluster();
  endedRoom(table);
  table.store(0).close();
  assertEquals([table.clock.pending, table.store(0).hasReaders], [0, false]);
  table[Symbol.dispose]();
});

Deno.test("[R14] with a journal the session has ended once, while its results are still fetched", () => {
  using machine = new Machine();
  const { ana, ben } = endedRoom(machine.table);
  assertEquals(ticketsIn(results(ben))[0], "T0");
  const commits = machine.disk.commits.length;
  ana.requests("BEGIN_VOTING", { ticket_id: "MORE" });
  ana.does("LEAVE");
  machine.table.pass(RESULTS_WITHIN_MS);
  assertEquals(machine.disk.commits.length, commits, "reading writes nothing");
  const table = machine.restart();
  assertEquals(table.openRooms, 0);
  assertEquals(table.resume(ben).refusal?.close, "no_such_room");
});
