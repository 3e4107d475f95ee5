// What a cluster costs (OPERATING.md, How big). The figures come with --load; without, that they can be had.
import { assert, assertEquals } from "@std/assert";
import { Errors } from "../../bench/errors.ts";
import { startServer } from "../../bench/subjects.ts";
import { print } from "../../print.ts";
import { startCluster } from "../load/cluster_subject.ts";
import { commitCpu, commitCpuLine } from "../load/commit_cpu.ts";
import { compare, comparisonLines } from "../load/comparison.ts";
import { idle, idleLine } from "../load/idle_nodes.ts";
import { measurement, natsTest } from "./bench.ts";

natsTest("a cluster's cost can be measured: every frame comes, commits are counted", async () => {
  const errors = new Errors();
  const how = { turns: 1, seconds: 0.2 };
  const load = { v1Percent: 50, rooms: 4, paceMs: 100, clusters: [1], how };
  const { rows, commit } = await compare(load, errors);
  const { share } = await idle({
    start: () => startCluster(2),
    ...{ rooms: 1, settleMs: 0, watchMs: 100 },
  }, errors);
  assertEquals((await commitCpu([1, 4], 40)).map(({ rooms }) => rooms), [1, 4]);
  assertEquals(errors.lines(), []);
  for (const { closed, open } of rows) assert(closed.cpuRatio > 0 && open.measured.deliveries > 0);
  assert(commit.each > 0 && commit.natsUs >= 0 && share >= 0);
});

measurement("what a cluster costs", async () => {
  const errors = new Errors();
  for (const v1Percent of [0, 100]) {
    const how = { turns: 3, seconds: 2 };
    const load = { v1Percent, rooms: 50, paceMs: 2_000, clusters: [1, 2, 3], how };
    const compared = await compare(load, errors);
    for (const line of comparisonLines(v1Percent === 0 ? "v2" : "v1", compared)) print(line);
    print("");
  }
  print("| CPU | the node | NATS |");
  print("| --- | ---: | ---: |");
  for (const cost of await commitCpu([1, 8, 64], 10_000)) print(commitCpuLine(cost));
  print("");
  // for half a minute after its start a server still compiles and frees what that took
  const watch = { settleMs: 30_000, watchMs: 60_000 };
  const IDLE = [
    ["one server without `--cluster`", 0, () => startServer()],
    ["three nodes, nobody there", 0, () => startCluster(3)],
    ["three nodes, 1,000 members of v2", 100, () => startCluster(3)],
  ] as const;
  print("| idle | CPU of each, of a core | wake-ups/s | NATS |");
  print("| --- | ---: | ---: | ---: |");
  for (const [name, rooms, start] of IDLE) {
    print(idleLine(name, await idle({ start, rooms, ...watch }, errors)));
  }
  assertEquals(errors.lines(), []);
});
