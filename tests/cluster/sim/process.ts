/**
 * A node of the simulated cluster, without sockets: the real node, workers, stores and link, assembled like the real
 * ones, with a clock and engines of its own.
 */
import type { Connection, Envelope, ToEdge } from "../../../src/bus/envelopes.ts";
import type { Log } from "../../../src/base/log.ts";
import type { Metrics } from "../../../src/base/metrics.ts";
import { FORMAT } from "../../../src/cluster/format.ts";
import { ClusterNode } from "../../../src/cluster/node.ts";
import type { Subjects } from "../../../src/cluster/subjects.ts";
import { WorkerCluster } from "../../../src/cluster/worker_cluster.ts";
import { RoomStore } from "../../../src/hosting/room_store.ts";
import type { JoinRequest } from "../../../src/protocol/request.ts";
import type { RoomId } from "../../../src/room/state.ts";
import { Counts, type SharedCounts } from "../../../src/server/counts.ts";
import { roomQuota } from "../../../src/server/room_quota.ts";
import type { FakeClock } from "../../base/fake_clock.ts";
import type { Random } from "../../sim/random.ts";
import { FakeEngine } from "../fake_engine.ts";
import type { FakeWorld } from "../fake_world.ts";
import { NodeClock } from "../node_clock.ts";
import type { Canary } from "./canaries.ts";
import type { VersionedEngines } from "./versioned_engines.ts";
import type { Versions } from "./versions.ts";

/** What the processes share: clock, engine, observers, the planted bug. */
export interface ProcessWorld {
  readonly clock: FakeClock;
  readonly world: FakeWorld;
  readonly random: Random;
  readonly subjects: Subjects;
  readonly workers: number;
  /** `--cluster-patience`, in milliseconds. */
  readonly patienceMs: number;
  /** The current `--max-rooms`; missing: no limit. */
  readonly roomsMax?: () => number;
  /** `--room-idle`, in milliseconds; missing: longer than anybody is away. */
  readonly roomIdleMs?: number;
  /** The largest part of a record, in bytes; missing: the real limit. */
  readonly partBytes?: number;
  /** A home sends this to an edge now, after any commit. */
  sends(workerId: string, roomId: RoomId | null, message: ToEdge): void;
  /** A process logged this event. */
  logged(event: string): void;
  readonly canary: Canary;
  /** The versions of the program; missing: there is only one [C18]. */
  readonly versions?: Versions | null;
}

/** One incarnation of a worker. */
interface SimWorker {
  readonly workerId: string;
  readonly cluster: WorkerCluster;
  readonly engine: FakeEngine;
  readonly store: RoomStore;
  readonly connections: Set<SimConnection>;
}

/** A client's connection to a worker. */
export interface SimConnection extends Connection {
  /**
   * Called when it is registered. What the client sends must run in `run`, by the clock of the process, which may be
   * stopped.
   */
  reaches(run: (task: () => void) => void): void;
  /** The process is gone, or closes the connection without a reason. */
  lost(): void;
}

/**
 * How much may wait for a silent worker of another node: so little that it overflows before its node counts as dead.
 */
const SILENT_QUEUE = { weight: 64 * 1024, messages: 12 };

/** How long rooms may be idle, in milliseconds. */
const IDLE_MS = 3_600_000;

/** How long a process that resumes may take to read from its engine, in milliseconds. */
const FIRST_READ_MS = 50;

/** How long a process that leaves takes to close its connections, in milliseconds. */
const CLOSING_MS = 1_000;

/** How long until a process that died starts again, or a worker after the session was lost, in milliseconds. */
const RESTART_MS = 300;

export class SimProcess {
  readonly name: string;
  readonly #at: ProcessWorld;
  clock: NodeClock;
  #node: ClusterNode | null = null;
  #engines: FakeEngine[] = [];
  /** null: the worker is down, and the others know it [W11]. */
  readonly #workers: (SimWorker | null)[];
  #epoch = 0;
  /** Counts the rooms of its workers. */
  #counts: SharedCounts;
  readonly #log: Log;
  /** Workers that can't reach the engine; they are not restarted before they can. */
  readonly #cutWorkers = new Set<number>();
  state: "up" | "leaving" | "down" = "down";
  /** The newest format of records that it knows [C18]. */
  format = FORMAT;
  /** Whether the cluster refuses nodes of this version. */
  isRefused = false;
  #versioned: VersionedEngines | null = null;

  constructor(name: string, at: ProcessWorld) {
    this.name = name;
    this.#at = at;
    this.#workers = Array.from({ length: at.workers }, () => null);
    const logged = (event: string) => at.logged(event);
    this.#log = { debug: logged, info: logged, warn: logged, error: logged };
    this.clock = new NodeClock(at.clock, 0);
    this.#counts = Counts.allocate(at.workers, SEED, ADDRESSES);
    this.start();
  }

  /** Whether it accepts connections now. */
  get takesConnections(): boolean {
    return this.state === "up" && this.clock.isRunning && this.#workers.some((one) => one !== null);
  }

  /** How many rooms have their home here. */
  get roomCount(): number {
    return this.#workers.reduce((sum, one) => sum + (one?.store.roomCount ?? 0), 0);
  }

  start(format = this.#at.versions?.started ?? FORMAT): void {
    const { clock: base, random, subjects, workers, patienceMs, versions } = this.#at;
    const clock = this.clock = new NodeClock(base, random.between(0, 1_000_000));
    this.state = "up";
    this.format = format;
    this.isRefused = false;
    const versioned = this.#versioned = versions?.enginesOf(format, clock) ?? null;
    this.#counts = Counts.allocate(workers, SEED, ADDRESSES);
    const own = this.#engineOf(clock, `${this.name} main`);
    const engine = versioned?.main(own) ?? own;
    const node = this.#node = new ClusterNode({
      ...{ engine, clock, subjects, workers, patienceMs, node: this.name },
      log: this.#log,
      address: { servers: [], cluster: "c", streams: 1, replicas: 1 },
      randomToken: () => `${random.below(1_000_000_000)}`,
      newestFormat: format,
      rooms: () => this.roomCount,
      onSessionLost: () => this.#restartWorkers(),
      onWorkerGivenUp: (self) => {
        this.#endWorker(self);
        for (const other of this.#workers) {
          other?.store.workerLost(self);
          other?.store.workerMissing(self, true);
        }
        this.#startWorkerSoon(self);
      },
    });
    node.start({
      ready: () => this.#startWorkers(),
      refused: (problem) => {
        if (!versions) throw new Error(problem);
        this.isRefused = true;
        base.after(0, () => this.kill());
      },
    });
  }

  /** kill -9. */
  kill(): void {
    this.state = "down";
    this.clock.die();
    for (const engine of this.#engines) engine.close();
    this.#engines = [];
    this.#node?.stop();
    this.#node = null;
    this.#endWorkers();
  }

  /** SIGTERM [C21]. */
  leave(): void {
    if (this.state !== "up" || this.#node === null) return;
    this.state = "leaving";
    for (const worker of this.#workers) worker?.store.endAll("server_stopping");
    this.#node.handOver(() => {
      for (const worker of this.#workers) worker?.store.freeze();
      // until then connections are closed one after the other
      this.clock.after(CLOSING_MS, () => this.#node?.leave(() => this.kill()));
    });
  }

  /** Stops the process; `suspended`: its steady clock stops, too. */
  pause(kind: "stopped" | "suspended"): void {
    this.clock.pause(kind);
    for (const engine of this.#engines) engine.pause();
  }

  /** Resumes the process. It may read what clients have sent before what the engine has. */
  resume(): void {
    this.clock.resume();
    const afterMs = this.#at.random.between(0, FIRST_READ_MS);
    const engines = this.#engines;
    this.#at.clock.after(afterMs, () => {
      for (const engine of engines) engine.resume();
    });
  }

  /** Cuts its network. */
  cut(): void {
    for (const engine of this.#engines) engine.cut();
  }

  restore(): void {
    for (const engine of this.#engines) engine.restore();
  }

  /** Cuts one worker from the engine; main has a connection of its own. */
  cutWorker(self: number): void {
    this.#cutWorkers.add(self);
    this.#workers[self]?.engine.cut();
  }

  restoreWorker(self: number): void {
    this.#cutWorkers.delete(self);
    this.#workers[self]?.engine.restore();
  }

  /** One worker receives nothing for `ms` milliseconds, although it can send. */
  holdUpWorker(self: number, ms: number): void {
    const engine = this.#workers[self]?.engine;
    engine?.pause();
    this.#at.clock.after(ms, () => engine?.resume());
  }

  /** A client connects to one of its workers; returns whether it is accepted. */
  join(connection: SimConnection, request: JoinRequest): boolean {
    const up = this.#workers.filter((one) => one !== null);
    if (!this.takesConnections || up.length === 0) return false;
    const worker = this.#at.random.pick(up);
    if (this.#at.canary.edgeRefuses && "room_id" in request) {
      if (worker.cluster.placement.homeOf(request.room_id) === null) {
        const message = "there is no such room";
        connection.refused({ close: "no_such_room", message, guess: true });
        return true;
      }
    }
    worker.connections.add(connection);
    const { clock } = this;
    connection.reaches((task) => void clock.after(0, task));
    worker.store.join(connection, request, { address: "192.0.2.1", slot: 0 });
    return true;
  }

  #engineOf(clock: NodeClock, name: string): FakeEngine {
    const engine = new FakeEngine(this.#at.world, name, clock);
    this.#engines.push(engine);
    return engine;
  }

  #startWorkers(): void {
    for (let self = 0; self < this.#at.workers; self++) this.#startWorker(self);
  }

  /** [C12] */
  #restartWorkers(): void {
    this.#endWorkers();
    for (let self = 0; self < this.#at.workers; self++) this.#startWorkerSoon(self);
  }

  #startWorkerSoon(self: number): void {
    this.clock.after(RESTART_MS, () => {
      if (this.state === "up" && !this.#workers[self]) this.#startWorker(self);
    });
  }

  #endWorkers(): void {
    for (let self = 0; self < this.#at.workers; self++) this.#endWorker(self);
  }

  #endWorker(self: number): void {
    const worker = this.#workers[self] ?? null;
    if (worker === null) return;
    this.#workers[self] = null;
    worker.store.close();
    worker.cluster.close();
    for (const connection of worker.connections) connection.lost();
    worker.connections.clear();
    this.#node?.workerLost(self);
    new Counts(this.#counts, self).clearRow(self);
  }

  #startWorker(self: number): void {
    const { random, subjects, workers, canary, partBytes, roomsMax = () => 0 } = this.#at;
    const { clock } = this;
    const node = this.#node;
    if (node === null) return;
    if (this.#cutWorkers.has(self)) return this.#startWorkerSoon(self);
    const { incarnation, workerId, ...setup } = node.setupOf(self, ++this.#epoch);
    const lease = canary.noLease ? ENDLESS : setup.lease;
    const engine = this.#engineOf(clock, workerId);
    const versioned = this.#versioned?.worker(engine, workerId, incarnation) ?? engine;
    let writes = 0;
    const log = this.#log;
    const cluster = new WorkerCluster({
      ...{ clock, log, subjects, lease, self, workers, incarnation, workerId },
      engine: canary.between?.(versioned, workerId, this.format) ?? versioned,
      newestFormat: this.format,
      writeId: () => `${workerId}-${++writes}`,
      post: (message) => {
        clock.after(0, () => {
          if (this.#workers[self]?.workerId === workerId) node.take(self, message);
        });
      },
      silentQueue: SILENT_QUEUE,
      ...partBytes !== undefined && { partBytes },
      below: (limit) => random.below(limit),
    });
    const counts = new Counts(this.#counts, self);
    const elsewhere = () => canary.countsAlone ? 0 : cluster.roomsElsewhere;
    const limits = { totalMax: 0, perAddressMax: 0, elsewhere };
    const connections = new Set<SimConnection>();
    const toEdgeOf = (send: (edge: number, message: ToEdge) => void) =>
      cluster.outbox((edge, message) => {
        this.#at.sends(workerId, null, message);
        send(edge, message);
      }, { log, metrics: NO_METRICS, patienceMs: this.#at.patienceMs });
    const store = new RoomStore({
      ...{ self, clock, log, metrics: NO_METRICS },
      ...{ placement: cluster.placement, residence: cluster.residence },
      outbox: (send) => toEdgeOf((edge, message) => send(edge, message, null)),
      send: (to, envelope) => {
        if (to >= workers) cluster.send(to, envelope);
        else this.#toThread(self, to, envelope);
      },
      ids: {
        roomId: () => letters(random, 8),
        memberId: () => `M${letters(random, 12)}`,
        token: () => letters(random, 32),
      },
      quota: {
        ...roomQuota(counts, limits),
        opened: (slot) => roomQuota(counts, { ...limits, totalMax: roomsMax() }).opened(slot),
      },
      seatQuota: { reserved: () => true, claimed() {} },
      ...{
        room_idle_ms: this.#at.roomIdleMs ?? IDLE_MS,
        resume_grace_ms: 600_000,
        admin_grace_ms: 600_000,
      },
      ...{ roomsPerAddressMax: 0 },
      server: { name: "estimatex-server", version: "1.2.3" },
    });
    cluster.begin({
      has: (roomId) => store.has(roomId),
      adopt: (saved, isHere) => store.adopt(saved, isHere),
      release: (isReleased) => store.release(isReleased),
      superseded: (roomId) => store.superseded(roomId),
      receive: (from, envelope) => {
        if (canary.attachesUnseen && envelope.kind === "reattach") {
          cluster.send(from, { kind: "seated", conn: envelope.conn });
        } else store.receive(from, envelope);
      },
      workerLost: (worker) => store.workerLost(worker),
      closeAll: () => {
        for (const connection of [...connections]) connection.close("try_later", null);
      },
      closeMembers: (roomId) => store.closeMembers(roomId),
    });
    for (const [id, other] of this.#workers.entries()) {
      other?.store.workerMissing(self, false);
      if (other === null && id !== self) store.workerMissing(id, true);
    }
    this.#workers[self] = { workerId, cluster, engine, store, connections };
    node.workerServes(self, workerId, (message) => {
      clock.after(0, () => {
        if (this.#workers[self]?.workerId !== workerId) return;
        if (canary.writesNewest && message.kind === "others") {
          cluster.take({ ...message, format: this.format });
        } else cluster.take(message);
      });
    });
  }

  /** Sends between two threads, in order and without losses, as rings do. */
  #toThread(from: number, to: number, envelope: Envelope): void {
    this.clock.after(0, () => this.#workers[to]?.store.receive(from, envelope));
  }
}

/** All clients have one address. */
const ADDRESSES = 1;
const SEED = "0".repeat(32);

/** Metrics are ignored. */
const NO_METRICS: Metrics = { count() {}, time() {} };

/** A lease that never ends. */
const ENDLESS = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
new BigInt64Array(ENDLESS).fill(2n ** 62n);

const LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ";

function letters(random: Random, length: number): string {
  return Array.from({ length }, () => LETTERS.charAt(random.below(LETTERS.length))).join("");
}
