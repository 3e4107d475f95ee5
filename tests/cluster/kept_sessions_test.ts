// [C17] The sessions that a cluster's records have: those that ended, those that go on, and nothing that is half there.
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Engine } from "../../src/cluster/engine.ts";
import { keptSessions } from "../../src/cluster/kept_sessions.ts";
import { resultsOf } from "../../src/cluster/session_results.ts";
import type { Ending } from "../../src/journal/journal.ts";
import type { SavedSession } from "../../src/journal/saved_sessions.ts";
import type { Room } from "../../src/room/state.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { pass } from "../e2e/patience.ts";
import { Random } from "../sim/random.ts";
import { Adopter } from "./adoption_story.ts";
import { FakeEngine } from "./fake_engine.ts";
import { FakeWorld } from "./fake_world.ts";
import { fullestRoom, KeptRoom } from "./kept_room.ts";
import { subjectOf, SUBJECTS } from "./outbox_story.ts";

const ONCE_FORGOTTEN_MS = 130_000;

/** A cluster with one worker in it, and somebody who reads. */
class Cluster {
  readonly clock = new FakeClock();
  readonly world = new FakeWorld(this.clock, new Random(1));
  readonly ana = new Adopter("ana", this);
  readonly engine = new FakeEngine(this.world, "results", this.clock);
  readonly complaints: string[] = [];

  pass(ms = 1_000): void {
    this.clock.advance(ms);
  }

  /** A room that is kept, with a ballot. */
  estimated(roomId: string): KeptRoom {
    this.ana.opens(roomId);
    const room = this.ana.rooms.get(roomId);
    assert(room !== undefined);
    this.ana.outbox.changed(room.estimates("T-1"));
    this.pass();
    return room;
  }

  ends(room: KeptRoom): void {
    this.ana.ends(room.roomId);
    this.pass();
  }

  append(subject: string, text: string, once?: string): void {
    const append = { subject, text, expected: null, ...once !== undefined && { once } };
    this.world.append(append, "somebody", () => {});
  }

  /** The records of an ending, or those of them that are chosen. */
  results(room: Room, ending: Ending, which: (n: number) => boolean = () => true): void {
    for (
      const [n, { subject, text, once }] of resultsOf(room, ending, { subjects: SUBJECTS })
        .entries()
    ) {
      if (which(n)) this.append(subject, text, once);
    }
  }

  async read(
    filter: Parameters<typeof keptSessions>[1] = {},
    engine: Pick<Engine, "all"> = this.engine,
  ): Promise<readonly SavedSession[]> {
    this.complaints.length = 0;
    let isOver = false;
    const subjects = SUBJECTS;
    const reading = keptSessions({ engine, subjects }, filter, (problem) => {
      this.complaints.push(problem);
    }).finally(() => isOver = true);
    while (!isOver) {
      this.pass();
      await pass(0);
    }
    const read = await reading;
    if (!read.ok) throw new Error(read.error);
    return read.value;
  }

  /** As one line each: the room, how it ended, and how many ballots it has. */
  async lines(filter: Parameters<typeof keptSessions>[1] = {}): Promise<readonly string[]> {
    const sessions = await this.read(filter);
    return sessions.map(({ room_id, reason, ballots }) => `${room_id} ${reason} ${ballots.length}`);
  }
}

Deno.test("[C17] sessions that ended and sessions that go on, the newest first, each as it was", async () => {
  const cluster = new Cluster();
  const over = cluster.estimated("ROOMOVER");
  const alive = cluster.estimated("ROOMLIVE");
  cluster.ana.opens("ROOMNONE"); // of which nothing stays
  cluster.pass();
  cluster.ana.ends("ROOMNONE");
  cluster.ends(over);
  const { room_id, created_at, participants, history } = alive.room;
  const goesOn = { room_id, created_at, ended_at: null, reason: null, participants };
  const [first, second, ...others] = await cluster.read();
  assertEquals(first, { ...goesOn, ballots: history });
  assertEquals(second?.participants, over.room.participants);
  assertEquals(second?.ballots, over.room.history);
  assertEquals([second?.room_id, second?.reason], ["ROOMOVER", "idle"]);
  assertEquals([others, cluster.complaints], [[], []]);
  assertEquals(await cluster.lines({ room_id: "ROOMOVER" }), ["ROOMOVER idle 1"]);
  assertEquals(await cluster.lines({ room_id: "ROOMLIVE" }), ["ROOMLIVE null 1"]);
  assertEquals(await cluster.lines({ room_id: "ROOMNONE" }), []);
  const since = (second?.ended_at ?? 0) + 1;
  assertEquals(await cluster.lines({ since }), ["ROOMLIVE null 1"]);
  assertEquals((await cluster.lines({ since: since - 1 })).length, 2);
});

Deno.test("[C17] results count once every part is there, in any order, and however often they come", async () => {
  const cluster = new Cluster();
  const room = fullestRoom("😀");
  const ending = { reason: "idle", ended_at: 7 } as const;
  const whole = [`${room.room_id} idle ${room.history.length}`];
  cluster.results(room, ending, (n) => n === 0);
  cluster.results({ ...room, room_id: "ROOMHALF" }, ending, (n) => n > 0);
  assertEquals(await cluster.lines(), [], "half of it");
  // another home's, while this one's are appended
  const before = { ...room, version: room.version - 1 };
  cluster.results(before, { reason: "admin_left", ended_at: 6 });
  cluster.results(room, ending);
  assertEquals(await cluster.lines(), whole);
  cluster.pass(ONCE_FORGOTTEN_MS);
  cluster.results(room, ending, (n) => n < 2);
  assertEquals(await cluster.lines(), whole, "a part came again");
  cluster.results(room, ending);
  assertEquals(await cluster.lines(), whole, "all of it came again");
  assertEquals(cluster.complaints, []);
});

Deno.test("[C17] of a session that ended twice the newer version counts, whatever the clocks say and whichever was written last", async () => {
  const cluster = new Cluster();
  const room = new KeptRoom("ROOMOVER", cluster.clock).estimates("T-1");
  const before = room.room;
  room.estimates("T-2");
  cluster.results(room.room, { reason: "ended_by_admin", ended_at: 7 });
  cluster.results(before, { reason: "idle", ended_at: 9 });
  assertEquals(await cluster.lines(), ["ROOMOVER ended_by_admin 2"]);
});

Deno.test("[C17] a room that goes on after its home died between results and tombstone is not over", async () => {
  const cluster = new Cluster();
  const room = cluster.estimated("ROOMLIVE");
  cluster.results(room.room, { reason: "idle", ended_at: 7 });
  assertEquals(await cluster.lines(), ["ROOMLIVE null 1"]);
  // one that ends while it is read: its records are those of before
  room.estimates("T-2");
  cluster.results(room.room, { reason: "idle", ended_at: 8 });
  assertEquals(await cluster.lines(), ["ROOMLIVE idle 2"]);
});

Deno.test("[C17] what is damaged is complained about and left out; a failed read is tried again, then reported", async () => {
  const cluster = new Cluster();
  const over = cluster.estimated("ROOMOVER");
  cluster.ends(over);
  const other = new KeptRoom("ROOMAAAA", cluster.clock).estimates("T-1").room;
  const [{ text = "" } = {}] = resultsOf(other, { reason: "idle", ended_at: 7 }, {
    subjects: SUBJECTS,
  });
  const [header = "", payload = ""] = text.split("\n");
  for (
    const [at, garbage] of [
      "garbage",
      `${header}\n{"room_id":1}`,
      `${header}\n${payload.replace('"reason":"idle"', '"reason":"bored"')}`,
      `${header.replace('"part":1', '"part":2')}\n${payload}`,
      `${header.replace('"format":1', '"format":99')}\n${payload}`,
      text, // of another session
    ].entries()
  ) cluster.append(SUBJECTS.results("ROOMAAAA", at), garbage);
  cluster.append(subjectOf("ROOMBBBB"), "garbage");
  assertEquals(await cluster.lines(), ["ROOMOVER idle 1"]);
  assertEquals(cluster.complaints.length, 7, cluster.complaints.join("\n"));
  for (const complaint of cluster.complaints) {
    assertMatch(
      complaint,
      /^(results under estimatex\.c\.results\.|room ROOMBBBB )\S* ?can't be read: /,
    );
  }

  let failures = 2;
  const faulty: Pick<Engine, "all"> = {
    all(filter, done) {
      const isResults = filter === SUBJECTS.allResults;
      if (!isResults || failures-- <= 0) return cluster.engine.all(filter, done);
      cluster.clock.after(1, () => done({ kind: "failed", problem: "no leader" }));
    },
  };
  assertEquals((await cluster.read({}, faulty)).length, 1);
  failures = 3;
  const problem = await cluster.read({}, faulty).then(() => "", (error) => `${error.message}`);
  assertEquals(problem, "no leader");
});
