// Numbers of workers over several incarnations.
import { assertEquals } from "@std/assert";
import { type Measures, WorkerMetrics } from "../../src/server/worker_metrics.ts";
import { Totals } from "../../src/supervisor/totals.ts";

function measures(votes: number, rooms: number): Measures {
  const metrics = new WorkerMetrics();
  for (let vote = 0; vote < votes; vote++) metrics.count("commands", "vote");
  return {
    ...metrics.snapshot(),
    gauges: {
      connections: { v1: 0, v2: 0 },
      waiting: { joins: 0 },
      rooms: { open: rooms },
      members: { v1_online: 0, v1_away: 0, v2_online: 0, v2_away: 0 },
      ballots: { voting: 0, complete: 0, revealed: 0 },
      link: { capacity: 0, unread: 0, waiting: 0 },
      heap_bytes: { used: 0, total: 0, external: 0 },
    },
  };
}

Deno.test("[S5] a worker's counts outlive it, what it had doesn't, and its next incarnation goes on from there", () => {
  const totals = new Totals(2);
  const now = () =>
    totals.workers.map(({ counted, gauges }) => [
      counted["commands"]?.["vote"] ?? 0,
      gauges.rooms.open,
    ]);
  assertEquals(now(), [[0, 0], [0, 0]]);
  totals.measured(0, measures(3, 1));
  totals.measured(1, measures(1, 5));
  totals.measured(0, measures(4, 2));
  assertEquals(now(), [[4, 2], [1, 5]]);
  totals.workerLost(0);
  assertEquals(now(), [[4, 0], [1, 5]]);
  totals.measured(0, measures(1, 1));
  totals.workerLost(0);
  totals.measured(0, measures(2, 7));
  assertEquals(now(), [[7, 7], [1, 5]]);
});
