/**
 * A node's part in the cluster on its main thread: its incarnation and membership, and what it sends its workers about
 * both, whenever they start or are replaced.
 */
import { type Clock, untilBeat } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { AbleWorkers } from "./able_workers.ts";
import type { Engine } from "./engine.ts";
import { FORMAT } from "./format.ts";
import { allocateLease, Lease } from "./lease.ts";
import { Membership } from "./membership.ts";
import type { MembershipReach, MembershipStatus, Started } from "./membership_options.ts";
import type { Subjects } from "./subjects.ts";
import { Takeovers } from "./takeovers.ts";
import {
  type CheckedAddress,
  type FromWorkerCluster,
  OTHERS_EVERY_MS,
  type ToWorkerCluster,
  type WorkerClusterSetup,
} from "./worker_messages.ts";

/** The number of owned shards is logged when it has not changed for so long, in milliseconds. */
const SETTLED_MS = 1_000;

export interface NodeOptions {
  readonly engine: Engine;
  /** How workers reach it. */
  readonly address: CheckedAddress;
  readonly clock: Clock;
  readonly log: Log;
  readonly subjects: Subjects;
  readonly node: string;
  readonly workers: number;
  readonly patienceMs: number;
  /** Makes a unique token of letters and digits. */
  readonly randomToken: () => string;
  /** For simulations: the newest format of records that it knows [C18]. */
  readonly newestFormat?: number;
  /** Rooms of this node. */
  readonly rooms: () => number;
  /** The session is lost, and the node continues as a new incarnation: its workers must be restarted [C12]. */
  readonly onSessionLost: () => void;
  /** [C20] NATS does not answer this worker: it must be restarted. */
  readonly onWorkerGivenUp: (worker: number) => void;
  /** Whether a stream of the cluster doesn't answer. Missing in simulations, which have no streams. */
  readonly streams?: { readonly isOneOut: boolean; close(): void };
}

/** A worker that serves. */
interface ServingWorker {
  readonly workerId: string;
  readonly post: (message: ToWorkerCluster) => void;
}

export class ClusterNode {
  readonly #options: NodeOptions;
  readonly #workers: (ServingWorker | null)[];
  readonly #ableWorkers: AbleWorkers;
  #incarnation = "";
  #leaseMemory = allocateLease();
  #membership: Membership | null = null;
  /** The owner of each shard, for workers that start. */
  readonly #owners: (string | null)[];
  readonly #peers = new Map<string, readonly string[]>();
  readonly #givingUp = new Map<number, () => void>();
  /** Shards with rooms that only a newer version can read [C18]. */
  readonly #tooNew = new Set<number>();
  /** Workers whose rooms have stopped because NATS refuses their commits [C20]. */
  readonly #stopped = new Set<number>();
  readonly #takeovers: Takeovers;
  #cancelSettled: () => void = () => {};
  #isOutOfReach = false;
  #cancelOthers: () => void = () => {};
  #leaving = false;

  constructor(options: NodeOptions) {
    this.#options = options;
    this.#takeovers = new Takeovers(options);
    this.#workers = Array.from({ length: options.workers }, () => null);
    this.#ableWorkers = new AbleWorkers(
      options,
      () => this.#membership?.servesChanged(),
    );
    this.#owners = Array.from({ length: options.subjects.shardCount }, () => null);
  }

  /** Joins the cluster as soon as possible. Called once. What follows a lost session goes on trying for ever. */
  start(started: Started): void {
    this.#join(started);
    const postOthers = () => {
      this.#postAll(this.#others);
      this.#lookAfterWorkers();
      const { clock } = this.#options;
      this.#cancelOthers = clock.after(untilBeat(clock, OTHERS_EVERY_MS), postOthers);
    };
    postOthers();
  }

  get status(): MembershipStatus | null {
    return this.#membership?.status ?? null;
  }

  /** Why new clients should not be sent here; null: they can be [C20]. */
  get fault():
    | "cluster_out_of_reach"
    | "worker_out_of_reach"
    | "stream_out_of_reach"
    | "cluster_joining"
    | null {
    const reach = this.#membership?.reach;
    if (reach === undefined) return "cluster_joining";
    if (!isReached(reach) || this.#isOutOfReach) return "cluster_out_of_reach";
    if (this.#ableWorkers.isOneCut) return "worker_out_of_reach";
    if (this.#options.streams?.isOneOut || this.#stopped.size > 0) return "stream_out_of_reach";
    // no room can be opened or found before the owners of shards are known
    return this.#owners.every((owner) => owner === null) ? "cluster_joining" : null;
  }

  get #others(): ToWorkerCluster {
    const { newestFormat = FORMAT } = this.#options;
    const { rooms, format } = this.#membership?.totals ?? { rooms: 0, format: newestFormat };
    return { kind: "others", rooms: Math.max(0, rooms - this.#options.rooms()), format };
  }

  /** The cluster's part of a worker's setup. */
  setupOf(worker: number, epoch: number): WorkerClusterSetup {
    const incarnation = this.#incarnation;
    const { address } = this.#options;
    const workerId = `${incarnation}-${worker}-${epoch}`;
    return { incarnation, workerId, lease: this.#leaseMemory, address };
  }

  /** A worker serves: sends it everything that it has to know. */
  workerServes(worker: number, workerId: string, post: ServingWorker["post"]): void {
    if (!workerId.startsWith(`${this.#incarnation}-`)) return; // of the former incarnation: it is being ended
    this.#workers[worker] = { workerId, post };
    this.#ableWorkers.serves(worker);
    for (const [incarnation, workerIds] of this.#peers) {
      post({ kind: "node_up", incarnation, workerIds });
    }
    post({ kind: "owners", changes: [...this.#owners.entries()] });
    post(this.#others); // before it writes anything
    if (this.#isOutOfReach) post({ kind: "out_of_reach", is: true });
    const shards =
      this.#membership?.ownedShards.filter((shard) => this.#workerOf(shard) === worker) ?? [];
    if (shards.length > 0) post({ kind: "owned", shards });
  }

  /** A worker has died, and with it everything that it was to give up. */
  workerLost(worker: number): void {
    this.#workers[worker] = null;
    this.#ableWorkers.lost(worker);
    this.#stopped.delete(worker);
    for (const [shard, done] of [...this.#givingUp]) {
      if (this.#workerOf(shard) !== worker) continue;
      this.#givingUp.delete(shard);
      done();
    }
  }

  /** Handles a message from a worker. */
  take(worker: number, message: FromWorkerCluster): void {
    switch (message.kind) {
      case "hello": {
        const main = this.#options.clock.now();
        return this.#workers[worker]?.post({ kind: "clock", at: message.at, main });
      }
      case "adopted":
        return this.#takeovers.adopted(message.shard, message.rooms);
      case "gave_up": {
        const done = this.#givingUp.get(message.shard);
        this.#givingUp.delete(message.shard);
        return done?.();
      }
      case "too_new":
        this.#tooNew.add(message.shard);
        return this.#membership?.servesChanged();
      case "reach":
        return this.#ableWorkers.reaches(worker, message.is);
      case "stopped":
        return void (message.are ? this.#stopped.add(worker) : this.#stopped.delete(worker));
    }
  }

  /** [C21] Takes no more shards, but keeps those that it has. */
  retire(): void {
    this.#leaving = true;
    this.#membership?.retire();
  }

  /** [C21] Gives up its shards one after the other, but stays a member. Calls `done` when it has none. */
  handOver(done: () => void): void {
    this.retire();
    if (this.#membership === null) done();
    else this.#membership.handOver(done);
  }

  /** [C21] Gives up its shards and leaves the cluster. Calls `done` when it has left. */
  leave(done: () => void): void {
    this.retire();
    if (this.#membership === null) done();
    else this.#membership.leave(done);
  }

  /** Stops at once. Idempotent. */
  stop(): void {
    this.#cancelOthers();
    this.#cancelSettled();
    this.#takeovers.stop();
    this.#membership?.stop();
    this.#membership = null;
    this.#options.streams?.close();
    this.#options.engine.close();
  }

  #join({ ready, ...outcomes }: Started): void {
    const { engine, clock, log, subjects, node, patienceMs, randomToken, rooms } = this.#options;
    const { newestFormat } = this.#options;
    const incarnation = this.#incarnation = `${node}-${randomToken()}`;
    this.#leaseMemory = allocateLease();
    this.#owners.fill(null);
    this.#peers.clear();
    this.#tooNew.clear();
    const membership = this.#membership = new Membership({
      ...{ engine, clock, log, subjects, node, incarnation, patienceMs, rooms, newestFormat },
      lease: new Lease(this.#leaseMemory, clock),
      workerIds: () => this.#workerIds(),
      serves: (shard) =>
        this.#ableWorkers.mayHaveShards(this.#workerOf(shard)) && !this.#tooNew.has(shard),
      hooks: {
        owned: (shards) => this.#owned(shards),
        takenOver: (from, taken, since) => this.#takeovers.begin(from, taken, since),
        giveUp: (shard, done) => this.#giveUp(shard, done),
        owners: (changes) => {
          for (const [shard, owner] of changes) this.#owners[shard] = owner;
          this.#postAll({ kind: "owners", changes });
        },
        nodeUp: (incarnation, workerIds) => {
          this.#peers.set(incarnation, workerIds);
          this.#postAll({ kind: "node_up", incarnation, workerIds });
        },
        nodeLost: (incarnation) => {
          this.#peers.delete(incarnation);
          this.#postAll({ kind: "node_lost", incarnation });
        },
        sessionLost: () => this.#sessionLost(),
        outOfReach: (problem) => {
          const is = this.#isOutOfReach = problem !== null;
          if (is) log.warn("cluster_out_of_reach", { patience_ms: patienceMs, problem });
          else log.info("cluster_back");
          this.#postAll({ kind: "out_of_reach", is });
        },
      },
    });
    membership.start({
      ready: () => {
        log.info("node_joined", { node, incarnation });
        ready();
      },
      ...outcomes,
    });
  }

  /** [C20] */
  #lookAfterWorkers(): void {
    const { log, patienceMs, onWorkerGivenUp } = this.#options;
    const reach = this.#membership?.reach;
    if (reach === undefined || !isReached(reach)) return; // the node can't reach NATS either
    for (const worker of this.#ableWorkers.passed(OTHERS_EVERY_MS)) {
      log.error("worker_out_of_reach", { worker, patience_ms: patienceMs });
      this.#workers[worker]?.post({ kind: "out_of_reach", is: true }); // its clients reconnect, to another worker
      onWorkerGivenUp(worker);
    }
  }

  #workerIds(): readonly string[] {
    const { workers } = this.#options;
    // a worker that has not started yet gets what is sent to it later, because senders repeat it
    return Array.from({ length: workers }, (_, n) => this.#workers[n]?.workerId ?? "");
  }

  #workerOf(shard: number): number {
    return shard % this.#options.workers;
  }

  #postAll(message: ToWorkerCluster): void {
    for (const worker of this.#workers) worker?.post(message);
  }

  /** The shards of this node have changed: logs them once that has settled. */
  #settle(): void {
    this.#cancelSettled();
    this.#cancelSettled = this.#options.clock.after(SETTLED_MS, () => {
      const { owned, wanted } = this.status ?? { owned: 0, wanted: 0 };
      this.#options.log.info("shards_owned", { shards: owned, wanted });
    });
  }

  #owned(shards: readonly number[]): void {
    this.#settle();
    if (this.#leaving) return; // claimed just before: it has no rooms yet, and is given up with the others
    for (const [worker, serving] of this.#workers.entries()) {
      const own = shards.filter((shard) => this.#workerOf(shard) === worker);
      if (own.length > 0) serving?.post({ kind: "owned", shards: own });
    }
  }

  #giveUp(shard: number, done: () => void): void {
    this.#settle();
    this.#takeovers.adopted(shard, 0); // no further room of it will be adopted
    const worker = this.#workers[this.#workerOf(shard)] ?? null;
    if (worker === null) return done(); // no worker has rooms of it
    this.#givingUp.set(shard, done);
    worker.post({ kind: "give_up", shard });
  }

  /** [C12] */
  #sessionLost(): void {
    const { log, onSessionLost } = this.#options;
    log.error("session_lost", { incarnation: this.#incarnation });
    this.#membership?.stop();
    this.#membership = null;
    this.#isOutOfReach = false; // NATS itself said that the session is gone
    this.#cancelSettled();
    this.#takeovers.stop();
    this.#givingUp.clear();
    this.#workers.fill(null);
    if (this.#leaving) return;
    this.#join({
      ready: onSessionLost,
      refused: (problem) => log.error("node_not_joined", { problem }),
    });
  }
}

function isReached({ connected, leaseLeftMs }: MembershipReach): boolean {
  return connected && leaseLeftMs > 0;
}
