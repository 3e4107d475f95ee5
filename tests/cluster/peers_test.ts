/** Which worker has which number, over all that membership may report. */
import { assert, assertEquals } from "@std/assert";
import { Peers } from "../../src/cluster/peers.ts";
import { drawsOf } from "../base/draws.ts";

Deno.test("[C11] workers get numbers in the order in which they are named, those of this node aside", () => {
  const peers = new Peers(4);
  assertEquals(peers.up("b-1", ["b-1-0-1", "b-1-1-1"]), { met: [4, 5], over: [] });
  assertEquals(peers.up("c-1", ["c-1-0-1"]), { met: [6], over: [] });
  assertEquals(peers.up("b-1", ["b-1-0-1", "b-1-1-1"]), { met: [], over: [] });
  assertEquals([peers.numberOf("b-1-1-1"), peers.idOf(5)], [5, "b-1-1-1"]);
  assertEquals([peers.numberOf("d"), peers.idOf(0), peers.idOf(7)], [null, null, null]);
});

Deno.test("[C11] a worker that is replaced is over, and so is one that is gone for a while", () => {
  const peers = new Peers(1);
  peers.up("b-1", ["b-1-0-1", "b-1-1-1"]);
  assertEquals(peers.up("b-1", ["b-1-0-2", "b-1-1-1"]), { met: [3], over: [1] });
  assertEquals(peers.up("b-1", ["b-1-0-2"]), { met: [], over: [2] });
  assertEquals(peers.up("b-1", ["b-1-0-1", "b-1-0-2", "b-1-1-1"]), { met: [], over: [] });
  assertEquals(peers.numberOf("b-1-1-1"), null);
});

Deno.test("[C11] an incarnation that was lost stays so, also if its loss is known before it is", () => {
  const peers = new Peers(1);
  peers.up("b-1", ["b-1-0-1"]);
  assertEquals(peers.lost("b-1"), [1]);
  assertEquals(peers.lost("b-1"), []);
  assertEquals(peers.up("b-1", ["b-1-0-1", "b-1-0-2"]), { met: [], over: [] });
  assertEquals(peers.lost("c-1"), []);
  assertEquals(peers.up("c-1", ["c-1-0-1"]), { met: [], over: [] });
  assertEquals([peers.numberOf("b-1-0-1"), peers.numberOf("c-1-0-1")], [null, null]);
  assertEquals(peers.up("b-2", ["b-2-0-1"]), { met: [2], over: [] });
});

Deno.test("[S2] a worker whose link begins anew has another number, until it is over", () => {
  const peers = new Peers(1);
  peers.up("b-1", ["b-1-0-1", "b-1-1-1"]);
  assertEquals(peers.beginAnew("b-1-0-1", 2), { met: 3, over: 1 });
  assertEquals([peers.numberOf("b-1-0-1"), peers.idOf(1), peers.idOf(3)], [3, null, "b-1-0-1"]);
  assertEquals([peers.epochOf(3), peers.epochOf(2), peers.count], [2, 1, 2]);
  assertEquals(peers.up("b-1", ["b-1-0-1"]), { met: [], over: [2] });
  assertEquals(peers.lost("b-1"), [3]);
  assertEquals([peers.beginAnew("b-1-0-1", 3), peers.beginAnew("d", 2)], [null, null]);
});

Deno.test("[C11] whatever is reported, each number is one worker, met once and over once", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const draw = drawsOf(seed);
    const peers = new Peers(3);
    const [met, over, workerIds] = [
      new Set<number>(),
      new Set<number>(),
      new Map<string, number>(),
    ];
    const ended = (numbers: readonly number[]) => {
      for (const number of numbers) {
        assert(met.has(number) && !over.has(number), `seed ${seed}: ${number} is over`);
        over.add(number);
      }
    };
    for (let step = 0; step < 60; step++) {
      const incarnation = `n-${draw(4)}`;
      if (draw(8) === 0) ended(peers.lost(incarnation));
      else {
        const named = [0, 1].map((worker) => `${incarnation}-${worker}-${draw(4)}`);
        const changed = peers.up(incarnation, named);
        for (const number of changed.met) {
          assert(number >= 3 && !met.has(number), `seed ${seed}: ${number} is met`);
          met.add(number);
        }
        ended(changed.over);
      }
      for (const number of met) {
        const workerId = peers.idOf(number);
        assertEquals(workerId === null, over.has(number), `seed ${seed}`);
        if (workerId === null) continue;
        assertEquals(peers.numberOf(workerId), number);
        assertEquals(
          workerIds.get(workerId) ?? number,
          number,
          `seed ${seed}: ${workerId} is used again`,
        );
        workerIds.set(workerId, number);
      }
    }
  }
});
