// A deadline that is put off: one timer at a time, which is left to run.
import { assertEquals } from "@std/assert";
import { Deadline } from "../../src/base/deadline.ts";
import { FakeClock } from "./fake_clock.ts";

Deno.test("a deadline passes once, at the time that was set last", () => {
  const clock = new FakeClock();
  let [timers, met] = [0, 0];
  const after = (ms: number, run: () => void) => {
    timers++;
    return clock.after(ms, run);
  };
  const deadline = new Deadline({ now: () => clock.now(), after }, () => met++);
  for (let beat = 0; beat < 50; beat++) {
    deadline.set(1_000);
    clock.advance(100);
  }
  assertEquals(
    [met, timers],
    [0, 6],
    "none is set and cancelled for each time that it was put off",
  );
  clock.advance(899);
  assertEquals(met, 0);
  clock.advance(1);
  assertEquals(met, 1);
  clock.advance(10_000);
  assertEquals(met, 1);
  deadline.set(1_000);
  deadline.set(10);
  clock.advance(10);
  assertEquals(met, 2, "it may be sooner than it was");
  deadline.set(10);
  deadline.cancel();
  clock.advance(10_000);
  assertEquals(met, 2);
});
