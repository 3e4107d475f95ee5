// What the states of a large room may cost [P2.3]: its tick grows with them, and one turn sends only so much, while
// replies, welcomes and other rooms wait for nothing.
import { assert, assertEquals } from "@std/assert";
import { STATE_TICK_MS } from "../../src/hosting/room_states.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

/** A state of any room here has more than 300 characters. */
const ONE_A_TURN = { bytesPerSecond: 1e9, bytesPerTurn: 1 };
const TIGHT = { bytesPerSecond: 5_000, bytesPerTurn: 1e9 };

/** When this member was sent each state. */
function statesOf({ frames, times }: V2Member): number[] {
  return times.filter((_, at) => frames[at]?.startsWith('{"type":"ROOM_STATE"'));
}

/** What its last state took, sent to so many. */
function costOf({ frames }: V2Member, members: number): number {
  return members * (frames.findLast((one) => one.startsWith('{"type":"ROOM_STATE"'))?.length ?? 0);
}

Deno.test("[P2.3] a room's next state waits until its last one is within the budget, and the wait ends to the millisecond", () => {
  using table = new MixedCluster({ stateBudget: TIGHT });
  const [ana, ben, cid] = table.v2Room(["ana", "ben", "cid"]);
  table.pass(10_000);
  const began = table.clock.now();
  ana.begin("T1");
  assertEquals(statesOf(ben).at(-1), began, "after a quiet time there is no wait");
  const tick = Math.ceil(1_000 * costOf(ana, 3) / TIGHT.bytesPerSecond);
  assert(tick > 4 * STATE_TICK_MS, `${tick}`);

  // replies are prompt, however long states wait, and all that happened is in the next one
  ben.vote("T1", "5");
  cid.vote("T1", "8");
  ana.vote("T1", "8");
  table.pass(tick - 1);
  assertEquals([statesOf(ben).at(-1), ben.ballot["phase"]], [began, "voting"]);
  table.pass(1);
  assertEquals([statesOf(ben).at(-1), ben.ballot["phase"]], [began + tick, "complete"]);
});

Deno.test("[P2.2, P2.3] while a room's states wait, who joins has it whole at once, and other rooms' states don't wait", () => {
  using table = new MixedCluster({ stateBudget: TIGHT });
  const [ana] = table.v2Room(["ana", "ben", "cid"], { capacity: 4 });
  table.pass(10_000);
  ana.begin("T1");
  const now = table.clock.now();
  const dan = table.joinV2("dan", ana.roomId);
  assertEquals([dan.times, dan.room?.members.length], [[now], 4]);

  const [eve] = table.v2Room(["eve"]);
  table.pass(10_000);
  const then = table.clock.now();
  eve.begin("T2");
  assertEquals(statesOf(eve).at(-1), then);
  table.pass(10_000);
  for (const member of [ana, dan, eve]) table.assertUpToDate(member);
});

Deno.test("[P2.3] a budget that a room is within changes nothing: at most one state in 50 ms", () => {
  using table = new MixedCluster();
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  table.pass(1_000);
  const began = table.clock.now();
  ana.begin("T1");
  ben.vote("T1", "5");
  table.pass(STATE_TICK_MS);
  assertEquals(statesOf(ana).slice(-2), [began, began + STATE_TICK_MS]);
});

Deno.test("[P2.2, P2.3] a WELCOME is no state: the first one after it doesn't wait", () => {
  using table = new MixedCluster();
  const ana = table.createV2("ana");
  table.pass(10);
  const now = table.clock.now();
  ana.begin("T1");
  assertEquals(statesOf(ana), [now]);
});

Deno.test("[P2.3] a state that is too much for a turn goes out over several, and between them nobody is behind for long", () => {
  using table = new MixedCluster({ stateBudget: ONE_A_TURN });
  const [ana, ben, cid, dan] = table.v2Room(["ana", "ben", "cid", "dan"], { capacity: 6 });
  table.pass(1_000);
  table.held = true; // turns end when the clock says so
  ana.begin("T1");
  const before = [ana, ben, cid, dan].map((member) => statesOf(member).length);
  let sentThen: readonly number[] = [];
  let eve: V2Member | null = null;
  table.clock.after(0, () => {
    sentThen = [ana, ben, cid, dan].map((member, at) =>
      statesOf(member).length - (before[at] ?? 0)
    );
    // comes, goes and changes something between two turns
    cid.does("LEAVE");
    eve = table.joinV2("eve", ana.roomId);
    dan.vote("T1", "5");
  });
  table.clock.advance(0);
  assertEquals(sentThen, [1, 0, 0, 0], "the first turn");
  const phases = [ben, dan].map(({ ballot }) => [ballot["ticket_id"], statesOf(dan).length]);
  assertEquals(phases, [["T1", (before[3] ?? 0) + 1], ["T1", (before[3] ?? 0) + 1]]);
  assertEquals(statesOf(cid).length, before[2], "who left between two turns is sent nothing");

  table.held = false;
  table.pass(STATE_TICK_MS);
  for (const member of [ana, ben, dan, eve]) if (member !== null) table.assertUpToDate(member);
});

Deno.test("[P2.3, S1] no post to a worker has a state for more of its members than one turn may send", () => {
  using table = new MixedCluster({ workers: 2, stateBudget: ONE_A_TURN });
  const [ana] = table.v2Room(["ana", "ben", "cid", "dan", "eve"]);
  table.pass(1_000);
  table.sent.length = 0;
  ana.begin("T1");
  const posts = table.sent.flatMap(({ envelope }) =>
    envelope.kind === "state" ? [envelope.conns.length] : []
  );
  assertEquals(posts, [1, 1]);
});

Deno.test("[R14] a room that ends between two turns sends no more states", () => {
  using table = new MixedCluster({ stateBudget: ONE_A_TURN });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  table.pass(1_000);
  table.held = true;
  ana.begin("T1");
  const before = statesOf(ben).length;
  table.clock.after(0, () => ana.does("END_SESSION"));
  table.clock.advance(0);
  assertEquals([statesOf(ben).length, ben.over], [before, true]);
  assertEquals(table.stores[0]?.roomCount, 0);
});
