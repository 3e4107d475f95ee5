import { assertEquals } from "@std/assert";
import { FoundMemory } from "../../src/server/found_memory.ts";

Deno.test("[W10] until main has found the limit the setting holds, then what it found, for every worker", () => {
  const shared = FoundMemory.allocate();
  const [main, worker] = [new FoundMemory(shared), new FoundMemory(shared)];
  assertEquals(worker.bytes(7), 7);
  main.set(64 * 2 ** 30);
  assertEquals(worker.bytes(7), 64 * 2 ** 30);
  main.set(0);
  assertEquals(worker.bytes(1), 0);
});
