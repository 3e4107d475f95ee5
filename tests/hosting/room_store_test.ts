// Workers together: seats that are raced for, order across workers, what is posted, and lost workers.
import { assert, assertEquals } from "@std/assert";
import { drawsOf } from "../base/draws.ts";
import { Cluster } from "./store_story.ts";
import type { V1Member } from "./v1_member.ts";

const SEEDS = Array.from({ length: 40 }, (_, n) => n + 1);

Deno.test("[R2] 20 connections of four workers race for three seats, and some hang up: never more than three get one, and none is lost", () => {
  for (const seed of SEEDS) {
    const draw = drawsOf(seed);
    using table = new Cluster({ workers: 4 });
    const ana = table.create("ana", { capacity: 4 }).announce();
    table.held = true;
    const racers = raceFor(table, ana.roomId, draw);
    for (;;) {
      const racer = racers[draw(racers.length)];
      if (draw(4) === 0 && racer !== undefined && racer.state !== "refused") racer.drop();
      else if (!table.deliver(draw)) break;
      // a connection may not know yet that its seat is another's: the home knows
      const members = table.stores.reduce((sum, { stats }) => sum + stats.members.v1_online, 0);
      assert(members <= 4, `seed ${seed}`);
    }
    table.held = false;
    table.settle();
    const free = 3 - count(racers, "seated");
    for (const racer of racers) if (racer.state === "seated") racer.announce();
    const later = Array.from(
      { length: 4 },
      () => table.join("late", ana.roomId, { on: draw(4) }).announce(),
    );
    assertEquals(count(later, "seated"), free, `seed ${seed}`);
  }
});

function raceFor(table: Cluster, roomId: string, draw: (count: number) => number): V1Member[] {
  const racers: V1Member[] = [];
  for (let n = 0; n < 20; n++) {
    racers.push(table.join(`r${n}`, roomId, { on: n % 4 }));
    if (draw(3) === 0) table.deliver(draw);
  }
  return racers;
}

function count(members: readonly V1Member[], state: V1Member["state"]): number {
  return members.filter((member) => member.state === state).length;
}

Deno.test("[W4] what is sent before the seat is there arrives after it", () => {
  using table = new Cluster({ workers: 2 });
  const [ana] = table.room(["ana"], { capacity: 2 });
  ana.begin("T1").vote("T1", "5").received();
  table.held = true;
  const ben = table.join("ben", ana.roomId, { on: 1 }).announce().vote("T1", "8");
  // on its way is the request for a seat, and nothing else yet
  assertEquals(table.sent.map(({ envelope }) => envelope.kind), ["join"]);
  table.settle();
  assertEquals(ben.received().at(-1), "VOTING_COMPLETED T1");
});

Deno.test("[S1] a room whose members are all at home posts nothing", () => {
  using table = new Cluster({ workers: 4 });
  const ana = table.create("ana", { on: 2, capacity: 2 }).announce();
  const ben = table.arrive("ben", ana.roomId, { on: 2 });
  ana.begin("T1").vote("T1", "5");
  ben.vote("T1", "5");
  ana.reveal("T1").drop();
  assertEquals([ben.ended?.close, table.sent], ["session_over", []]);
});

Deno.test("[S1] an event is one envelope for each worker, however many members are there", () => {
  using table = new Cluster({ workers: 2 });
  const names = Array.from({ length: 9 }, (_, n) => `m${n}`);
  const ana = table.create("ana", { capacity: 20 }).announce();
  const away = names.map((name) => table.arrive(name, ana.roomId, { on: 1 }));
  const frames = () =>
    table.sent.splice(0).flatMap(({ to, envelope }) =>
      envelope.kind === "frame" ? [{ to, conns: envelope.conns.length }] : []
    );
  ana.begin("T1");
  frames();
  away[0]?.vote("T1", "5");
  assertEquals(frames(), [{ to: 1, conns: 9 }]);
  for (const member of away.slice(1)) member.vote("T1", "5");
  frames();
  // the last vote, and that it was the last
  ana.vote("T1", "5");
  assertEquals(frames(), [{ to: 1, conns: 9 }, { to: 1, conns: 9 }]);
  ana.reveal("T1");
  assertEquals(frames(), [{ to: 1, conns: 9 }, { to: 1, conns: 9 }]);
  ana.drop();
  assertEquals(frames(), [{ to: 1, conns: 9 }]);
});

Deno.test("[S5] a worker is lost: its members leave, and nobody waits for them", () => {
  using table = new Cluster({ workers: 4 });
  const [ana, ben, cid, dan] = table.room(["ana", "ben", "cid", "dan"]);
  const here = table.create("eve", { on: 3, capacity: 2 }).announce();
  const fay = table.arrive("fay", here.roomId, { on: 1 });
  ana.begin("T1").vote("T1", "5");
  for (const member of [cid, dan]) member.vote("T1", "5");
  for (const member of [ana, here]) member.received();
  table.lose(1); // ben and fay were there
  ben.state = "gone";
  fay.state = "gone";
  assertEquals(ana.received(), [
    "ROOM_JOIN_UPDATES ben",
    "VOTING_COMPLETED T1",
    "REVEAL_VOTES_PROMPT T1",
  ]);
  assertEquals(here.received(), ["ROOM_JOIN_UPDATES fay"]);
  assertEquals([table.arrive("gus", ana.roomId, { on: 2 }).state, here.state], [
    "seated",
    "seated",
  ]);
});

Deno.test("[S5] a home is lost: members elsewhere are notified and closed, and are free to open another room", () => {
  using table = new Cluster({ workers: 4 });
  const [, ben, cid, dan] = table.room(["ana", "ben", "cid", "dan"]);
  const [roomId, lines] = [ben.roomId, ben.frames.length];
  table.held = true;
  const eve = table.join("eve", roomId, { on: 2 });
  table.lose(0);
  table.held = false;
  for (const member of [ben, cid, dan, eve]) {
    assertEquals([member.state, member.ended?.close], ["closed", "restarting"]);
    assert((member.ended?.message ?? "") !== "");
  }
  assertEquals([ben.frames.length, table.create("ben", { on: 1 }).state], [lines, "seated"]);
});

Deno.test("[S5] nothing of a room that has ended is sent to a worker that was lost", () => {
  using table = new Cluster({ workers: 2 });
  const [ana] = table.room(["ana"], { capacity: 9 });
  table.arrive("ben", ana.roomId, { on: 1 });
  const cid = table.arrive("cid", ana.roomId, { on: 1 });
  ana.drop();
  assertEquals(cid.ended?.close, "session_over");
  table.held = true;
  table.sent.splice(0);
  table.lose(1);
  assertEquals(table.sent, []);
});

Deno.test("[S6] a frozen store sends nothing to a worker that was lost, at the end either", () => {
  using table = new Cluster({ workers: 2 });
  const [ana, ben] = table.room(["ana", "ben"]);
  table.store(0).freeze();
  table.held = true;
  table.sent.splice(0);
  table.lose(1);
  ben.state = "gone";
  table.store(0).endAll("server_stopping");
  assertEquals(ana.ended?.close, "session_over");
  assertEquals(table.sent.filter(({ to }) => to === 1), []);
});

Deno.test("[S4] both calls of an edge connection are safe once its connection has ended", () => {
  using table = new Cluster({ workers: 2 });
  const [ana, ben] = table.room(["ana", "ben"]);
  ben.drop().drop().vote("T1", "5").announce();
  ana.drop().begin("T1");
  const refused = table.join("cid", ana.roomId, { on: 1 });
  assertEquals(refused.state, "refused");
  refused.announce();
  refused.drop();
  assertEquals(table.log.of("session_ended").length, 1);
});
