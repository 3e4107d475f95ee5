// Workers together: what is posted, and what is not, also for workers that were lost.
import { assertEquals } from "@std/assert";
import { Cluster } from "./store_story.ts";

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
