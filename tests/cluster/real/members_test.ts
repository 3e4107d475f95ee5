// A node's membership over real NATS: shards are shared, taken over, given up, and survive a server [C3, C10, C21].
import { assertEquals } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import { allocateLease, Lease } from "../../../src/cluster/lease.ts";
import { Membership } from "../../../src/cluster/membership.ts";
import type { NatsEngine } from "../../../src/cluster/nats_engine.ts";
import { SHARDS, subjectsOf } from "../../../src/cluster/subjects.ts";
import { RecordingLog } from "../../base/recording_log.ts";
import { eventually, pass } from "../../e2e/patience.ts";
import { startServers } from "../nats_servers.ts";
import { connected, newCluster, optionsFor, wholeTest } from "./bench.ts";

/** A member, with what it serves. */
class Member {
  readonly incarnation: string;
  readonly serves = new Set<number>();
  readonly membership: Membership;
  readonly ready: Promise<void>;
  readonly engine: NatsEngine;
  sessionsLost = 0;

  constructor(node: string, cluster: string, engine: NatsEngine) {
    this.incarnation = `${node}-${crypto.randomUUID().slice(0, 8)}`;
    this.engine = engine;
    this.membership = new Membership({
      ...{ engine, node, clock: systemClock, log: new RecordingLog() },
      incarnation: this.incarnation,
      subjects: subjectsOf(cluster),
      lease: new Lease(allocateLease(), systemClock),
      patienceMs: 12_000,
      workerIds: () => [],
      rooms: () => 0,
      hooks: {
        owned: (shards) => {
          for (const shard of shards) this.serves.add(shard);
        },
        takenOver: () => {},
        giveUp: (shard, done) => {
          this.serves.delete(shard);
          done();
        },
        owners: () => {},
        nodeUp: () => {},
        nodeLost: () => {},
        sessionLost: () => {
          this.sessionsLost++;
          this.serves.clear();
        },
        outOfReach: () => {},
      },
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.membership.start({ ready: resolve, refused: (problem) => reject(new Error(problem)) });
  }

  /** It is gone without a word. */
  async end(): Promise<void> {
    this.membership.stop();
    this.engine.close();
    await this.engine.closed;
    this.serves.clear();
  }
}

wholeTest("[C3, C10, C21] members over three NATS servers", async (t) => {
  await using servers = await startServers(3);
  const cluster = newCluster();
  const members: Member[] = [];
  const join = async (node: string) => {
    const engine = await connected(optionsFor(servers.urls, { cluster, name: node }));
    const member = new Member(node, cluster, engine);
    members.push(member);
    await member.ready;
    return member;
  };
  // all of them have some; who started later gets what it should have two at a time
  const areShared = (among: readonly Member[]) =>
    among.reduce((sum, { serves }) => sum + serves.size, 0) === SHARDS &&
    among.every(({ serves }) => serves.size > SHARDS / 16);
  try {
    const [ana, ben] = await Promise.all([join("ana"), join("ben")]);
    await t.step("share the shards", async () => {
      await eventually("shared", () => areShared([ana, ben]));
    });
    const cleo = await join("cleo");
    await t.step(
      "give to one that joins",
      async () => void await eventually("shared", () => areShared([ana, ben, cleo])),
    );
    await t.step("claim the shards of one that ended", async () => {
      await ben.end();
      await eventually("claimed", () => areShared([ana, cleo]));
    });
    await t.step("keep their sessions when a server dies", async () => {
      for (const server of servers.all) {
        await server.kill();
        await pass(1_000);
        server.start();
        await servers.ready();
      }
      await eventually(
        "leases are good",
        () => [ana, cleo].every(({ membership: { status } }) => status.leaseLeftMs > 500),
      );
      assertEquals([ana.sessionsLost, cleo.sessionsLost], [0, 0]);
    });
    await t.step("give up what they have when they leave", async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      cleo.membership.leave(resolve);
      await promise;
      await eventually("claimed", () => areShared([ana]));
    });
  } finally {
    await Promise.all(members.map((member) => member.end()));
  }
});
