// What is due at the same millisecond wakes the thread once.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { assertEquals } from "@std/assert";
import { SharedTimers } from "../../src/base/shared_timers.ts";
import { FakeClock } from "./fake_clock.ts";

function setUp() {
  const clock = new FakeClock();
  const counted = { timers: 0, cancelled: 0 };
  const thrown: unknown[] = [];
  const timers = new SharedTimers({
    now: () => clock.now(),
    after(ms, run) {
      counted.timers++;
      const cancel = clock.after(ms, run);
      return () => {
        counted.cancelled++;
        cancel();
      };
    },
    soon(run) {
      try {
        run();
      } catch (error) {
        thrown.push(error);
      }
    },
  });
  return { clock, timers, counted, thrown };
}

Deno.test("what is due in the same millisecond has one timer, and runs in order", () => {
  const { clock, timers, counted } = setUp();
  const ran: string[] = [];
  const run = (name: string) => () => void ran.push(name);
  timers.after(1_000, run("a"));
  timers.after(250, run("b"));
  clock.advance(100);
  const twice = run("c");
  timers.after(900, twice);
  timers.after(900, twice);
  timers.after(900, () => timers.after(0, run("d")));
  assertEquals(counted.timers, 2);
  clock.advance(899);
  assertEquals(ran, ["b"]);
  clock.advance(1);
  assertEquals(ran, ["b", "a", "c", "c", "d"]);
});

Deno.test("what waits with a fraction of a millisecond takes nobody along too early", () => {
  const { clock, timers } = setUp();
  const ran: number[] = [];
  timers.after(250.25, () => void ran.push(250.25));
  timers.after(251, () => void ran.push(251));
  clock.advance(250.5);
  assertEquals(ran, []);
  clock.advance(0.5);
  assertEquals(ran, [250.25, 251]);
});

Deno.test("what was cancelled does not run, and with the last of them the timer is cancelled", () => {
  const { clock, timers, counted } = setUp();
  const ran: string[] = [];
  const cancels = ["a", "b"].map((name) => timers.after(500, () => void ran.push(name)));
  cancels[0]?.();
  assertEquals(counted.cancelled, 0);
  clock.advance(500);
  assertEquals(ran, ["b"]);
  const cancel = timers.after(500, () => void ran.push("c"));
  timers.after(500, () => cancel());
  timers.after(700, () => void ran.push("d"))();
  for (const cancel of cancels) cancel();
  assertEquals(counted, { timers: 3, cancelled: 1 });
  clock.advance(1_000);
  assertEquals(ran, ["b", "c"]);
});

Deno.test("what throws does not stop the others, and is an uncaught error", () => {
  const { clock, timers, thrown } = setUp();
  let ran = 0;
  timers.after(500, () => {
    throw new Error("a bug");
  });
  timers.after(500, () => ran++);
  clock.advance(500);
  assertEquals([ran, thrown.map(String)], [1, ["Error: a bug"]]);
});

Deno.test("whoever keeps what would have cancelled it keeps nothing of the others that were due with it", async () => {
  const { clock, timers } = setUp();
  const kept = timers.after(500, () => {});
  const other = afterWith(timers, { of: "a room that has ended" });
  clock.advance(500);
  await collectGarbage();
  assertEquals(other.deref(), undefined);
  kept();
});

/** A timer that refers to this object, as nothing else does. */
function afterWith(timers: SharedTimers, used: object): WeakRef<object> {
  timers.after(500, () => void Object.keys(used));
  return new WeakRef(used);
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  await new Promise((resolve) => setTimeout(resolve)); // a WeakRef keeps its object until the turn is over
  collect();
}
