import { assertEquals } from "@std/assert";
import { MEMORY_FRESH_MS, MEMORY_LOOK_MS, MemoryGuard } from "../../src/server/memory.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";

const LIMIT = 1_000;

/** Two workers of one process, whose memory is `rss`. */
class Process {
  rss = 500;
  looks = 0;
  /** How often each worker was ordered to turn away who has no seat. */
  readonly turnedAway = [0, 0];
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly shared = MemoryGuard.allocate();
  readonly guards: readonly MemoryGuard[];

  constructor(limitBytes = LIMIT) {
    this.guards = [0, 1].map((row) =>
      new MemoryGuard({
        shared: this.shared,
        limitBytes: () => limitBytes,
        read: () => {
          this.looks++;
          return this.rss;
        },
        clock: this.clock,
        log: this.log,
        onHigh: () => void (this.turnedAway[row] = (this.turnedAway[row] ?? 0) + 1),
      })
    );
  }

  /** What each worker answers to somebody new, and what stands in the log so far. */
  get state() {
    const count = (event: string) => this.log.of(event).length;
    return [
      ...this.guards.map((one) => one.isHigh),
      count("memory_high"),
      count("memory_low_again"),
    ];
  }
}

Deno.test("[W10] past the limit no worker takes anybody in; that is logged once, and once more when it is over", () => {
  const one = new Process();
  const stops = one.guards.map((guard) => guard.watch());
  assertEquals(one.state, [false, false, 0, 0]);
  one.rss = LIMIT;
  one.clock.advance(MEMORY_LOOK_MS);
  assertEquals(one.state, [false, false, 0, 0]);
  one.rss = LIMIT + 1;
  one.clock.advance(5 * MEMORY_LOOK_MS);
  assertEquals(one.state, [true, true, 1, 0]);
  // a little less is not the end of it
  one.rss = 951;
  one.clock.advance(MEMORY_LOOK_MS);
  assertEquals([one.state, MemoryGuard.isHigh(one.shared)], [[true, true, 1, 0], true]);
  one.rss = 950;
  one.clock.advance(MEMORY_LOOK_MS);
  assertEquals([one.state, MemoryGuard.isHigh(one.shared)], [[false, false, 1, 1], false]);
  stops.forEach((stop) => stop());
  assertEquals(one.clock.pending, 0);
});

Deno.test("[W10] in a burst of newcomers it is looked at more often than once a second, and not for each", () => {
  const one = new Process();
  const [guard] = one.guards;
  one.rss = LIMIT + 1;
  for (let n = 0; n < 100; n++) assertEquals(guard?.isHigh, true);
  assertEquals(one.looks, 1);
  one.rss = 1;
  one.clock.advance(MEMORY_FRESH_MS);
  assertEquals([guard?.isHigh, one.looks], [false, 2]);
});

Deno.test("[W10] as long as there is too much, each worker turns away who has no seat yet", () => {
  const one = new Process();
  one.guards.forEach((guard) => guard.watch());
  one.clock.advance(3 * MEMORY_LOOK_MS);
  assertEquals(one.turnedAway, [0, 0]);
  one.rss = LIMIT + 1;
  one.clock.advance(3 * MEMORY_LOOK_MS);
  assertEquals(one.turnedAway, [3, 3]);
  one.rss = 1;
  one.clock.advance(3 * MEMORY_LOOK_MS);
  assertEquals(one.turnedAway, [3, 3]);
});

Deno.test("[W10] without a limit nobody looks", () => {
  const one = new Process(0);
  one.guards.forEach((guard) => guard.watch());
  one.rss = Infinity;
  one.clock.advance(10 * MEMORY_LOOK_MS);
  assertEquals([one.state, one.looks, one.turnedAway], [[false, false, 0, 0], 0, [0, 0]]);
});
