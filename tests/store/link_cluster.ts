/**
 * Workers with nothing but a link, on one fake network and clock, and a naive model beside them that
 * checks each delivery: in order, once, from the life of the sender that was announced.
 */
import { assert, assertEquals } from "@std/assert";
import { Link } from "../../src/store/link.ts";
import { type FakeEnd, FakeNetwork, type Faults } from "./fake_bus.ts";
import { FakeClock } from "./fake_clock.ts";

/** The nth message of its sender's life to the receiver, since the sender last heard of a reset. */
export interface Numbered {
  readonly epoch: number;
  readonly n: number;
}

/** One life of one worker. */
export class Worker {
  readonly id: number;
  readonly epoch: number;
  readonly link: Link<Numbered>;
  readonly end: FakeEnd<Numbered>;
  /** By peer: how many were sent since the last reset, and how many of which life have arrived. */
  readonly sent: number[];
  readonly arrived: { epoch: number; count: number }[];
  readonly resets: number[];
  readonly stuck: number[] = [];
  /** Stories may add what a worker does when it hears of a reset or gets a message. */
  onReset: (peer: number) => void = () => {};
  onMessage: (from: number) => void = () => {};

  constructor(id: number, epoch: number, cluster: Cluster) {
    this.id = id;
    this.epoch = epoch;
    this.end = cluster.network.open();
    this.sent = Array.from({ length: cluster.size }, () => 0);
    this.resets = Array.from({ length: cluster.size }, () => 0);
    this.arrived = Array.from({ length: cluster.size }, () => ({ epoch: 0, count: 0 }));
    this.link = new Link<Numbered>({
      self: id,
      workers: cluster.size,
      epoch,
      bus: this.end,
      clock: cluster.clock,
      receive: (from, message) => this.#receive(from, message),
      reset: (peer) => this.#reset(peer),
      stuck: (peer) => this.stuck.push(peer),
      weigh: () => cluster.weight,
    });
  }

  send(to: number, count = 1): void {
    for (let left = count; left > 0; left--) {
      const n = this.sent[to] ?? 0;
      this.sent[to] = n + 1;
      this.link.send(to, { epoch: this.epoch, n });
    }
  }

  #receive(from: number, { epoch, n }: Numbered): void {
    const last = this.arrived[from] ?? { epoch: 0, count: 0 };
    const story = `worker ${this.id}.${this.epoch}: message ${n} of ${from}.${epoch}`;
    assert(last.epoch === 0 || last.epoch === epoch, `${story}, but no reset since ${last.epoch}`);
    assertEquals(n, last.count, `${story}, but ${last.count} is next`);
    this.arrived[from] = { epoch, count: last.count + 1 };
    this.onMessage(from);
  }

  #reset(peer: number): void {
    this.resets[peer] = (this.resets[peer] ?? 0) + 1;
    this.sent[peer] = 0;
    this.arrived[peer] = { epoch: 0, count: 0 };
    this.onReset(peer);
  }
}

/** All workers of a process, each in its present life. */
export class Cluster {
  readonly clock = new FakeClock();
  readonly network: FakeNetwork<Numbered>;
  readonly size: number;
  readonly weight: number;
  readonly #workers: Worker[] = [];

  constructor(
    size: number,
    options: { faults?: Partial<Faults>; seed?: number; weight?: number } = {},
  ) {
    this.size = size;
    this.weight = options.weight ?? 100;
    this.network = new FakeNetwork<Numbered>(this.clock, options.faults, options.seed);
  }

  /** A cluster whose workers have all started and know each other. */
  static met(size: number, options: ConstructorParameters<typeof Cluster>[1] = {}): Cluster {
    const cluster = new Cluster(size, { ...options, faults: {} });
    for (let id = 0; id < size; id++) cluster.start(id, 1);
    cluster.everyPair((from, to) => from.send(to.id));
    cluster.clock.advance(100);
    cluster.network.faults = { ...cluster.network.faults, ...options.faults };
    return cluster;
  }

  get workers(): readonly Worker[] {
    return this.#workers.filter((worker) => worker !== undefined);
  }

  worker(id: number): Worker {
    const worker = this.#workers[id];
    assert(worker, `worker ${id} is not started`);
    return worker;
  }

  start(id: number, epoch: number): Worker {
    const worker = new Worker(id, epoch, this);
    this.#workers[id] = worker;
    return worker;
  }

  /** The worker ends as a thread does: without a word. */
  kill(id: number): void {
    const worker = this.worker(id);
    worker.link.close();
    worker.end.close();
    delete this.#workers[id];
  }

  everyPair(visit: (from: Worker, to: Worker) => void): void {
    for (const from of this.workers) {
      for (const to of this.workers) if (from !== to) visit(from, to);
    }
  }

  /** Ends the story: all that was sent since the last reset has arrived, once, and nothing is left. */
  finish(ms = 60_000): void {
    this.network.faults = { drop: 0, duplicate: 0, delay_ms: 0, ring: Infinity };
    for (const worker of this.workers) worker.end.unblock();
    this.clock.advance(ms);
    this.everyPair((from, to) => {
      const count = to.arrived[from.id]?.count ?? 0;
      assertEquals(count, from.sent[to.id], `arrived from ${from.id} at ${to.id}`);
    });
    for (const worker of this.workers) assert(worker.link.idle, `worker ${worker.id} is idle`);
    assertEquals(this.clock.pending, 0, "timers left when all is acknowledged");
  }
}
