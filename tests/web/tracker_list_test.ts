// What the page offers of a tracker's tickets, and which estimates can go back [A5].
import { assertEquals } from "@std/assert";
import { ClientError, type RevealedBallot } from "../../src/client/mod.ts";
import { knownIn, newOnes, toWriteBack } from "../../src/web/pure/tracker_list.ts";
import { inSteps } from "../../src/web/state/in_steps.ts";

const SUMMARY = {
  ...{ counts: [], counted_apart: [], mean: null, median: null, min: null, max: null },
  ...{ consensus: false, suggestion: null },
};

function ballot(ticket_id: string, about: Partial<RevealedBallot> = {}): RevealedBallot {
  return { ticket_id, attempt: 1, opened_at: 0, revealed_at: 0, summary: SUMMARY, ...about };
}

Deno.test("[A5] what waits or is voted on is in the queue, what was revealed is voted on, the rest is new", () => {
  const open = { ticket_id: "W-2", attempt: 1, phase: "voting", opened_at: 0 } as const;
  const known = knownIn({ queue: [{ ticket_id: "W-1" }], ballot: open }, [ballot("W-3")]);
  assertEquals(["W-1", "W-2", "W-3", "W-4"].map(known), ["queued", "queued", "voted", null]);
  const found = ["W-1", "W-3", "W-4", "W-5"].map((ticket_id) => ({ ticket_id, title: "" }));
  assertEquals(newOnes(found, known), ["W-4", "W-5"]);
});

Deno.test("[A5] estimates go back by a ticket's last attempt, to trackers that take them, and once", () => {
  const trackers = [
    { name: "JIRA", kind: "jira", writable: true },
    { name: "READ", kind: "github", writable: false },
  ];
  const ballots = [
    ballot("W-1", { tracker: "JIRA", estimate: "3" }),
    ballot("W-1", { tracker: "JIRA", attempt: 2 }),
    ballot("W-2", { tracker: "JIRA", estimate: "5" }),
    ballot("W-3", { tracker: "READ", estimate: "5" }),
    ballot("W-4", { tracker: "GONE", estimate: "5" }),
    ballot("W-5", { estimate: "5" }),
    ballot("W-6", { tracker: "JIRA", estimate: "8" }),
  ];
  const written = new Map([["W-2", "5"], ["W-6", "5"]]);
  assertEquals(toWriteBack(ballots, { trackers, written }), ["W-6"]);
});

Deno.test("[A5] many tickets go in steps; an error ends them, and what is done is done", async () => {
  const ids = Array.from({ length: 12 }, (_, n) => `W-${n}`);
  const steps: number[] = [];
  const { outcomes, error } = await inSteps(ids, (some) => {
    if (some.includes("W-10")) return Promise.reject(new ClientError("tracker_busy", "Wait."));
    return Promise.resolve(some.map((ticket_id) => ({ ticket_id, outcome: "added" })));
  }, (done) => steps.push(done) > 0);
  assertEquals([steps, outcomes.length, error?.code], [[0, 5, 10], 10, "tracker_busy"]);
});
