// Somebody sets the machine's clock while people estimate: what they see says the new time, and nothing that is
// due moves [R17a].
import { assertEquals } from "@std/assert";
import { TIMER_DRIFT_MS, WallTimer } from "../../src/hosting/wall_timer.ts";
import { Machine } from "../journal/journal_story.ts";
import { HOUR_MS } from "./store_story.ts";

const LEAPS = [5 * HOUR_MS, -7 * HOUR_MS];

Deno.test("[R17a, P2.7, W9] over a restart and a clock that is set: who is away and what ended last as long", () => {
  for (const leap of LEAPS) {
    using machine = new Machine();
    const [ana, ben] = machine.table.v2Room(["ana", "ben"]);
    const [eve] = machine.table.v2Room(["eve"]);
    eve.does("END_SESSION");
    const table = machine.restart(leap);
    const back = table.resume(ana);
    const isGuess = () => table.resume(eve).refusal?.guess;
    assertEquals(isGuess(), false);
    table.pass(118_000);
    assertEquals(back.room?.members.map(({ name }) => name), ["ana", "ben"]);
    table.pass(3_000);
    assertEquals(back.room?.members.map(({ name }) => name), ["ana"]);
    assertEquals(table.resume(ben).refusal?.close, "resume_refused");
    // of a time to come: it ended when this process began, at the latest
    table.pass(24 * HOUR_MS + Math.min(0, -leap));
    assertEquals(isGuess(), true);
  }
});

Deno.test("[R17a] two readings a little apart are no other timer; a clock that was set is", () => {
  const timer = new WallTimer();
  const at = (wall: number, steady: number) => timer.endsAt(90_000, { wall, steady });
  assertEquals(at(1_000_000, 0), 1_090_000);
  assertEquals([at(1_000_999, 1_000), at(1_001_001, 1_000)], [1_090_000, 1_090_000]);
  assertEquals(at(1_001_000 + TIMER_DRIFT_MS, 1_000), 1_090_000);
  assertEquals(at(1_001_001 + TIMER_DRIFT_MS, 1_000), 1_090_001 + TIMER_DRIFT_MS);
  // the next timer is sent as it is, however near
  assertEquals(timer.endsAt(90_010, { wall: 1_002_000, steady: 2_000 }), 1_090_010);
  assertEquals(timer.endsAt(null, { wall: 1_002_000, steady: 2_000 }), null);
  assertEquals(at(1_002_001, 2_000), 1_090_001);
});
