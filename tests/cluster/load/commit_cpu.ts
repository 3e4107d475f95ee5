/**
 * What a commit costs by itself: rooms of ten, with ten ballots behind them, go their real way through outbox, encoders
 * and engine to a real NATS server, a vote at a time, each as soon as the state that waited for the last one may be
 * sent. The process that does it does nothing else; what the votes themselves cost it is taken off.
 */
import { assert } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import { ClusterOutbox } from "../../../src/cluster/cluster_outbox.ts";
import { OWN_FORMATS } from "../../../src/cluster/format.ts";
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import { usageOf } from "../../bench/proc.ts";
import { RecordingLog } from "../../base/recording_log.ts";
import { KeptRoom } from "../kept_room.ts";
import { startServers } from "../nats_servers.ts";
import { connected, optionsFor } from "../real/bench.ts";

const MEMBERS = Array.from({ length: 9 }, (_, n) => `01J9ZK3M5N7P8Q9R0S1T2V3W4${n}`);
const BALLOTS = 10;
const STATE = "x".repeat(2_000);

interface CommitCpu {
  /** So many rooms have a commit in flight at a time. */
  readonly rooms: number;
  /** Microseconds of CPU for each. */
  readonly nodeUs: number;
  readonly natsUs: number;
}

/** So many commits with each of these numbers of rooms. */
export async function commitCpu(
  numbers: readonly number[],
  commits: number,
): Promise<readonly CommitCpu[]> {
  await using servers = await startServers(1);
  const engine = await connected(optionsFor(servers.urls));
  let writes = 0;
  let next = (_roomId: string): void => {};
  const outbox = new ClusterOutbox({
    ...{ engine, clock: systemClock, log: new RecordingLog(), workerId: "node-1-0f3a9c2e-0-1" },
    metrics: { count() {}, time() {} },
    subjects: subjectsOf("c"),
    lease: { isGood: true },
    writeId: () => `write-${++writes}`,
    formats: OWN_FORMATS,
    toEdge: (_, message) => void (message.kind === "seated" && next(idOf(message.conn))),
    ended() {},
    superseded: (roomId) => assert(false, `somebody else has ${roomId}`),
    overfull: (roomId) => assert(false, `too much waits for ${roomId}`),
    patienceMs: Infinity,
    stopped() {},
  });
  const commit = (room: KeptRoom, number: number) => {
    votes(room, writes);
    outbox.changed(room);
    const roomId = room.room.room_id;
    outbox.toEdge(1, { kind: "state", conns: [1, 2, 3], frame: STATE, cause: null }, roomId);
    outbox.toEdge(1, { kind: "seated", conn: number }, roomId);
  };
  const run = async (rooms: readonly KeptRoom[], first: number, count: number) => {
    const done = Promise.withResolvers<void>();
    let left = count;
    const byId = new Map(rooms.map((room, at) => [room.room.room_id, { room, at: first + at }]));
    next = (roomId) => {
      if (--left === 0) done.resolve();
      const found = byId.get(roomId);
      if (left >= rooms.length && found !== undefined) commit(found.room, found.at);
    };
    for (const { room, at } of byId.values()) commit(room, at);
    await done.promise;
  };
  const pids = servers.all.map(({ pid }) => pid);
  const found: CommitCpu[] = [];
  let first = 0;
  try {
    for (const number of numbers) {
      const rooms = Array.from({ length: number }, (_, at) => roomOf(idOf(first + at)));
      await run(rooms, first, Math.max(number, commits >> 2)); // warms up
      const [own, nats] = [await cpuOf([Deno.pid]), await cpuOf(pids)];
      await run(rooms, first, commits);
      const [ownAfter, natsAfter] = [await cpuOf([Deno.pid]), await cpuOf(pids)];
      for (let n = 0; n < commits; n++) {
        const room = rooms[n % number];
        if (room !== undefined) votes(room, n);
      }
      const votesUs = await cpuOf([Deno.pid]) - ownAfter;
      const nodeUs = (ownAfter - own - votesUs) / commits;
      found.push({ rooms: number, nodeUs, natsUs: (natsAfter - nats) / commits });
      first += number;
    }
    return found;
  } finally {
    outbox.close();
    engine.close();
    await engine.closed;
  }
}

/** A row of a table in Markdown. */
export function commitCpuLine({ rooms, nodeUs, natsUs }: CommitCpu): string {
  const what = rooms === 1 ? "one at a time" : `${rooms} rooms at a time`;
  return `| a commit, ${what} | ${nodeUs.toFixed(0)} us | ${natsUs.toFixed(0)} us |`;
}

/** A room of ten that votes, with ballots behind it. */
function roomOf(roomId: string): KeptRoom {
  const room = new KeptRoom(roomId, systemClock);
  assert(room.does({ type: "set_room", by: "ana", changes: { capacity: 10 } }));
  for (const id of MEMBERS) room.joins(id);
  for (let n = 0; n < BALLOTS; n++) room.estimates(`PROJECT-${n}`, ["ana", ...MEMBERS]);
  assert(room.does({ type: "begin", by: "ana", ticket: { ticket_id: "PROJECT-99" } }));
  return room;
}

/** Somebody votes, or thinks again. */
function votes(room: KeptRoom, n: number): void {
  const by = MEMBERS[n % (MEMBERS.length - 1)] ?? "";
  const card = ["1", "2", "3", "5", "8"][n % 5] ?? "";
  room.does({ type: "vote", by, ticket_id: "PROJECT-99", card });
}

function idOf(number: number): string {
  return `R${`${number}`.padStart(7, "0")}`;
}

async function cpuOf(pids: readonly number[]): Promise<number> {
  const { userUs, systemUs } = await usageOf(pids);
  return userUs + systemUs;
}
