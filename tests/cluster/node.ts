/**
 * A node of a simulated cluster, as far as membership goes: what it believes to own, and what it is sent. When its
 * session is lost it joins again as a new incarnation, as the real one does [C12].
 */
import type { Engine } from "../../src/cluster/engine.ts";
import { allocateLease, Lease } from "../../src/cluster/lease.ts";
import { Membership } from "../../src/cluster/membership.ts";
import type { Timing } from "../../src/cluster/membership_options.ts";
import { type Subjects, subjectsOf } from "../../src/cluster/subjects.ts";
import type { FakeClock } from "../base/fake_clock.ts";
import { FakeEngine } from "./fake_engine.ts";
import type { FakeWorld } from "./fake_world.ts";
import { NodeClock } from "./node_clock.ts";

/** Where nodes live, what is to be seen of them, and what is broken. */
interface NodeWorld {
  readonly clock: FakeClock;
  readonly world: FakeWorld;
  /** Something happened: `node event detail`. */
  note(node: SimNode, event: string, detail: string): void;
  /** What `--node` calls it; none: its name. */
  readonly node?: string;
  /** None: those of the cluster `c`. */
  readonly subjects?: Subjects;
  readonly timing?: Partial<Timing>;
  /** What stands between a node and its engine. */
  readonly between?: (engine: Engine) => Engine;
}

export class SimNode {
  readonly name: string;
  readonly #at: NodeWorld;
  #starts = 0;
  clock: NodeClock;
  engine: FakeEngine;
  incarnation = "";
  startedAt = 0;
  membership!: Membership;
  lease!: Lease;
  state: "up" | "left" | "dead" = "up";
  isReady = false;
  isLeaving = false;
  isOutOfReach = false;
  refusal: string | null = null;
  /** Shards that its workers serve. */
  readonly serves = new Set<number>();
  readonly owners = new Map<number, string>();
  readonly peers = new Map<string, readonly string[]>();
  workerIds: readonly string[] = [];
  rooms = 0;
  sessionsLost = 0;
  /** Nodes whose posts do not reach this one. */
  readonly deafTo = new Set<string>();

  constructor(name: string, at: NodeWorld) {
    this.name = name;
    this.#at = at;
    this.clock = this.#newClock();
    this.engine = this.#newEngine();
    this.#join();
  }

  /** kill -9, or the power is gone. */
  kill(): void {
    this.state = "dead";
    this.clock.die();
    this.engine.close();
    this.membership.stop();
    this.serves.clear();
  }

  /** The process is started again. */
  restart(): void {
    this.clock = this.#newClock();
    this.engine = this.#newEngine();
    this.state = "up";
    this.isLeaving = false;
    this.#join();
  }

  leave(): void {
    this.isLeaving = true;
    this.membership.leave(() => {
      this.state = "left";
      this.#at.note(this, "left", "");
      this.engine.close();
      this.serves.clear();
    });
  }

  pause(kind: "stopped" | "suspended"): void {
    this.clock.pause(kind);
    this.engine.pause();
  }

  /** What has come from the network is there before what time brings about. */
  resume(): void {
    this.engine.resume();
    this.clock.resume();
  }

  /** Whether it answers for a shard at this moment. */
  answersFor(shard: number): boolean {
    return this.serves.has(shard) && this.lease.isGood;
  }

  #newClock(): NodeClock {
    return new NodeClock(this.#at.clock, this.#at.world.random.between(-1_000_000, 1_000_000));
  }

  #newEngine(): FakeEngine {
    const engine = new FakeEngine(this.#at.world, this.name, this.clock);
    const post = engine.post.bind(engine);
    engine.post = (subject, text, by) => {
      if (!this.deafTo.has(by)) post(subject, text, by);
    };
    return engine;
  }

  #join(): void {
    const { world, clock, note, timing, between, subjects = subjectsOf("c"), node = this.name } =
      this.#at;
    this.incarnation = `${this.name}-${++this.#starts}`;
    this.workerIds = [`${this.incarnation}-0-1`];
    this.isReady = false;
    this.isOutOfReach = false;
    this.startedAt = clock.now();
    this.serves.clear();
    this.peers.clear();
    this.owners.clear();
    this.lease = new Lease(allocateLease(), this.clock);
    const say = (event: string, detail = "") => note(this, event, detail);
    say("joins");
    this.membership = new Membership({
      engine: between ? between(this.engine) : this.engine,
      clock: this.clock,
      log: {
        debug: (event) => say(event),
        info: (event) => say(event),
        warn: (event, fields) => say(event, JSON.stringify(fields ?? {})),
        error: (event, fields) => say(event, JSON.stringify(fields ?? {})),
      },
      subjects,
      lease: this.lease,
      node,
      incarnation: this.incarnation,
      patienceMs: 12_000,
      workerIds: () => this.workerIds,
      rooms: () => this.rooms,
      ...timing && { timing },
      hooks: {
        owned: (shards) => {
          for (const shard of shards) this.serves.add(shard);
          say("owned", shards.join());
        },
        takenOver: (from, shards) => say("takes over", `${shards.length} of ${from}`),
        giveUp: (shard, done) => {
          say("gives up", `${shard}`);
          const { incarnation } = this;
          this.clock.after(world.random.between(0, 20), () => {
            if (this.incarnation === incarnation) this.serves.delete(shard);
            done();
          });
        },
        owners: (changes) => {
          for (const [shard, owner] of changes) {
            if (owner === null) this.owners.delete(shard);
            else this.owners.set(shard, owner);
          }
        },
        nodeUp: (incarnation, workerIds) => {
          this.peers.set(incarnation, workerIds);
          say("peer up", incarnation);
        },
        nodeLost: (incarnation) => {
          this.peers.delete(incarnation);
          say("peer lost", incarnation);
        },
        sessionLost: () => {
          this.sessionsLost++;
          this.serves.clear();
          say("session lost");
          if (!this.isLeaving) this.clock.after(world.random.between(0, 500), () => this.#join());
        },
        outOfReach: (problem) => {
          this.isOutOfReach = problem !== null;
          say("out of reach", `${problem}`);
        },
      },
    });
    this.membership.start({
      ready: () => {
        this.isReady = true;
        say("ready");
      },
      refused: (problem) => {
        this.refusal = problem;
        say("refused", problem);
      },
    });
  }
}
