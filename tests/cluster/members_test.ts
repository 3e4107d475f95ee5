// A node's membership: sessions, leases, who lives, and which shards are whose [C1 to C3, C7, C9 to C13, C20, C21].
import { assert, assertEquals } from "@std/assert";
import { SHARDS, subjectsOf } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import type { EngineFaults } from "./fake_faults.ts";
import { FakeEngine } from "./fake_engine.ts";
import { FakeWorld } from "./fake_world.ts";
import { SimNode } from "./node.ts";

const SUBJECTS = subjectsOf("c");

/** A calm world, and what happens in it. */
class Story {
  readonly clock = new FakeClock();
  readonly world: FakeWorld;
  /** `node event detail`, all of them. */
  readonly notes: string[] = [];

  constructor(faults: Partial<EngineFaults> = {}) {
    this.world = new FakeWorld(this.clock, new Random(1), faults);
  }

  join(name: string, node = name): SimNode {
    return new SimNode(name, {
      node,
      clock: this.clock,
      world: this.world,
      note: (_node, event, detail) => {
        this.notes.push(`${name} ${event} ${detail}`.trim());
      },
    });
  }

  /** Nodes of these names that have started together, and have shared the shards. */
  settled<const Names extends readonly string[]>(...names: Names): { [K in keyof Names]: SimNode };
  settled(...names: readonly string[]): readonly SimNode[] {
    const nodes = names.map((name) => this.join(name));
    this.until("they have shared the shards", () => isSettled(nodes));
    this.clock.advance(5_000);
    this.notes.length = 0;
    return nodes;
  }

  /** In milliseconds, how long it took; throws if it does not come to it. */
  until(what: string, isSo: () => boolean, max = 60_000): number {
    for (let ms = 0;; ms += 10) {
      if (isSo()) return ms;
      if (ms >= max) throw new Error(`within ${max} ms it does not come to it: ${what}`);
      this.clock.advance(10);
    }
  }

  noted(part: string): number {
    return this.notes.filter((note) => note.includes(part)).length;
  }
}

/** Whether these nodes have all shards, each that one which should have it. */
function isSettled(nodes: readonly SimNode[]): boolean {
  const sum = nodes.reduce((all, node) => all + node.serves.size, 0);
  return sum === SHARDS &&
    nodes.every(({ membership: { status } }) => status.owned === status.wanted);
}

Deno.test("[C3] nodes that start at the same time share the shards, and all know who has which", () => {
  const story = new Story();
  const nodes = ["ana", "ben", "cleo"].map((name) => story.join(name));
  const ms = story.until("they have shared them", () => isSettled(nodes), 5_000);
  assert(ms > 0);
  story.clock.advance(1_000);
  for (const node of nodes) {
    assert(node.serves.size > SHARDS / 3 * 0.8, `${node.name} has ${node.serves.size}`);
    for (const other of nodes) {
      const known = [...node.owners].filter(([, owner]) => owner === other.incarnation);
      assertEquals(new Set(known.map(([shard]) => shard)), other.serves);
    }
  }
  assertEquals(story.noted("gives up"), 0);
  assertEquals(story.noted("peer up"), 6);
});

Deno.test("[C3] two running nodes of one name report it, each once; one that was started again does not", () => {
  const story = new Story();
  const [ana] = story.settled("ana", "ben");
  const namesake = story.join("ana2", "ana");
  story.until("both report it", () => story.noted("node_name_taken") === 2);
  story.clock.advance(10_000);
  assertEquals(story.noted("node_name_taken"), 2);
  namesake.leave();
  story.clock.advance(5_000);
  story.notes.length = 0;
  ana.kill();
  ana.restart();
  story.clock.advance(10_000);
  assertEquals(story.noted("node_name_taken"), 0);
});

Deno.test("[C1] a node that has another number of shards is refused, and so is one that cannot read the format", () => {
  for (const settings of ['{"shards":512,"format":1}', '{"shards":1024,"format":99}', "{}"]) {
    const story = new Story();
    story.world.append(
      { subject: SUBJECTS.settings, text: settings, expected: 0 },
      "somebody",
      () => {},
    );
    story.clock.advance(10);
    const ana = story.join("ana");
    story.clock.advance(5_000);
    assert(ana.refusal?.includes("the cluster"), `${ana.refusal}`);
    assertEquals(story.world.lasts(SUBJECTS.sessions), []);
    assertEquals(ana.isReady, false);
  }
});

Deno.test("[C1] the first node writes the settings down, and others agree", () => {
  const story = new Story();
  story.settled("ana", "ben");
  const { text } = story.world.last(SUBJECTS.settings) ?? { text: "" };
  assertEquals(JSON.parse(text), { shards: SHARDS, format: 1 });
});

Deno.test("[C9, C10] the shards of a node that died are claimed within 5 s, and everybody drops it", () => {
  const story = new Story();
  const [ana, ben, cleo] = story.settled("ana", "ben", "cleo");
  const had = ben.serves.size;
  ben.kill();
  const ms = story.until(
    "the others have its shards",
    () => ana.serves.size + cleo.serves.size === SHARDS,
    5_000,
  );
  assert(ms >= 2_700, `it was judged after ${ms} ms`);
  story.clock.advance(100);
  assertEquals(story.noted("peer lost ben-1"), 2);
  assertEquals(ana.membership.status.takeovers + cleo.membership.status.takeovers, had);
  assertEquals(new Set(ana.owners.values()), new Set(["ana-1", "cleo-1"]));
  assertEquals(story.noted("session lost"), 0);
});

Deno.test("[C10] the lease of a node that lives, but sends no heartbeats any more, is waited out", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  // its heartbeats reach nobody
  ben.engine.publish = () => {};
  const lostAfter = story.until("ben is revoked", () => story.noted("session_revoked") > 0, 4_000);
  assert(lostAfter >= 2_700);
  const waited = story.until("ana has all", () => ana.serves.size === SHARDS, 3_000);
  assert(waited >= 1_400, `it waited ${waited} ms`);
  assertEquals(ben.sessionsLost, 1);
});

Deno.test("[C9] a node that has just started judges nobody for 3 s, not even those that are long dead", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  ana.kill();
  ben.kill();
  story.clock.advance(60_000);
  ana.restart();
  const judged = story.until("it judges", () => story.noted("session_revoked") > 0);
  assert(judged >= 3_000, `it judged after ${judged} ms`);
  story.until("it has all shards", () => ana.serves.size === SHARDS, 3_000);
});

Deno.test("[C9] two nodes that get no heartbeats of each other end one session, not one after the other", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  ana.deafTo.add("ben");
  ben.deafTo.add("ana");
  story.clock.advance(120_000);
  const lost = ana.sessionsLost + ben.sessionsLost;
  assert(lost >= 1 && lost <= 2, `${lost} sessions were lost`);
  assertEquals(ana.serves.size + ben.serves.size, SHARDS);
});

Deno.test("[C9] a node that stood still, or was cut off, judges nobody when it is back", () => {
  for (const kind of ["stopped", "suspended", "cut"] as const) {
    const story = new Story();
    const [ana, ben, cleo] = story.settled("ana", "ben", "cleo");
    if (kind === "cut") ana.engine.cut();
    else ana.pause(kind);
    story.until("ana is lost", () => story.noted("peer lost ana-1") === 2, 6_000);
    story.clock.advance(6_000);
    if (kind === "cut") ana.engine.restore();
    else ana.resume();
    story.until("ana is back", () => ana.incarnation === "ana-2" && ana.isReady, 15_000);
    story.until("all is shared", () => isSettled([ana, ben, cleo]));
    assertEquals([ben.sessionsLost, cleo.sessionsLost], [0, 0], kind);
    assertEquals(ana.sessionsLost, 1, kind);
  }
});

Deno.test("[C9] a node that gets no heartbeats, not even its own, judges nobody", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  for (const name of ["ana", "ben"]) ana.deafTo.add(name);
  story.clock.advance(20_000);
  ana.deafTo.clear();
  story.clock.advance(20_000);
  assertEquals([ana.sessionsLost, ben.sessionsLost], [0, 0]);
});

Deno.test("[C9] nodes that all stood still at once, or had no engine and no bus, judge nobody for it", () => {
  for (const kind of ["stopped", "suspended", "without engine and bus"] as const) {
    const story = new Story();
    const nodes = story.settled("ana", "ben", "cleo");
    if (kind === "without engine and bus") story.world.loseLeader(8_000);
    for (const node of nodes) {
      for (const { name } of nodes) if (name !== node.name) node.deafTo.add(name);
      if (kind === "without engine and bus") continue;
      // the first heartbeat that it gets when it goes on is its own
      const { incarnation, name, workerIds } = node;
      const own = {
        incarnation,
        node: name,
        format: 1,
        lives: workerIds,
        rooms: 0,
        leaving: false,
        asks: [],
      };
      node.engine.publish(SUBJECTS.heartbeats, JSON.stringify(own));
      node.pause(kind);
    }
    story.clock.advance(8_010);
    for (const node of nodes) {
      node.deafTo.clear();
      node.resume();
    }
    story.clock.advance(20_000);
    assertEquals(nodes.map(({ sessionsLost }) => sessionsLost), [0, 0, 0], kind);
    assert(isSettled(nodes), kind);
  }
});

Deno.test("[C21] a node that leaves gives all up within a second, and nobody waits for a lease", () => {
  const story = new Story();
  const [ana, ben, cleo] = story.settled("ana", "ben", "cleo");
  ben.leave();
  story.until("ben has left", () => ben.state === "left", 2_000);
  const ms = story.until(
    "the others have its shards",
    () => ana.serves.size + cleo.serves.size === SHARDS,
    1_000,
  );
  assert(ms <= 500, `it took ${ms} ms`);
  story.clock.advance(100);
  assertEquals(story.noted("peer lost ben-1"), 2);
  assertEquals(story.noted("session_revoked"), 0);
  assertEquals(ana.membership.status.takeovers, 0);
});

Deno.test("[C21] a node that is to stop claims nothing any more, is wanted by nobody, and keeps what it has until it leaves", () => {
  const story = new Story();
  const [ana, ben, cleo] = story.settled("ana", "ben", "cleo");
  const had = new Set(ana.serves);
  ana.membership.retire();
  story.clock.advance(5_000);
  assertEquals(ana.membership.status.wanted, 0);
  assertEquals(ana.serves, had, "the others have what it has only once it leaves");
  ben.kill();
  story.until("cleo has what ben had", () => cleo.serves.size === SHARDS - had.size, 8_000);
  assertEquals([ana.serves, ana.membership.status.takeovers], [had, 0]);
  ana.leave();
  story.until("cleo has all", () => cleo.serves.size === SHARDS, 5_000);
});

Deno.test("[C21] a node that has handed all over is a member until it leaves", () => {
  const story = new Story();
  const [ana, ben, cleo] = story.settled("ana", "ben", "cleo");
  let isHandedOver = false;
  ben.membership.handOver(() => isHandedOver = true);
  story.until("ben has handed over", () => isHandedOver, 2_000);
  story.until("the others have all", () => ana.serves.size + cleo.serves.size === SHARDS, 1_000);
  story.clock.advance(10_000);
  assertEquals([ben.serves.size, story.noted("peer lost ben-1"), ben.lease.isGood], [0, 0, true]);
  ben.leave();
  story.until("ben has left", () => ben.state === "left", 2_000);
  story.clock.advance(100);
  assertEquals(story.noted("peer lost ben-1"), 2);
});

Deno.test("[C21] the last node that leaves gives its shards up to nobody, and the next has them at once", () => {
  const story = new Story();
  const [ana] = story.settled("ana");
  ana.leave();
  story.until("ana has left", () => ana.state === "left", 5_000);
  ana.restart();
  story.until("it has all", () => ana.serves.size === SHARDS, 2_000);
});

Deno.test("[C21] a node that joins gets its shards, at most two at a time, and nobody else moves", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  const cleo = story.join("cleo");
  let most = 0;
  story.until("all is shared", () => {
    const served = ana.serves.size + ben.serves.size + cleo.serves.size;
    most = Math.max(most, SHARDS - served);
    return isSettled([ana, ben, cleo]) && cleo.serves.size > 0;
  });
  assert(most <= 2, `${most} shards had no owner at once`);
  assertEquals(story.noted("gives up"), cleo.serves.size);
  assertEquals(story.noted("session lost"), 0);
});

Deno.test("[C12] a session that is gone is lost once, and the node joins as another incarnation", () => {
  const story = new Story();
  const [ana] = story.settled("ana");
  const subject = SUBJECTS.session("ana-1");
  const record = story.world.last(subject);
  story.world.forget(subject, record?.seq ?? 0);
  story.until("it is lost", () => ana.sessionsLost > 0, 5_000);
  story.until("it is back", () => ana.isReady && ana.serves.size === SHARDS, 10_000);
  assertEquals(ana.incarnation, "ana-2");
  assertEquals(ana.sessionsLost, 1);
});

Deno.test("[C20] without an engine for longer than the patience the node is out of reach, and then all goes on", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  story.world.loseLeader(20_000);
  story.clock.advance(11_000);
  assertEquals([ana.isOutOfReach, ana.lease.isGood], [false, false]);
  story.clock.advance(3_000);
  assertEquals([ana.isOutOfReach, ben.isOutOfReach], [true, true]);
  story.until("it is back", () => !ana.isOutOfReach && !ben.isOutOfReach, 15_000);
  story.clock.advance(20_000);
  assertEquals([ana.sessionsLost, ben.sessionsLost, story.noted("session_revoked")], [0, 0, 0]);
  assertEquals(isSettled([ana, ben]), true);
});

Deno.test("[C11] workers that were replaced are known to the others", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  assertEquals(ben.peers.get("ana-1"), ["ana-1-0-1"]);
  ana.workerIds = ["ana-1-0-2"];
  story.clock.advance(300);
  assertEquals(ben.peers.get("ana-1"), ["ana-1-0-2"]);
});

Deno.test("[C18, C22, C24] the status has the rooms of all, the silent, and the lowest format", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  [ana.rooms, ben.rooms] = [3, 4];
  story.clock.advance(600);
  assertEquals(ana.membership.status.rooms, 7);
  assertEquals(ana.membership.status.format, 1);
  assertEquals(ana.membership.status.liveNodes, 2);
  const [, record] = story.world.lasts(SUBJECTS.sessions);
  const old = new FakeEngine(story.world, "old");
  old.append({
    subject: SUBJECTS.session("old-1"),
    text: JSON.stringify({ ...JSON.parse(record?.text ?? ""), format: 0, by: "old-1" }),
    expected: 0,
  }, () => {});
  story.clock.advance(300);
  assertEquals(ana.membership.status.format, 0);
});

Deno.test("[C10] what is left of sessions that ended is forgotten", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  ben.kill();
  story.clock.advance(10_000);
  assertEquals(story.world.lasts(SUBJECTS.sessions).length, 2);
  story.clock.advance(60_000);
  assertEquals(story.world.lasts(SUBJECTS.sessions).length, 1);
  assertEquals(ana.serves.size, SHARDS);
});

Deno.test("a shard whose owner nobody knows any more is claimed all the same", () => {
  const story = new Story();
  const text = JSON.stringify({ owner: "old-1", by: "old-1", write: 1 });
  story.world.append({ subject: SUBJECTS.shard(7), text, expected: 0 }, "old", () => {});
  const ana = story.join("ana");
  story.until("it has all", () => ana.serves.size === SHARDS, 5_000);
});

Deno.test("[C7, C9] a session is renewed five times in two seconds, each time with a heartbeat, and the node stays at rest", () => {
  const story = new Story();
  const [ana, ben] = story.settled("ana", "ben");
  const { clock, engine } = ana;
  const heartbeats: number[] = [];
  const renewals: number[] = [];
  const rests = new Set<number>();
  engine.publish = before(engine.publish, () => void heartbeats.push(clock.now()));
  engine.append = before(engine.append, () => void renewals.push(clock.now()));
  engine.rest = before(engine.rest, (ms) => void rests.add(ms));
  story.clock.advance(20_000);
  assertEquals([heartbeats.length, renewals.length], [80, 50]);
  for (const [at, renewal] of renewals.entries()) {
    assert(heartbeats.includes(renewal), `no heartbeat at ${renewal}`);
    const since = at === 0 ? 0 : renewal - (renewals[at - 1] ?? 0);
    assert(since <= 500, `${since} ms without a renewal`);
  }
  assert(!rests.has(0), "it was not at rest");
  assertEquals(ben.sessionsLost + ana.sessionsLost, 0);
});

/** The method, and something that sees what it is called with. */
function before<Args extends unknown[]>(
  method: (...args: Args) => void,
  sees: (...args: Args) => void,
): (...args: Args) => void {
  return function (this: unknown, ...args: Args) {
    sees(...args);
    method.apply(this, args);
  };
}
