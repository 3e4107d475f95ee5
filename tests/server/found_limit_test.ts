import { assertEquals } from "@std/assert";
import { FoundLimit } from "../../src/server/found_limit.ts";

Deno.test("[W10] until main has found the limit the setting holds, then what it found, for every worker", () => {
  const shared = FoundLimit.allocate();
  const [main, worker] = [new FoundLimit(shared), new FoundLimit(shared)];
  assertEquals(worker.now(7), 7);
  main.set(64 * 2 ** 30);
  assertEquals(worker.now(7), 64 * 2 ** 30);
  main.set(0);
  assertEquals(worker.now(1), 0);
});
