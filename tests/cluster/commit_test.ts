// [C6, C13] One commit, until it ends in certainty. What many report of one room, over a bad engine, is held in
// adoption_test.ts.
import { assertEquals } from "@std/assert";
import { type CommitResult, startCommit } from "../../src/cluster/commit.ts";
import type { Append } from "../../src/cluster/engine.ts";
import { OWN_FORMATS } from "../../src/cluster/format.ts";
import { encodeRecords } from "../../src/cluster/room_records.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import { FakeEngine } from "./fake_engine.ts";
import type { EngineFaults } from "./fake_faults.ts";
import { FakeWorld } from "./fake_world.ts";

const ROOM = subjectsOf("c").room(1, "ABCDEFGH");
const RESULTS = subjectsOf("c").results("ABCDEFGH", 1);

/** One commit on an engine of its own, until it ends. */
function commitOnce(
  faults: Partial<EngineFaults>,
  { seed = 1, before = [] }: { seed?: number; before?: readonly Append[] } = {},
) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Random(seed), faults);
  const engine = new FakeEngine(world, "ana");
  const results: CommitResult[] = [];
  const texts = encodeRecords({ life: "ana", write: "w", version: 1, whole: true }, "{}");
  const done = (result: CommitResult) => results.push(result);
  const commit = startCommit(
    { subject: ROOM, write: "w", texts, expected: 0, before, done },
    { engine, clock, workerId: "ana", formats: OWN_FORMATS },
  );
  return { clock, world, results, commit };
}

Deno.test("[C13] an ack that is lost is found out by the last record, and nothing is written twice", () => {
  const { clock, world, results } = commitOnce({ ackLost: 1 });
  clock.advance(6_000);
  assertEquals(results, [{ kind: "committed", seq: 1 }]);
  assertEquals(world.all(ROOM).length, 1);
});

Deno.test("[C17] what comes before a commit is there by then, however often it fails", () => {
  const before = [{ subject: RESULTS, text: "results", expected: null, once: "w" }];
  for (let seed = 1; seed <= 20; seed++) {
    const { clock, world, results } = commitOnce({ refused: 0.5 }, { seed, before });
    while (results.length === 0) clock.advance(1);
    assertEquals(world.all(RESULTS).map(({ text }) => text), ["results"]);
  }
});

Deno.test("[C20] a stream without a leader for 10 s: it is committed once there is one", () => {
  const { clock, world, results } = commitOnce({});
  world.loseLeader(10_000);
  clock.advance(10_000);
  assertEquals(results, []);
  clock.advance(7_000); // a call that is open has 5 s to fail
  assertEquals(results, [{ kind: "committed", seq: 1 }]);
});

Deno.test("a commit that is cancelled reports nothing, and leaves no timer of its own", () => {
  const { clock, results, commit } = commitOnce({ refused: 1 });
  clock.advance(100);
  commit.cancel();
  clock.advance(60_000);
  assertEquals([results, clock.pending], [[], 0]);
});
