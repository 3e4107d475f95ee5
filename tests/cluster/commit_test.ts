// [C6, C13] A commit ends in certainty, and what it reports is so: over an engine as bad as the real one, and worse.
import { assert, assertEquals } from "@std/assert";
import { type CommitResult, startCommit } from "../../src/cluster/commit.ts";
import type { Append, AppendResult, Engine, LastResult } from "../../src/cluster/engine.ts";
import { encodeRecords } from "../../src/cluster/room_records.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import { runCommits } from "./commit_sim.ts";
import { FakeEngine } from "./fake_engine.ts";
import type { EngineFaults } from "./fake_faults.ts";
import { FakeWorld } from "./fake_world.ts";

const SEEDS = 200;
const ROOM = subjectsOf("c").room(1, "ABCDEFGH");

/** Whether a run with this canary reports such a violation. */
function isFound(violation: string, canary: (engine: Engine) => Engine): boolean {
  for (let seed = 1; seed <= SEEDS; seed++) {
    if (runCommits(seed, canary).violations.some((one) => one.includes(violation))) return true;
  }
  return false;
}

/** An engine that passes these calls on in another way. */
function changed(
  engine: Engine,
  { append, last }: {
    append?(append: Append, done: (result: AppendResult) => void): void;
    last?(subject: string, done: (result: LastResult) => void): void;
  },
): Engine {
  return {
    append: append ?? ((it, done) => engine.append(it, done)),
    last: last ?? ((subject, done) => engine.last(subject, done)),
    all: (filter, done) => engine.all(filter, done),
    watch: (filter, watcher) => engine.watch(filter, watcher),
    forget: (subject, upTo) => engine.forget(subject, upTo),
    publish: (subject, text) => engine.publish(subject, text),
    subscribe: (subject, receive) => engine.subscribe(subject, receive),
    rest: (ms) => engine.rest(ms),
    isConnected: true,
    close: () => engine.close(),
  };
}

Deno.test("[C13] committed: it is the record; superseded: another life's record is there; one wins each sequence", () => {
  const faults = new Set<string>();
  let [committed, superseded] = [0, 0];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = runCommits(seed);
    assertEquals(run.violations, [], `seed ${seed}`);
    committed += run.committed;
    superseded += run.superseded;
    for (const fault of run.faults.keys()) faults.add(fault);
  }
  assert(committed > 50 * SEEDS && superseded > SEEDS, `${committed} ${superseded}`);
  for (
    const fault of [
      ...["ack lost", "append arrives late", "append stuck in flight", "call refused"],
      ...["leader lost", "stale last", "wrong sequence while one is in flight"],
    ]
  ) assert(faults.has(fault), fault);
});

Deno.test("a canary that is found: the sequence is not compared", () => {
  assert(isFound("won", (engine) =>
    changed(engine, {
      append: (append, done) => engine.append({ ...append, expected: null }, done),
    })));
});

Deno.test("a canary that is found: a wrong sequence is taken as proof that another life has the room", () => {
  assert(isFound("not superseded", (engine) => {
    let isWrong = false;
    const foreign = encodeRecords({ life: "else", write: "w", version: 1, whole: true }, "")[0];
    return changed(engine, {
      append: (append, done) =>
        engine.append(append, (result) => {
          isWrong = result.kind === "wrong_sequence";
          done(result);
        }),
      last(subject, done) {
        engine.last(subject, (result) =>
          done(
            isWrong && foreign !== undefined
              ? { kind: "found", record: { subject, seq: 1e9, text: foreign } }
              : result,
          ));
      },
    });
  }));
});

/** One commit on an engine of its own, until it ends. */
function commitOnce(faults: Partial<EngineFaults>, seed = 1) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Random(seed), faults);
  const engine = new FakeEngine(world, "ana");
  const results: CommitResult[] = [];
  const texts = encodeRecords({ life: "ana", write: "w", version: 1, whole: true }, "{}");
  const done = (result: CommitResult) => results.push(result);
  const commit = startCommit(
    { subject: ROOM, write: "w", texts, expected: 0, before: [], done },
    { engine, clock, life: "ana" },
  );
  return { clock, world, results, commit };
}

Deno.test("[C13] an ack that is lost is found out by the last record, and nothing is written twice", () => {
  const { clock, world, results } = commitOnce({ ackLost: 1 });
  clock.advance(6_000);
  assertEquals(results, [{ kind: "committed", seq: 1 }]);
  assertEquals(world.all(ROOM).length, 1);
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
