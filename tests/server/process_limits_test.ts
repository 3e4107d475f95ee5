import { assertEquals } from "@std/assert";
import { ProcessLimits } from "../../src/server/process_limits.ts";

Deno.test("[W10] until main has found a limit the settings hold, then what it found, for every worker", () => {
  const shared = ProcessLimits.allocate();
  const [main, worker] = [new ProcessLimits(shared), new ProcessLimits(shared)];
  assertEquals([worker.connections(10_000), worker.memoryBytes(0)], [10_000, 0]);
  main.findConnections(904);
  main.findMemoryBytes(64 * 2 ** 30);
  assertEquals([worker.connections(10_000), worker.memoryBytes(0)], [904, 64 * 2 ** 30]);
  main.findMemoryBytes(0);
  assertEquals(worker.memoryBytes(1), 0);
});
