// [C20] Whether NATS answers a worker, whose connection is its own; and what comes of one that it doesn't answer.
import { assertEquals } from "@std/assert";
import { AbleWorkers } from "../../src/cluster/able_workers.ts";
import { Reach } from "../../src/cluster/reach.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import { FakeEngine } from "./fake_engine.ts";
import { FakeWorld } from "./fake_world.ts";
import { NodeClock } from "./node_clock.ts";
import { SUBJECTS } from "./outbox_story.ts";

function open() {
  const base = new FakeClock();
  const clock = new NodeClock(base, 0);
  const world = new FakeWorld(base, new Random(1));
  const engine = new FakeEngine(world, "a", clock);
  const changes: boolean[] = [];
  const subject = SUBJECTS.session("a-1");
  const reach = new Reach({ engine, clock, subject, changed: (is) => changes.push(is) });
  return { base, clock, world, engine, changes, reach };
}

Deno.test("[C20] a worker that is cut off finds out before its connection is known to be lost, and when it is back", () => {
  const { base, engine, changes, reach } = open();
  base.advance(60_000);
  assertEquals(changes, [], "that there is no such record is an answer");
  engine.cut();
  base.advance(1_500);
  assertEquals(changes, [], "a moment is nothing");
  base.advance(2_500);
  assertEquals(changes, [false]);
  base.advance(30_000);
  engine.restore();
  base.advance(2_000);
  assertEquals(changes, [false, true]);
  reach.close();
  engine.cut();
  base.advance(10_000);
  assertEquals([changes, base.pending], [[false, true], 0]);
});

Deno.test("[C20] a worker that stood still was not cut off", () => {
  const { base, clock, engine, changes, reach } = open();
  base.advance(5_000);
  clock.pause("stopped");
  engine.pause();
  base.advance(30_000);
  engine.resume();
  clock.resume();
  base.advance(5_000);
  assertEquals(changes, []);
  reach.close();
});

Deno.test("[C20] a worker that is cut off is given up after the patience, and one that can't be replaced is, too", () => {
  let changes = 0;
  const workers = new AbleWorkers({ workers: 3, patienceMs: 12_000 }, () => changes++);
  workers.reaches(0, false);
  workers.lost(1);
  assertEquals(workers.isOneCut, true);
  assertEquals([workers.passed(12_000), workers.mayHaveShards(0)], [[], true]);
  assertEquals(workers.passed(1_000), [0], "who is gone needs no end");
  assertEquals([0, 1, 2].map((worker) => workers.mayHaveShards(worker)), [false, false, true]);
  assertEquals(workers.isOneCut, false);
  workers.reaches(0, true); // too late
  workers.lost(0);
  assertEquals([workers.passed(60_000), workers.mayHaveShards(0)], [[], false]);
  workers.serves(0);
  workers.serves(1);
  assertEquals([0, 1, 2].map((worker) => workers.mayHaveShards(worker)), [true, true, true]);
  assertEquals(changes, 4, "two that may have no shards, and may again");
});

Deno.test("[C20] a worker that is answered again in time begins a new count the next time", () => {
  const workers = new AbleWorkers({ workers: 1, patienceMs: 12_000 }, () => {});
  for (let times = 0; times < 3; times++) {
    workers.reaches(0, false);
    assertEquals(workers.passed(8_000), []);
    workers.reaches(0, true);
    assertEquals(workers.isOneCut, false);
  }
  assertEquals(workers.passed(60_000), []);
});
