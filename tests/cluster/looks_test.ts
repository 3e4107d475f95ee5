// How often a node looks around: seldom while all is at rest, soon once something is new.
import { assertEquals } from "@std/assert";
import { Looks } from "../../src/cluster/looks.ts";
import { FakeClock } from "../base/fake_clock.ts";

Deno.test("a node looks often while something is awaited, and at rest with its heartbeats", () => {
  const clock = new FakeClock();
  let looked = 0;
  let restMs: number | null = null;
  const look = () => {
    looked++;
    if (restMs !== null) looks.rest(restMs);
  };
  const looks: Looks = new Looks(clock, look, () => {});
  const within = (ms: number) => {
    looked = 0;
    clock.advance(ms);
    return looked;
  };
  looks.begin();
  assertEquals(within(1_000), 10);
  restMs = 2_900;
  assertEquals(within(1_000), 1, "the one in which it came to rest");
  looks.sent();
  assertEquals(within(2_899), 0);
  assertEquals(within(1), 1, "somebody may have been silent for too long by now");
  looks.stir();
  restMs = null;
  assertEquals(within(1_000), 10);
  looks.sent();
  assertEquals(within(99), 0, "it looks often anyway");
  restMs = 50;
  assertEquals(within(1_000), 10, "somebody is about to be silent for too long");
  looks.stop();
  assertEquals(within(10_000), 0);
});

Deno.test("what others send may wait once a node has been at rest for a while, until something is new", () => {
  const clock = new FakeClock();
  let isAtRest = true;
  let isCalm = false;
  const looks: Looks = new Looks(clock, () => isAtRest && looks.rest(2_900), (is) => isCalm = is);
  /** Heartbeats, for so long. */
  const beats = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 200) {
      clock.advance(200);
      looks.sent();
    }
    return isCalm;
  };
  isAtRest = false;
  looks.begin();
  isAtRest = true;
  assertEquals([beats(2_800), beats(400)], [false, true]);
  looks.stir();
  assertEquals(isCalm, false);
  assertEquals([beats(2_800), beats(400)], [false, true]);
  isAtRest = false;
  assertEquals(beats(200), false, "something is awaited that stirred nothing");
  isAtRest = true;
  beats(3_400);
  looks.stop();
  assertEquals(isCalm, false);
});
