import { assert, assertEquals } from "@std/assert";
import { ENDED_FOR_MS, ENDED_ROOMS_MAX, EndedRooms } from "../../src/journal/ended_rooms.ts";
import { FakeClock } from "../base/fake_clock.ts";

Deno.test("[W9] an ended room is remembered for 24 hours", () => {
  assertEquals(ENDED_FOR_MS, 24 * 3_600_000);
  const clock = new FakeClock();
  const ended = new EndedRooms(clock);
  ended.add("A");
  clock.advance(1_000);
  ended.add("B");
  const story: [number, boolean, boolean][] = [
    // time passes, A and B are remembered
    [ENDED_FOR_MS - 1_001, true, true],
    [1, false, true],
    [999, false, true],
    [1, false, false],
  ];
  for (const [pass, a, b] of story) {
    clock.advance(pass);
    ended.prune();
    assertEquals([ended.has("A"), ended.has("B")], [a, b]);
  }
});

Deno.test("[W9] a room that never was is not remembered", () => {
  assert(!new EndedRooms(new FakeClock()).has("A"));
});

Deno.test("[W10] so many are remembered and no more; the oldest go first", () => {
  const ended = new EndedRooms(new FakeClock());
  for (let n = 0; n < ENDED_ROOMS_MAX; n++) ended.add(`R${n}`);
  assert(ended.has("R0"));
  ended.add("one more");
  assertEquals([ended.has("R0"), ended.has("R1"), ended.has("one more")], [false, true, true]);
});
