// What the admin asks trackers for, through the home of the room: which estimates are written, and whose tickets are
// a tracker's [A5].
import { assertEquals } from "@std/assert";
import { FakeDesk, ticket } from "./fake_desk.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2];

/** Ana, the admin, and Ben, with a tracker; for one worker, and for several. */
function withTracker(
  test: (room: { table: MixedCluster; desk: FakeDesk; ana: V2Member; ben: V2Member }) => void,
): void {
  for (const workers of WORKERS) {
    const desk = new FakeDesk();
    using table = new MixedCluster({ workers, trackers: desk });
    const [ana, ben] = table.v2Room(["ana", "ben"]);
    test({ table, desk, ana, ben });
  }
}

/** Imports tickets and lets the tracker answer with them. */
function imports(
  { table, desk, ana }: { table: MixedCluster; desk: FakeDesk; ana: V2Member },
  ...keys: readonly string[]
): void {
  const id = ana.sends("IMPORT_TICKETS", { tracker: "JIRA", ticket_ids: keys });
  desk.last.answer({ ok: true, value: keys.map((key) => ticket(key)) });
  table.pass(100);
  assertEquals(ana.reply(id)?.type, "OK");
}

/** Votes, reveals and notes an estimate. */
function estimates(ana: V2Member, key: string, estimate: string): void {
  ana.begin(key).vote(key, "5").does("REVEAL_VOTES", { ticket_id: key, force: true });
  ana.does("SET_ESTIMATE", { ticket_id: key, estimate });
}

Deno.test("[A5] estimates go back to where their tickets came from, one by one; what became of each", () => {
  withTracker(({ table, desk, ana }) => {
    imports({ table, desk, ana }, "WEB-1", "WEB-2", "WEB-3", "WEB-4");
    ana.does("QUEUE_TICKETS", { tickets: [{ ticket_id: "OWN-1" }] });
    for (const key of ["WEB-1", "WEB-2", "OWN-1"]) estimates(ana, key, "8");
    ana.begin("WEB-3").vote("WEB-3", "5").does("REVEAL_VOTES", { ticket_id: "WEB-3", force: true });
    const ids = ["WEB-1", "OWN-1", "WEB-2", "WEB-3", "WEB-4"];
    const id = ana.sends("WRITE_ESTIMATES", { ticket_ids: ids });
    assertEquals(desk.last.of, { tracker: "JIRA", key: "WEB-1", estimate: "8" });
    desk.last.answer({ ok: true, value: null });
    assertEquals(desk.last.of["key"], "WEB-2");
    desk.last.answer({ ok: false, error: { code: "not_writable", message: "There is no field." } });
    table.settle();
    assertEquals(ana.reply(id)?.data, {
      outcomes: [
        { ticket_id: "WEB-1", outcome: "written" },
        {
          ticket_id: "OWN-1",
          outcome: "not_from_tracker",
          message: "OWN-1 did not come out of a tracker.",
        },
        { ticket_id: "WEB-2", outcome: "tracker_not_writable", message: "There is no field." },
        {
          ticket_id: "WEB-3",
          outcome: "no_estimate",
          message: "No estimate has been noted for WEB-3.",
        },
        {
          ticket_id: "WEB-4",
          outcome: "no_estimate",
          message: "No estimate has been noted for WEB-4.",
        },
      ],
    });
  });
});

Deno.test("[A5] no client can say that a ticket came out of a tracker, and none can take that away", () => {
  withTracker(({ table, desk, ana }) => {
    ana.does("QUEUE_TICKETS", { tickets: [{ ticket_id: "OWN-1", tracker: "JIRA" }] });
    imports({ table, desk, ana }, "WEB-1");
    ana.does("EDIT_TICKET", { ticket_id: "WEB-1", title: "Another", tracker: "" });
    table.pass(100);
    assertEquals(ana.room?.queue, [
      { ticket_id: "OWN-1" },
      { ticket_id: "WEB-1", title: "Another", tracker: "JIRA" },
    ]);
  });
});
