// [W11] The simulated process behaves like the supervisor; otherwise the simulation would find bugs of its own.
import { assertEquals } from "@std/assert";
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import { FakeClock } from "../../base/fake_clock.ts";
import { Random } from "../../sim/random.ts";
import { FakeWorld } from "../fake_world.ts";
import { Line } from "./line.ts";
import { SimProcess } from "./process.ts";

Deno.test("[W11] a join to a room of a worker that is not running is refused", () => {
  const clock = new FakeClock();
  const random = new Random(1);
  const process = new SimProcess("ana", {
    ...{ clock, random, world: new FakeWorld(clock, random), subjects: subjectsOf("c", 12) },
    ...{ workers: 2, patienceMs: 12_000, canary: {}, sends() {}, logged() {} },
  });
  process.cutWorker(0);
  clock.advance(5_000);
  const ended: unknown[] = [];
  const line = new Line({
    protocol: "v2",
    takes() {},
    lineEnded: (_, refusal) => void ended.push(refusal?.close),
  });
  const resume_token = "A".repeat(32);
  // a room in a shard of worker 0, for which seed 10001214 once waited for ever
  process.join(line, { action: "resume", protocol: "v2", room_id: "MTQESZYV", resume_token });
  clock.advance(1_000);
  assertEquals(ended, ["try_later"]);
});
