// What the admin asks trackers for, through the home of the room: late answers, none, and wrong ones [A5].
import { assertEquals } from "@std/assert";
import type { TrackerProblem } from "../../src/trackers/tracker.ts";
import { ANSWER_WITHIN_MS } from "../../src/hosting/tracker_question.ts";
import { FakeDesk, ticket } from "./fake_desk.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2];
const SEARCH = { tracker: "JIRA", query: "sprint 7" };
const REFUSED: TrackerProblem = { code: "refused", message: "The token has expired." };

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

Deno.test("[A5] a search is answered with what the tracker found, later", () => {
  withTracker(({ table, desk, ana }) => {
    const id = ana.sends("SEARCH_TRACKER", { ...SEARCH, page: "2" });
    table.pass(10_000);
    assertEquals(ana.reply(id), null);
    assertEquals([desk.last.asks, desk.last.of], ["search", { ...SEARCH, page: "2" }]);
    const found = ticket("WEB-7", { url: "https://jira.example/WEB-7", estimate: "3" });
    desk.last.answer({ ok: true, value: { tickets: [found], next: "3", total: 40 } });
    table.settle();
    assertEquals(ana.reply(id)?.data, {
      tickets: [{
        ticket_id: "WEB-7",
        title: "Title of WEB-7",
        url: "https://jira.example/WEB-7",
        estimate: "3",
      }],
      next_page: "3",
      total: 40,
    });
  });
});

Deno.test("[A5] an import queues what the tracker has, marked with its name, and reports on each", () => {
  withTracker(({ table, desk, ana, ben }) => {
    ana.does("QUEUE_TICKETS", { tickets: [{ ticket_id: "WEB-8", title: "As we call it" }] });
    const ids = ["WEB-7", "WEB-8", "WEB-9"];
    const id = ana.sends("IMPORT_TICKETS", { tracker: "JIRA", ticket_ids: ids });
    assertEquals(desk.last.of, { tracker: "JIRA", keys: ids });
    const about = { url: "https://jira.example/x", description: "More" };
    desk.last.answer({ ok: true, value: [ticket("WEB-7", about), ticket("WEB-8", about)] });
    table.pass(100);
    const { outcomes } = ana.reply(id)?.data ?? {};
    assertEquals(outcomes, [
      { ticket_id: "WEB-7", outcome: "added" },
      { ticket_id: "WEB-8", outcome: "there" },
      {
        ticket_id: "WEB-9",
        outcome: "tracker_not_found",
        message: "The tracker has no such ticket, or doesn't show it.",
      },
    ]);
    assertEquals(ben.room?.queue, [
      { ticket_id: "WEB-8", title: "As we call it", ...about, tracker: "JIRA" },
      { ticket_id: "WEB-7", title: "Title of WEB-7", ...about, tracker: "JIRA" },
    ]);
  });
});

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

Deno.test("[A5] a tracker that takes the token no more is not asked for the other tickets", () => {
  withTracker(({ table, desk, ana }) => {
    imports({ table, desk, ana }, "WEB-1", "WEB-2");
    for (const key of ["WEB-1", "WEB-2"]) estimates(ana, key, "8");
    const id = ana.sends("WRITE_ESTIMATES", { ticket_ids: ["WEB-1", "WEB-2"] });
    const asked = desk.questions.length;
    desk.last.answer({ ok: false, error: REFUSED });
    table.settle();
    assertEquals(desk.questions.length, asked);
    const outcome = { outcome: "tracker_refused", message: REFUSED.message };
    assertEquals(ana.reply(id)?.data, {
      outcomes: ["WEB-1", "WEB-2"].map((ticket_id) => ({ ticket_id, ...outcome })),
    });
  });
});

Deno.test("[A5, R5] only the admin asks, of a tracker that there is, one thing at a time", () => {
  withTracker(({ desk, ana, ben }) => {
    assertEquals(ben.requests("SEARCH_TRACKER", SEARCH), "not_admin");
    assertEquals(ben.requests("WRITE_ESTIMATES", { ticket_ids: ["X"] }), "not_admin");
    assertEquals(ana.requests("SEARCH_TRACKER", { ...SEARCH, tracker: "HOME" }), "tracker_unknown");
    assertEquals(desk.questions.length, 0);
    ana.sends("SEARCH_TRACKER", SEARCH);
    assertEquals(ana.requests("SEARCH_TRACKER", SEARCH), "tracker_busy");
    desk.last.answer({ ok: false, error: REFUSED });
    assertEquals(ana.requests("SEARCH_TRACKER", SEARCH), null);
    assertEquals(desk.questions.length, 2);
  });
});

Deno.test("[A5] an admin that is none any more imports nothing", () => {
  withTracker(({ table, desk, ana, ben }) => {
    const id = ana.sends("IMPORT_TICKETS", { tracker: "JIRA", ticket_ids: ["WEB-7"] });
    ana.does("HAND_OVER", { member_id: ben.memberId });
    desk.last.answer({ ok: true, value: [ticket("WEB-7")] });
    table.pass(100);
    assertEquals(ana.reply(id)?.data["code"], "not_admin");
    assertEquals(ben.room?.queue, []);
  });
});

Deno.test("[A5] a tracker that never answers is given up, and its late answer changes nothing", () => {
  withTracker(({ table, desk, ana }) => {
    const id = ana.sends("IMPORT_TICKETS", { tracker: "JIRA", ticket_ids: ["WEB-7"] });
    const { last } = desk;
    table.pass(ANSWER_WITHIN_MS);
    assertEquals(ana.reply(id)?.data["code"], "tracker_unreachable");
    assertEquals(last.isCancelled, true);
    imports({ table, desk, ana }, "WEB-8");
    last.answer({ ok: true, value: [ticket("WEB-7")] });
    table.pass(100);
    assertEquals(ana.room?.queue.map(({ ticket_id }) => ticket_id), ["WEB-8"]);
  });
});

Deno.test("[A5] a room that ends drops what it has asked", () => {
  withTracker(({ desk, ana }) => {
    ana.sends("SEARCH_TRACKER", SEARCH);
    ana.does("END_SESSION");
    assertEquals(desk.last.isCancelled, true);
  });
});

Deno.test("[A5] an answer is for the connection that asked: who is back on another gets none", () => {
  withTracker(({ table, desk, ana }) => {
    ana.sends("SEARCH_TRACKER", SEARCH);
    ana.drop();
    const again = table.resume(ana);
    again.received();
    desk.last.answer({ ok: true, value: { tickets: [], next: null, total: 0 } });
    table.settle();
    assertEquals(again.received(), []);
    assertEquals(again.unanswered, 0);
    again.sends("SEARCH_TRACKER", SEARCH);
    assertEquals(desk.questions.length, 2);
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
