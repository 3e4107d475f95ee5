// Everybody comes at once: a worker takes a few at a time, the others wait for their turn or are given a later one
// [P2.9, W11].
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import {
  JOIN_PAUSE_MS,
  JoinQueue,
  JOINS_AT_ONCE,
  LATER_MAX_MS,
  NEWCOMERS_WAITING_MAX,
  RESUMES_WAITING_MAX,
} from "../../src/server/join_queue.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";

const RESUME = { action: "resume" } as const;
const JOIN = { action: "join" } as const;

function story() {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const metrics = new RecordingMetrics();
  const queue = new JoinQueue({ clock, log, metrics });
  /** Who had its turn since this was looked at last. */
  const asked: string[] = [];
  const come = (who: string, wanted: typeof RESUME | typeof JOIN = RESUME) => {
    const turn = queue.wait(wanted, () => asked.push(who));
    if (turn === "free") asked.push(who);
    return turn;
  };
  /** A pause goes by. */
  const pause = () => {
    asked.splice(0);
    clock.advance(JOIN_PAUSE_MS);
    return asked;
  };
  /** In how many milliseconds one that is refused may come again. */
  const later = () => queue.refuse().retry_after_ms ?? NaN;
  return { clock, log, metrics, queue, asked, come, pause, later };
}

Deno.test("one that comes alone waits for nothing, and leaves no timer", () => {
  const { clock, queue, come, metrics } = story();
  for (let n = 0; n < 100; n++) {
    assertEquals(come("ana"), "free");
    clock.advance(JOIN_PAUSE_MS);
  }
  assertEquals([clock.pending, queue.size, metrics.news()], [0, 0, []]);
});

Deno.test("a few at a time have their turn, in the order they came; whoever goes has none", () => {
  const { queue, come, pause, asked } = story();
  const turns = Array.from({ length: 20 }, (_, n) => come(`${n}`));
  assertEquals(asked.length, JOINS_AT_ONCE);
  assertEquals(queue.size, 20 - JOINS_AT_ONCE);
  for (const at of [8, 12, 13]) {
    const cancel = turns[at];
    assert(typeof cancel === "function");
    cancel();
    cancel();
  }
  assertEquals(pause(), ["9", "10", "11", "14", "15", "16", "17", "18"]);
  assertEquals(typeof come("20"), "function", "not before those who wait");
});

Deno.test("the pause begins when those whose turn it was are done: a busy worker takes fewer", () => {
  const { clock, asked, come, pause } = story();
  for (let n = 0; n < 3 * JOINS_AT_ONCE; n++) come("ana");
  const after = clock.after.bind(clock);
  clock.after = (ms, run) => {
    asked.push("pause");
    return after(ms, run);
  };
  assertEquals(pause(), [...Array.from({ length: JOINS_AT_ONCE }, () => "ana"), "pause"]);
});

Deno.test("members who come back go first; newcomers have a part of each turn, and all of what is left", () => {
  const { come, pause } = story();
  for (let n = 0; n < JOINS_AT_ONCE; n++) come("first");
  for (let n = 0; n < 4; n++) come("new", JOIN);
  for (let n = 0; n < 8; n++) come("back");
  const count = (names: readonly string[]) =>
    ["back", "new"].map((who) => names.filter((name) => name === who).length);
  assertEquals(count(pause()), [6, 2]);
  assertEquals(count(pause()), [2, 2]);
  assertEquals(count(pause()), [0, 0]);
});

Deno.test("each that is sent away is given a turn of its own, no more of them a second than there are turns", () => {
  const { clock, queue, come, later, metrics, log } = story();
  for (let n = 0; n < RESUMES_WAITING_MAX + JOINS_AT_ONCE; n++) assert(come("ana") !== "full");
  assert(queue.isFull(RESUME));
  assertEquals(come("ben"), "full");
  assert(!queue.isFull(JOIN), "newcomers don't come again by themselves, and wait");
  metrics.news();
  const times = Array.from({ length: 3_000 }, later);
  const waitMs = RESUMES_WAITING_MAX * JOIN_PAUSE_MS / JOINS_AT_ONCE;
  assertLess(waitMs, times[0] ?? 0, "behind those who wait");
  const seconds = new Map<number, number>();
  for (const ms of times) {
    seconds.set(Math.floor(ms / 1_000), (seconds.get(Math.floor(ms / 1_000)) ?? 0) + 1);
  }
  for (const [second, count] of seconds) {
    assert(
      count <= 0.75 * JOINS_AT_ONCE * 1_000 / JOIN_PAUSE_MS + 1,
      `${count} in second ${second}`,
    );
  }
  assertEquals(metrics.news().length, 3_000);
  // however many come
  for (let n = 0; n < 50_000; n++) {
    const ms = later();
    assert(ms > waitMs && ms <= LATER_MAX_MS, `${ms}`);
  }
  assertEquals(log.of("joins_refused").length, 1, "a line a minute");
  clock.advance(LATER_MAX_MS);
  assertLess(later(), 10, "nobody waits any more");
  queue.close();
  assertEquals(clock.pending, 0);
});

Deno.test("how many wait is bounded, newcomers too", () => {
  const { queue, come } = story();
  for (let n = 0; n < NEWCOMERS_WAITING_MAX + JOINS_AT_ONCE; n++) {
    assert(come("ana", JOIN) !== "full");
  }
  assertEquals([come("ben", JOIN), queue.isFull(JOIN)], ["full", true]);
});

Deno.test("whoever is refused reads the same time in words", () => {
  const { queue } = story();
  const { close, message, retry_after_ms } = queue.refuse();
  assertEquals([close, retry_after_ms], ["try_later", 1]);
  assertMatch(message, /try again in 1 s\.$/);
});
