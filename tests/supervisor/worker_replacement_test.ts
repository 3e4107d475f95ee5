// [S5, W11] What the other workers learn of one that is lost, before there is another in its place.
import { assertEquals } from "@std/assert";
import { allocateTables } from "../../src/server/shared_tables.ts";
import type { RunningWorker } from "../../src/supervisor/running_worker.ts";
import { Totals } from "../../src/supervisor/totals.ts";
import { emptySlot, Replacement } from "../../src/supervisor/worker_replacement.ts";
import { RecordingLog } from "../base/recording_log.ts";

/** Workers of which each call that reaches them is noted: three that serve, and what becomes of lost ones. */
function threeWorkers() {
  const calls: string[] = [];
  const slots = [0, 1, 2].map(emptySlot);
  const worker = (id: number): RunningWorker => ({
    port: 1,
    drain: () => Promise.resolve(true),
    workerLinked: (other, epoch) => calls.push(`${id}: linked with ${other} of epoch ${epoch}`),
    workerLost: (other, epoch) => calls.push(`${id}: lost ${other} of epoch ${epoch}`),
    workerMissing: (other, missing) => calls.push(`${id}: ${other} missing ${missing}`),
    renew: () => {},
    cluster: () => {},
    measure: () => Promise.resolve(),
    terminate: () => calls.push(`${id}: ended`),
  });
  const replacement = new Replacement({
    ...{ slots, shared: allocateTables(3), totals: new Totals(3), log: new RecordingLog() },
    start: () => Promise.reject(new Error("not in this test")),
    onLost: ({ id }) => calls.push(`lost ${id}`),
  });
  for (const slot of slots) [slot.worker, slot.epoch] = [worker(slot.id), 1];
  for (const slot of slots) replacement.workerServes(slot);
  calls.length = 0;
  return { calls, slots, replacement };
}

Deno.test("[S5] the other workers learn at once that one is lost, and once", () => {
  const { calls, slots: [, lost], replacement } = threeWorkers();
  if (lost === undefined) throw new Error("there are three");
  replacement.workerLost(lost, 1);
  const all = ["lost 1", "0: lost 1 of epoch 1", "2: lost 1 of epoch 1"];
  assertEquals(calls, all);
  // of an incarnation that is not there any more there is nothing to be learnt
  replacement.workerLost(lost, 0);
  replacement.giveUp(lost, "worker_stuck");
  assertEquals([calls, replacement.lost], [all, 1]);
  replacement.stop();
});
