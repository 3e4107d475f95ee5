// How long results are kept: what is forgotten when, in what portions, and what a failing journal changes.
import { assertEquals, assertThrows } from "@std/assert";
import type { Prunable } from "../../src/journal/journal.ts";
import {
  keepFor,
  PRUNE_EVERY_MS,
  PRUNE_PAUSE_MS,
  PRUNE_ROWS,
} from "../../src/journal/retention.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { MemoryDisk, MemoryJournal } from "./memory_journal.ts";
import { RecordingLog } from "../base/recording_log.ts";

const KEEP_MS = 3_600_000;

/** A journal with sessions that ended so long ago, in milliseconds, and what keeps it small. */
function kept(keepMs: number, ...ages: readonly number[]) {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const disk = new MemoryDisk();
  const journal = new MemoryJournal(disk);
  for (const [n, age] of ages.entries()) {
    disk.sessions.set(`${n}`, {
      room_id: `${n}`,
      created_at: 0,
      participants: new Map(),
      ending: { ended_at: clock.now() - age, reason: "idle" },
    });
  }
  const stop = keepFor({ kept: [journal], clock, log, keepMs });
  const left = () => disk.sessions.size;
  const logged = () => log.lines.map(({ event, fields }) => [event, ...Object.values(fields)]);
  return { clock, disk, stop, left, logged };
}

Deno.test("what ended before the time to keep is forgotten, to the millisecond, and logged once", () => {
  // it is looked a pause after the start: one is older by then, one exactly as old, one younger
  const ages = [KEEP_MS, KEEP_MS - PRUNE_PAUSE_MS, KEEP_MS - PRUNE_PAUSE_MS - 1];
  const { clock, left, logged } = kept(KEEP_MS, ...ages);
  assertEquals(left(), 3, "nothing is done while the server starts");
  clock.advance(PRUNE_PAUSE_MS - 1);
  assertEquals(left(), 3);
  clock.advance(1);
  assertEquals([left(), logged()], [2, [["results_pruned", 1]]]);
});

Deno.test("it is looked once a day, and nothing is logged where nothing was pruned", () => {
  const day = PRUNE_EVERY_MS;
  const { clock, left, logged } = kept(day, 0, -day / 2, -day);
  clock.advance(PRUNE_PAUSE_MS);
  const lefts = [1, 2, 3, 4].map(() => {
    clock.advance(day);
    return left();
  });
  assertEquals(lefts, [2, 0, 0, 0]);
  assertEquals(logged(), [["results_pruned", 1], ["results_pruned", 2]]);
});

/** So many sessions at the start, and how many are left after each pause. */
const PORTIONS: readonly [sessions: number, left: readonly number[]][] = [
  [PRUNE_ROWS - 1, [0]],
  [PRUNE_ROWS, [0]],
  [PRUNE_ROWS + 1, [1, 0]],
  [2 * PRUNE_ROWS + 50, [PRUNE_ROWS + 50, 50, 0]],
];

for (const [sessions, lefts] of PORTIONS) {
  Deno.test(`${sessions} sessions go in portions, with pauses, and are logged as one number`, () => {
    const ages = Array.from({ length: sessions }, () => 2 * KEEP_MS);
    const { clock, left, logged } = kept(KEEP_MS, ...ages);
    for (const expected of lefts) {
      clock.advance(PRUNE_PAUSE_MS - 1);
      assertEquals(logged(), [], "before it is done");
      clock.advance(1);
      assertEquals(left(), expected);
    }
    clock.advance(PRUNE_PAUSE_MS); // a full portion is looked behind once more
    assertEquals(logged(), [["results_pruned", sessions]]);
    assertEquals(clock.pending, 1, "the next day, and nothing else");
  });
}

Deno.test("where the journal fails that is logged, what was done before it too, and tried the next day", () => {
  const ages = Array.from({ length: PRUNE_ROWS + 1 }, () => 2 * KEEP_MS);
  const { clock, disk, left, logged } = kept(KEEP_MS, ...ages);
  clock.advance(PRUNE_PAUSE_MS);
  disk.fault = "disk_full";
  clock.advance(PRUNE_PAUSE_MS);
  assertEquals(logged(), [["results_not_pruned", "disk_full"], ["results_pruned", PRUNE_ROWS]]);
  disk.fault = null;
  clock.advance(PRUNE_EVERY_MS - 1);
  assertEquals(left(), 1);
  clock.advance(1);
  assertEquals([left(), logged().at(-1)], [0, ["results_pruned", 1]]);
});

Deno.test("a bug of ours is none of the journal's failures", () => {
  const clock = new FakeClock();
  const journal: Prunable = {
    prune() {
      throw new TypeError("planted");
    },
    close() {},
  };
  keepFor({ kept: [journal], clock, log: new RecordingLog(), keepMs: KEEP_MS });
  assertThrows(() => clock.advance(PRUNE_PAUSE_MS), TypeError, "planted");
});

Deno.test("0: for ever", () => {
  const { clock, left, logged } = kept(0, 0, 100 * PRUNE_EVERY_MS);
  clock.advance(100 * PRUNE_EVERY_MS);
  assertEquals([left(), logged(), clock.pending], [2, [], 0]);
});

Deno.test("once it is stopped nothing is forgotten any more, also between two portions", () => {
  const ages = Array.from({ length: 2 * PRUNE_ROWS }, () => 2 * KEEP_MS);
  const { clock, stop, left } = kept(KEEP_MS, ...ages);
  clock.advance(PRUNE_PAUSE_MS);
  stop();
  stop();
  clock.advance(2 * PRUNE_EVERY_MS);
  assertEquals([left(), clock.pending], [PRUNE_ROWS, 0]);
});
