// A worker's part in the cluster, put together: what its parts know of each other's rooms.
import { assertEquals } from "@std/assert";
import type { Engine } from "../../src/cluster/engine.ts";
import { allocateLease, Lease } from "../../src/cluster/lease.ts";
import { readRoom } from "../../src/cluster/room_records.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";
import { WorkerCluster } from "../../src/cluster/worker_cluster.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { Random } from "../sim/random.ts";
import { FakeEngine } from "./fake_engine.ts";
import { FakeWorld } from "./fake_world.ts";
import { KeptRoom } from "./kept_room.ts";

const SUBJECTS = subjectsOf("c", 12);
const ROOM = "ABCDEFGH";
const SHARD = SUBJECTS.shardOf(ROOM);

Deno.test("[C17] a room that is over before its first record is known to be kept is not brought back by that record", () => {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Random(1));
  const memory = allocateLease();
  const lease = new Lease(memory, clock);
  let writes = 0;
  const cluster = new WorkerCluster({
    engine: slow(new FakeEngine(world, "ana", clock), clock),
    ...{ clock, log: new RecordingLog(), subjects: SUBJECTS, lease: memory, self: 0, workers: 1 },
    ...{ incarnation: "ana-1", workerId: "ana-1-0-1", writeId: () => `write ${++writes}` },
    post: () => {},
  });
  const outbox = cluster.outbox(() => {}, {
    log: new RecordingLog(),
    metrics: { count() {}, time() {} },
    patienceMs: 12_000,
  });
  const rooms = new Map<string, KeptRoom>();
  const adopted: string[] = [];
  cluster.begin({
    has: (roomId) => rooms.has(roomId),
    adopt: ({ room }) => void adopted.push(room.room_id),
    ...{ release() {}, superseded() {}, closeMembers() {}, receive() {}, workerLost() {} },
    closeAll() {},
  });
  lease.renewed({ steady: clock.now() + 60_000, wall: clock.wall() + 60_000 });
  cluster.take({ kind: "clock", at: 0, main: 0 });
  cluster.take({ kind: "owned", shards: [SHARD] });

  const room = new KeptRoom(ROOM, clock);
  rooms.set(ROOM, room);
  outbox.changed(room);
  clock.advance(50); // on its way
  rooms.delete(ROOM);
  outbox.ended(room, { reason: "ended_by_admin", ended_at: clock.wall() });
  clock.advance(5_000);
  assertEquals(adopted, []);
  assertEquals(readRoom(world.all(SUBJECTS.room(SHARD, ROOM))).kind, "ended");
  cluster.close();
});

/** Reads take a moment, and it takes longer until it is known that something is kept. */
function slow(engine: FakeEngine, clock: FakeClock): Engine {
  return {
    append: (append, done) =>
      engine.append(append, (result) => void clock.after(1_000, () => done(result))),
    last: (subject, done) => engine.last(subject, done),
    all: (filter, done) => void clock.after(100, () => engine.all(filter, done)),
    watch: (filter, watcher) => engine.watch(filter, watcher),
    forget: (subject, upTo) => engine.forget(subject, upTo),
    publish: (subject, text) => engine.publish(subject, text),
    subscribe: (subject, receive) => engine.subscribe(subject, receive),
    rest: (ms) => engine.rest(ms),
    isConnected: true,
    close: () => engine.close(),
  };
}
