// How often a node looks around: seldom while all is at rest, soon once something is new.
import { assertEquals } from "@std/assert";
import { Looks } from "../../src/cluster/looks.ts";
import { FakeClock } from "../base/fake_clock.ts";

Deno.test("a node looks often while something is awaited, and at rest with its heartbeats", () => {
  const clock = new FakeClock();
  let looked = 0;
  let restMs: number | null = null;
  const looks = new Looks(clock, () => {
    looked++;
    if (restMs !== null) looks.rest(restMs);
  });
  const within = (ms: number) => {
    looked = 0;
    clock.advance(ms);
    return looked;
  };
  looks.begin();
  assertEquals(within(1_000), 10);
  restMs = 2_900;
  assertEquals(within(1_000), 1, "the one in which it came to rest");
  looks.spoken();
  assertEquals(within(2_899), 0);
  assertEquals(within(1), 1, "somebody may have been silent for too long by now");
  looks.stir();
  restMs = null;
  assertEquals(within(1_000), 10);
  looks.spoken();
  assertEquals(within(99), 0, "it looks often anyway");
  restMs = 50;
  assertEquals(within(1_000), 10, "somebody is about to be silent for too long");
  looks.stop();
  assertEquals(within(10_000), 0);
});
