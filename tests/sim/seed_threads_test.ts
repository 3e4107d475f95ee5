// Many seeds in several threads: each runs once, and after a failure those that have started are finished.
import { assertEquals } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { runSeeds } from "./seed_threads.ts";

const module = new URL("./odd_seed_worker.ts", import.meta.url);

permittedTest("each seed runs once, in any thread", async () => {
  const dones: number[] = [];
  const { failures, counts, next } = await runSeeds({
    ...{ module, settings: { fails: -1 }, from: 5, seeds: 43, threads: 3 },
    progress: (done) => dones.push(done),
  });
  assertEquals([failures, next, counts.get("seeds"), dones.at(-1)], [[], 48, 43, 43]);
});

permittedTest("after a failure, seeds that have started are finished", async () => {
  const { failures, counts, next } = await runSeeds({
    ...{ module, settings: { fails: 17 }, from: 5, seeds: Infinity, threads: 3 },
    progress: () => {},
  });
  assertEquals(failures, ["seed 17 fails"]);
  assertEquals(counts.get("seeds"), next - 5);
});
