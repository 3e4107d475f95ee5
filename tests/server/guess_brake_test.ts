import { assert, assertEquals } from "@std/assert";
import { Counts } from "../../src/server/counts.ts";
import { GuessBrake, HELD_PER_ADDRESS_MAX } from "../../src/server/guess_brake.ts";
import { GUESS_DELAY_MS, Guesses, GUESSES_PER_MINUTE } from "../../src/server/guesses.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";

const ME = "192.0.2.1";

/** The brakes of two workers, who share what they know. */
function brakes() {
  const clock = new FakeClock();
  const counts = Counts.allocate(2, "seed 1");
  const guesses = new Guesses(Guesses.allocate("seed 1"));
  const brake = (row: number) =>
    new GuessBrake({
      guesses,
      counts: new Counts(counts, row),
      clock,
      metrics: new RecordingMetrics(),
    });
  return { clock, counts, one: brake(0), two: brake(1) };
}

/** So many wrong guesses. */
function guess(brake: GuessBrake, times: number = GUESSES_PER_MINUTE): void {
  for (let n = 0; n < times; n++) brake.count(ME);
}

Deno.test("[W9] after 30 wrong ones every join of that address waits 2 s, at every worker, and nobody else's", () => {
  const { clock, one, two } = brakes();
  guess(one, GUESSES_PER_MINUTE - 1);
  assertEquals(one.hold(ME, () => {}), "free");
  guess(two, 1);
  const asked: string[] = [];
  for (const [name, brake] of [["one", one], ["two", two]] as const) {
    assertEquals(typeof brake.hold(ME, () => asked.push(name)), "function");
    assertEquals(brake.hold("192.0.2.2", () => {}), "free");
  }
  clock.advance(GUESS_DELAY_MS - 1);
  assertEquals(asked, []);
  clock.advance(1);
  assertEquals(asked, ["one", "two"]);
});

Deno.test("[W9] a minute later it is free again", () => {
  const { clock, one } = brakes();
  guess(one);
  clock.advance(60_000);
  assertEquals(one.hold(ME, () => {}), "free");
});

Deno.test("[W9] at most 16 of one address wait, in all workers together; whoever goes makes room", () => {
  const { clock, one, two } = brakes();
  guess(one);
  const cancels: (() => void)[] = [];
  const asked: number[] = [];
  for (let n = 0; n < HELD_PER_ADDRESS_MAX; n++) {
    const held = (n % 2 === 0 ? one : two).hold(ME, () => asked.push(n));
    assert(typeof held === "function");
    cancels.push(held);
  }
  assertEquals([one.hold(ME, () => {}), two.hold(ME, () => {})], ["full", "full"]);
  // it hangs up, and its end is reported twice
  cancels[0]?.();
  cancels[0]?.();
  assertEquals(typeof two.hold(ME, () => {}), "function");
  assertEquals(one.hold(ME, () => {}), "full");
  clock.advance(GUESS_DELAY_MS);
  assertEquals([asked.length, asked.includes(0)], [HELD_PER_ADDRESS_MAX - 1, false]);
  // too late to hang up: its place is another's
  for (const cancel of cancels) cancel();
  for (let n = 0; n < HELD_PER_ADDRESS_MAX; n++) {
    assertEquals(typeof one.hold(ME, () => {}), "function");
  }
  assertEquals(one.hold(ME, () => {}), "full");
});

Deno.test("[W9] 16 that guess as fast as they may get 8 answers a second past the 30, however many try", () => {
  const { clock, one } = brakes();
  clock.advance(60_000 - clock.wall() % 60_000);
  let answers = 0;
  const ask = (): void => {
    const held = one.hold(ME, () => {
      answers++;
      one.count(ME);
    });
    if (held !== "free") return;
    answers++;
    one.count(ME);
  };
  const seconds = 50;
  for (let ms = 0; ms < seconds * 1_000; ms += 10) {
    for (let n = 0; n < 200; n++) ask();
    clock.advance(10);
  }
  const lateMax = seconds * 1_000 / GUESS_DELAY_MS * HELD_PER_ADDRESS_MAX;
  assert(answers <= GUESSES_PER_MINUTE + lateMax, `${answers} answers`);
  assert(answers >= lateMax / 2, `${answers} answers`);
});

Deno.test("[S5, W9] those who waited at a worker that died keep nobody from waiting", () => {
  const { counts, one, two } = brakes();
  guess(one);
  for (let n = 0; n < HELD_PER_ADDRESS_MAX; n++) one.hold(ME, () => {});
  assertEquals(two.hold(ME, () => {}), "full");
  new Counts(counts, 1).clearRow(0);
  assertEquals(typeof two.hold(ME, () => {}), "function");
});
