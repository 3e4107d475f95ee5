// [C21] What the log says of a node that could not leave its cluster in time.
import { assert, assertEquals } from "@std/assert";
import { drain } from "../../src/supervisor/drain.ts";
import type { WorkerSlots } from "../../src/supervisor/worker_slots.ts";
import { RecordingLog } from "../base/recording_log.ts";

/** A minute: none of it is waited for by whoever has nothing to hand over. */
const TIMEOUT_MS = 60_000;

Deno.test("[C21] a node whose session can't be ended says for how long it has tried", async () => {
  const log = new RecordingLog();
  const slots = { up: [], stopStarting() {} } as unknown as WorkerSlots;
  const cluster = { handOver: () => Promise.resolve(), leave: () => new Promise<void>(() => {}) };
  await drain(slots, { timeoutMs: TIMEOUT_MS, keepsRooms: true, cluster, log });
  assertEquals(log.lines.map(({ event }) => event), ["cluster_not_left"]);
  assert(Number(log.lines[0]?.fields["within_ms"]) < TIMEOUT_MS / 2);
});
