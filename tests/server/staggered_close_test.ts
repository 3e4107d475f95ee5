// The pace at which members are sent away at a stop [S6]: evenly, in order, and in the time that there is.
import { assert, assertEquals } from "@std/assert";
import { STAGGER_MS, staggeredClose } from "../../src/server/staggered_close.ts";
import { FakeClock } from "../base/fake_clock.ts";

interface Member {
  readonly n: number;
  isOver: boolean;
  closedAt: number | null;
}

/** Closes so many; lets time pass until all are closed, a millisecond at a time, in which a test may interfere. */
async function staggeredCloseOf(
  count: number,
  { withinMs, each = () => {} }: {
    readonly withinMs: number;
    readonly each?: (ms: number, members: readonly Member[]) => void;
  },
) {
  const clock = new FakeClock();
  const from = clock.now();
  const members = Array.from(
    { length: count },
    (_, n): Member => ({ n, isOver: false, closedAt: null }),
  );
  const order: number[] = [];
  let done = false;
  const all = staggeredClose({
    members,
    withinMs,
    clock,
    close(member) {
      assertEquals(member.closedAt, null, `${member.n} twice`);
      member.closedAt = clock.now() - from;
      order.push(member.n);
    },
  }).then(() => done = true);
  for (let ms = 1; !done; ms++) {
    assert(ms < 100_000, "it never ends");
    // what was waited for goes on behind this tick, and may set the next timer
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    each(ms, members);
    if (clock.pending > 0) clock.advance(1);
  }
  await all;
  return { order, times: members.map(({ closedAt }) => closedAt), took: clock.now() - from };
}

/** How many were closed in each interval of so many milliseconds, the first one from 0 on. */
function perInterval(times: readonly (number | null)[], everyMs: number): number[] {
  const counts: number[] = [];
  for (const at of times) {
    const interval = Math.floor((at ?? 0) / everyMs);
    counts[interval] = (counts[interval] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}

Deno.test("[S6] a few leave 50 ms apart, the first at once, and don't wait for the time to be over", async () => {
  const { order, times, took } = await staggeredCloseOf(5, { withinMs: 7_000 });
  assertEquals(STAGGER_MS, 50);
  assertEquals(times, [0, 50, 100, 150, 200]);
  assertEquals(order, [0, 1, 2, 3, 4]);
  assertEquals(took, 200);
});

/** Members, the time for all, and how many leave in each twentieth of it. */
const CROWDS: readonly [members: number, withinMs: number, each: number][] = [
  [140, 7_000, 7],
  [1_000, 7_000, 50],
  [500, 1_000, 25],
];

for (const [count, withinMs, expected] of CROWDS) {
  Deno.test(`[S6] ${count} leave evenly within ${withinMs} ms`, async () => {
    const { order, times, took } = await staggeredCloseOf(count, { withinMs });
    const counts = perInterval(times, withinMs / 20);
    assertEquals(counts.length, 20);
    for (const [n, one] of counts.entries()) {
      assert(
        Math.abs(one - expected) <= 1,
        `${one} of ${expected} in the twentieth ${n}: ${counts}`,
      );
    }
    assertEquals(order, order.toSorted((a, b) => a - b));
    assert(took <= withinMs, `${took} ms`);
  });
}

Deno.test("[S6] whoever has gone meanwhile is not closed, and nobody waits longer or shorter for it", async () => {
  const { order, times } = await staggeredCloseOf(6, {
    withinMs: 7_000,
    each(ms, members) {
      if (ms === 60) {
        for (const n of [2, 3, 5]) Object.assign(members[n] ?? {}, { isOver: true });
      }
    },
  });
  assertEquals(order, [0, 1, 4]);
  assertEquals(times, [0, 50, null, null, 200, null]);
});

Deno.test("[S6] no time at all: all at once; nobody there: done", async () => {
  assertEquals((await staggeredCloseOf(3, { withinMs: 0 })).times, [0, 0, 0]);
  for (const withinMs of [0, 7_000]) {
    assertEquals((await staggeredCloseOf(0, { withinMs })).order, []);
  }
});
