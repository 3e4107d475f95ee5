// [C3, C4, C5] Who is home to a room, as far as one worker knows.
import { assert, assertEquals } from "@std/assert";
import { ClusterPlacement } from "../../src/cluster/placement.ts";
import { roomsOf } from "./adoption_story.ts";
import { SUBJECTS } from "./outbox_story.ts";

interface Options {
  readonly self?: number;
  readonly workers?: number;
  readonly below?: (limit: number) => number;
}

/** The second of two workers of ana; bob's have numbers as long as they are known. */
function open({ self = 1, workers = 2, below = () => 0 }: Options = {}) {
  const numbers = new Map<string, number>();
  let changes = 0;
  const placement = new ClusterPlacement({
    ...{ self, workers, incarnation: "ana-1", subjects: SUBJECTS, below },
    numberOf: (workerId) => numbers.get(workerId) ?? null,
  });
  placement.onChange(() => changes++);
  return { placement, numbers, changes: () => changes };
}

const [EVEN = ""] = roomsOf(8, 1);
const [ODD = ""] = roomsOf(7, 1);

Deno.test("[C4] nobody is home to a room whose shard nobody owns, and nobody opens one", () => {
  const { placement } = open();
  assertEquals([placement.homeOf(ODD), placement.homeForNew()], [null, null]);
  assertEquals(placement.isHere(ODD), false);
});

Deno.test("[C3] within a node the worker is the shard's remainder; a room is here on that worker alone", () => {
  const { placement, changes } = open();
  placement.owners([[7, "ana-1"], [8, "ana-1"]]);
  placement.owned([7]);
  assertEquals([placement.homeOf(ODD), placement.homeOf(EVEN)], [1, 0]);
  assertEquals([placement.isHere(ODD), placement.isHere(EVEN)], [true, false]);
  assertEquals([placement.homeForNew(), changes()], [1, 2]);
  placement.owners([[7, null]]);
  assertEquals([placement.homeOf(ODD), placement.isHere(ODD)], [null, false]);
});

Deno.test("[C3, C4] another node's worker has a number, once node and worker are known", () => {
  const { placement, numbers, changes } = open();
  placement.owners([[7, "bob-1"], [8, "bob-1"]]);
  assertEquals(placement.homeOf(ODD), null);
  placement.nodeUp("bob-1", ["bob-1-0-1", "bob-1-1-1", "bob-1-2-1"]);
  assertEquals([placement.homeOf(ODD), changes()], [null, 2]);
  numbers.set("bob-1-1-1", 5).set("bob-1-2-1", 6);
  // it has three workers
  assertEquals([placement.homeOf(ODD), placement.homeOf(EVEN)], [5, 6]);
  // one that was replaced has another id
  placement.nodeUp("bob-1", ["bob-1-0-1", "bob-1-1-2", "bob-1-2-1"]);
  assertEquals([placement.homeOf(ODD), placement.homeOf(EVEN)], [null, 6]);
  placement.nodeLost("bob-1");
  assertEquals([placement.homeOf(ODD), placement.homeOf(EVEN)], [null, null]);
});

Deno.test("[C5] who has no shard passes a creation on: to a worker beside it, or to another node", () => {
  const { placement, numbers } = open();
  placement.owners([[8, "bob-1"]]);
  assertEquals(placement.homeForNew(), null);
  placement.nodeUp("bob-1", ["bob-1-0-1"]);
  numbers.set("bob-1-0-1", 5);
  assertEquals(placement.homeForNew(), 5);
  placement.owners([[2, "ana-1"]]);
  assertEquals(placement.homeForNew(), 0);
  placement.owners([[9, "ana-1"]]);
  placement.owned([9]);
  assertEquals(placement.homeForNew(), 1);
});

Deno.test("[C5] creations that are passed on are spread over all who have shards, and can be reached", () => {
  let drawn = 0;
  const { placement, numbers } = open({ below: (limit) => drawn++ % limit });
  placement.nodeUp("bob-1", ["bob-1-0-1"]);
  placement.nodeUp("cleo-1", ["cleo-1-0-1"]);
  placement.nodeUp("dan-1", ["dan-1-0-1"]);
  numbers.set("bob-1-0-1", 5).set("cleo-1-0-1", 6);
  placement.owners([[1, "bob-1"], [2, "dan-1"], [3, "cleo-1"], [4, "cleo-1"]]);
  assertEquals([1, 2, 3, 4].map(() => placement.homeForNew()), [5, 6, 6, 5]);
});

Deno.test("[C21] a shard that is given up is nobody's at once: who asks waits, and nobody opens a room in it", () => {
  const { placement, changes } = open();
  placement.owners([[7, "ana-1"]]);
  placement.owned([7]);
  placement.givesUp(7);
  assertEquals([placement.homeOf(ODD), placement.isHere(ODD)], [null, false]);
  assertEquals([placement.homeForNew(), changes()], [null, 3]);
});

Deno.test("[C7, C10] a worker that begins while main gives a shard up has no part in it, whatever the record says yet", () => {
  const { placement } = open();
  placement.owners([[7, "ana-1"], [9, "ana-1"]]);
  assertEquals([placement.homeOf(ODD), placement.isHere(ODD)], [null, false]);
  assertEquals(placement.homeForNew(), null, "nor does it open a room there");
  placement.owned([9]);
  assertEquals([placement.homeOf(ODD), placement.isHere(ODD)], [null, false]);
  assertEquals(placement.homeForNew(), 1);
});

Deno.test("workers of this machine are known by their numbers", () => {
  const { placement } = open();
  assertEquals([0, 1, 2].map((worker) => placement.isOnThisMachine(worker)), [true, true, false]);
});

Deno.test("[C1] rooms spread evenly over the shards", () => {
  const counts = new Map<number, number>();
  for (let n = 0; n < 102_400; n++) {
    const shard = SUBJECTS.shardOf(n.toString(36).toUpperCase().padStart(8, "0"));
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  assertEquals(counts.size, 1_024);
  const [least, most] = [Math.min(...counts.values()), Math.max(...counts.values())];
  assert(least > 40 && most < 200, `${least} to ${most}`);
});
