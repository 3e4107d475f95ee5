// What webhooks are sent of a room: once it is saved, and nothing of a ballot that was not revealed [A4, R7].
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as v from "valibot";
import { RESULTS_PAGE_BALLOTS } from "../../src/protocol/results_pages.ts";
import { type Notice, WEBHOOK_EVENTS } from "../../src/protocol/webhook_events.ts";
import { Death, MemoryDisk, MemoryJournal } from "../journal/memory_journal.ts";
import { MARSUPIALS, MixedCluster } from "./v2_story.ts";

function parse({ body }: Notice) {
  const event = JSON.parse(body);
  const [, schema] = Object.entries(WEBHOOK_EVENTS).find(([type]) => type === event.type) ?? [];
  assert(schema !== undefined, body);
  assertEquals(v.parse(schema, event), event, "nothing that the schema does not have");
  return event;
}

Deno.test("[A4, R7] a reveal, each estimate and the end are noticed; cards only once they are revealed", () => {
  const notices: Notice[] = [];
  const notify = (notice: Notice) => void notices.push(notice);
  using table = new MixedCluster({ notify });
  const { ana, ben, cid } = table.mixedRoom({ deck: MARSUPIALS });
  ana.does("SET_ROOM", { name: "Sprint 12" }).begin("T1").vote("T1", "QUOKKA");
  ben.vote("T1", "WOMBAT");
  cid.vote("T1", "13");
  assertEquals(notices, [], "an open ballot is nobody's business");
  ana.reveal("T1");
  ana.does("SET_ESTIMATE", { ticket_id: "T1", estimate: "5" });
  ana.does("SET_ESTIMATE", { ticket_id: "T1", estimate: "8" });
  ana.does("SET_ESTIMATE", { ticket_id: "T1", estimate: "8" });
  ana.does("SET_ESTIMATE", { ticket_id: "T1", estimate: "5" }); // in the same millisecond
  ana.begin("T2").vote("T2", "NUMBAT");
  ana.does("END_SESSION");
  const events = notices.map(parse);
  assertEquals(events.map(({ type, data }) => [type, data.ballot?.estimate]), [
    ["ballot.revealed", undefined],
    ["estimate.set", "5"],
    ["estimate.set", "8"],
    ["estimate.set", "5"],
    ["session.ended", undefined],
  ]);
  assertEquals(new Set(notices.map(({ id }) => id)).size, 5);
  assertEquals(new Set(events.map(({ data }) => `${data.session_id} ${data.name}`)).size, 1);
  assertEquals(events[0].data.ballot.votes.length, 3);
  assert(!notices.some(({ body }) => body.includes("NUMBAT")));
  assertEquals(events.at(-1).data.ballots.length, 1);
});

Deno.test("[A4] the end of a long session has the newest ballots, and how many came before", () => {
  const notices: Notice[] = [];
  using table = new MixedCluster({ notify: (notice) => void notices.push(notice) });
  const [ana] = table.v2Room(["ana"], { capacity: 1 });
  for (let n = 0; n < RESULTS_PAGE_BALLOTS + 3; n++) {
    ana.begin(`T${n}`).vote(`T${n}`, "5");
    ana.reveal(`T${n}`);
  }
  ana.does("END_SESSION");
  const last = notices.at(-1);
  assert(last !== undefined);
  const { data } = parse(last);
  assertEquals([data.ballots.length, data.earlier_ballots], [RESULTS_PAGE_BALLOTS, 3]);
  assertEquals(data.ballots.at(-1).ticket_id, `T${RESULTS_PAGE_BALLOTS + 2}`);
});

Deno.test("[A4] a reveal is noticed once it is saved, and by no process that dies of it", () => {
  for (const when of ["before", "after", null] as const) {
    const notices: Notice[] = [];
    const disk = new MemoryDisk();
    const saved = () => [...disk.ballots.values()].flat().map(({ ticket }) => ticket.ticket_id);
    using table = new MixedCluster({
      journalOf: () => new MemoryJournal(disk),
      notify: (notice) => {
        assertEquals(saved(), ["T1"], "it is saved by then");
        notices.push(notice);
      },
    });
    const [ana] = table.v2Room(["ana"], { capacity: 1 });
    ana.begin("T1").vote("T1", "5");
    assertEquals(saved(), []);
    if (when !== null) disk.death = { commit: disk.commits.length, when };
    if (when === null) ana.reveal("T1");
    else assertThrows(() => ana.reveal("T1"), Death);
    assertEquals(notices.length, when === null ? 1 : 0);
  }
});
