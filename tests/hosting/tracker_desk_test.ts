// The desk of a worker in front of its trackers: what is asked at a time, and what is dropped [A5].
import { assertEquals } from "@std/assert";
import { ConfiguredTrackers, QUESTIONS_MAX } from "../../src/hosting/tracker_desk.ts";
import type { Tracker } from "../../src/trackers/tracker.ts";
import { FakeTracker } from "../trackers/fake_tracker.ts";
import { ticket } from "./fake_desk.ts";

/** A tracker that answers a search when it is given up, and the signals that say so. */
function silentTracker(): [Tracker, AbortSignal[]] {
  const signals: AbortSignal[] = [];
  const never = () => new Promise<never>(() => {});
  const search: Tracker["search"] = (_query, _after, signal) => {
    signals.push(signal);
    return new Promise((answer) => {
      const error = { code: "unreachable", message: "It was given up." } as const;
      signal.addEventListener("abort", () => answer({ ok: false, error }));
    });
  };
  const names = { name: "JIRA", kind: "jira", writable: true } as const;
  return [{ ...names, search, fetch: never, writeEstimate: never }, signals];
}

const SEARCH = { tracker: "JIRA", query: "", page: null };

Deno.test("[A5] it asks the tracker of that name, and hands over what it answers", async () => {
  const all = [new FakeTracker("HOME", []), new FakeTracker("JIRA", [ticket("WEB-7")])];
  const desk = new ConfiguredTrackers({ all });
  assertEquals(desk.trackers.map(({ name, kind }) => [name, kind]), [
    ["HOME", "jira"],
    ["JIRA", "jira"],
  ]);
  const found = await new Promise((answered) => desk.search(SEARCH, answered));
  assertEquals(found, {
    ok: true,
    value: { tickets: [ticket("WEB-7")], next: null, total: 1 },
  });
});

Deno.test("[A5] so many questions at a time; one that is cancelled makes room, and is not answered", async () => {
  const [tracker, signals] = silentTracker();
  const desk = new ConfiguredTrackers({ all: [tracker] });
  const answers: unknown[] = [];
  const ask = () => desk.search(SEARCH, (answer) => answers.push(answer.ok || answer.error.code));
  const [cancel = () => {}] = Array.from({ length: QUESTIONS_MAX }, ask);
  ask();
  await new Promise((done) => setTimeout(done));
  assertEquals([signals.length, answers], [QUESTIONS_MAX, ["busy"]]);
  cancel();
  assertEquals(signals[0]?.aborted, true);
  await new Promise((done) => setTimeout(done));
  ask();
  assertEquals([signals.length, answers], [QUESTIONS_MAX + 1, ["busy"]]);
});
