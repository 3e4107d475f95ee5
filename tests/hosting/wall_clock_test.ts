// Somebody sets the machine's clock while people estimate: what they see says the new time, and nothing that is
// due moves [R17a].
import { assertEquals } from "@std/assert";
import { STATE_TICK_MS } from "../../src/hosting/room_states.ts";
import { TIMER_DRIFT_MS, WallTimer } from "../../src/hosting/wall_timer.ts";
import { Machine } from "../journal/journal_story.ts";
import { HOUR_MS } from "./store_story.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const LEAPS = [5 * HOUR_MS, -7 * HOUR_MS];

/** What the server says the time is, and when the timer ends, in the last frame that has the room. */
function timesOf({ frames }: V2Member): { readonly now: number; readonly ends_at?: number } {
  const frame = frames.findLast((text) => text.includes('"room":'));
  const { data: { now, room: { timer } } } = JSON.parse(frame ?? "");
  return { now, ...timer };
}

Deno.test("[R17a, P2.3] set in mid-timer: each state has the time, and the timer's end by that time", () => {
  using table = new MixedCluster();
  const room = table.v2Room(["ana", "ben"]);
  const [ana] = room;
  let [, ben] = room;
  ana.does("START_TIMER", { seconds: 90 });
  table.pass(STATE_TICK_MS);
  let leftMs = 90_000 - STATE_TICK_MS;
  for (const leap of [0, ...LEAPS]) {
    table.clock.set(leap);
    table.pass(1_000);
    leftMs -= 1_000;
    ana.does("QUEUE_TICKETS", { tickets: [{ ticket_id: `after ${leap}` }] });
    const now = table.clock.wall();
    table.pass(0);
    assertEquals(timesOf(ben), { now, ends_at: now + leftMs });
    ben = table.resume(ben);
    assertEquals(timesOf(ben), { now, ends_at: now + leftMs }, "in a WELCOME");
  }
});

Deno.test("[R17a] set in a session: every time in the results is what the clock showed then", () => {
  using table = new MixedCluster();
  const { clock } = table;
  const times: number[] = [clock.wall()];
  const ana = table.createV2("ana");
  const stamp = (what: () => unknown) => {
    clock.set(LEAPS[times.length % 2] ?? 0);
    table.pass(1_000);
    times.push(clock.wall());
    return what();
  };
  const ben = table.joinV2("ben", ana.roomId);
  stamp(() => ana.begin("T1"));
  ana.vote("T1", "5");
  ben.vote("T1", "5");
  stamp(() => ana.reveal("T1"));
  stamp(() => ben.does("LEAVE"));
  stamp(() => ana.does("END_SESSION"));
  const { results } = JSON.parse(ana.frames.at(-1) ?? "").data;
  const [created, opened, revealed, left, ended] = times;
  assertEquals([results.created_at, results.ended_at], [created, ended]);
  assertEquals(results.ballots[0].opened_at, opened);
  assertEquals(results.ballots[0].revealed_at, revealed);
  const [, second] = results.participants;
  assertEquals([second.name, second.joined_at, second.left_at], ["ben", created, left]);
});

Deno.test("[R17a, P2.7, R17] set ahead or back: who is away and a room that is idle have as long as ever", () => {
  for (const leap of LEAPS) {
    using table = new MixedCluster({ room_idle_ms: HOUR_MS });
    const [ana, ben] = table.v2Room(["ana", "ben"]);
    ben.drop();
    table.clock.set(leap);
    table.pass(118_000);
    assertEquals(ana.room?.members.length, 2, `ben is given up, ${leap} ms from the clock's time`);
    table.pass(3_000);
    assertEquals(ana.room?.members.length, 1, `ben stays, ${leap} ms from the clock's time`);
    table.pass(HOUR_MS - 125_000);
    assertEquals(ana.over, false, `the room is called idle, ${leap} ms from the clock's time`);
    table.pass(10_000);
    assertEquals(ana.over, true, `the room stays, ${leap} ms from the clock's time`);
  }
});

Deno.test("[R17a, S6] over a restart a timer ends when the clock shows the time it was set for", () => {
  for (const leap of [0, ...LEAPS]) {
    using machine = new Machine();
    const [ana] = machine.table.v2Room(["ana"]);
    machine.clock.set(leap);
    ana.does("START_TIMER", { seconds: 90 });
    const endsAt = machine.clock.wall() + 90_000;
    const back = machine.restart(20_000).resume(ana);
    assertEquals(timesOf(back), { now: machine.clock.wall(), ends_at: endsAt });
    machine.clock.set(leap);
    const again = machine.table.resume(back);
    assertEquals(timesOf(again), { now: machine.clock.wall(), ends_at: endsAt + leap });
  }
});

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
