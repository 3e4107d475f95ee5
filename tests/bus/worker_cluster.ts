/**
 * Workers with nothing but a link, on one fake network and clock, and a naive model beside them that
 * checks each delivery: in order, once, from the incarnation of the sender that was announced.
 */
import { assert, assertEquals } from "@std/assert";
import type { LinkCallbacks, WorkerLink } from "../../src/bus/worker_link.ts";
import { type FakeEnd, FakeNetwork, type Faults } from "./fake_bus.ts";
import { FakeClock } from "../base/fake_clock.ts";

/** The nth message of its sender's incarnation to the receiver, since the sender's last reset. */
export interface Numbered {
  readonly epoch: number;
  readonly n: number;
  readonly text?: string;
}

export interface ClusterOptions {
  readonly faults?: Partial<Faults>;
  readonly seed?: number;
  /** The weight that each message is given. */
  readonly weight?: number;
}

/** One incarnation of one worker. */
export class Worker<L extends WorkerLink<Numbered>> {
  readonly id: number;
  readonly epoch: number;
  readonly link: L;
  readonly end: FakeEnd<Numbered>;
  /** By peer: how many were sent since the last reset, and how many of which incarnation have arrived. */
  readonly sent: number[];
  readonly arrived: { epoch: number; count: number }[];
  readonly resets: number[];
  readonly stuck: number[] = [];
  /** Stories may add what a worker does at a reset or gets a message. */
  onReset: (peer: number) => void = () => {};
  onMessage: (from: number, message: Numbered) => void = () => {};

  constructor(id: number, epoch: number, cluster: WorkerCluster<L>) {
    this.id = id;
    this.epoch = epoch;
    this.end = cluster.network.open();
    this.sent = Array.from({ length: cluster.size }, () => 0);
    this.resets = Array.from({ length: cluster.size }, () => 0);
    this.arrived = Array.from({ length: cluster.size }, () => ({ epoch: 0, count: 0 }));
    this.link = cluster.connect(this, {
      receive: (from, message) => this.#receive(from, message),
      reset: (peer) => this.#reset(peer),
      stuck: (peer) => this.stuck.push(peer),
      weigh: () => cluster.weight,
    });
  }

  /** Sends so many messages, each with the text where there is one. */
  send(to: number, count?: number, text?: string): void {
    for (let left = count ?? 1; left > 0; left--) {
      const n = this.sent[to] ?? 0;
      this.sent[to] = n + 1;
      this.link.send(to, { epoch: this.epoch, n, ...text !== undefined && { text } });
    }
  }

  #receive(from: number, message: Numbered): void {
    const { epoch, n } = message;
    const last = this.arrived[from] ?? { epoch: 0, count: 0 };
    const story = `worker ${this.id}.${this.epoch}: message ${n} of ${from}.${epoch}`;
    assert(last.epoch === 0 || last.epoch === epoch, `${story}, but no reset since ${last.epoch}`);
    assertEquals(n, last.count, `${story}, but ${last.count} is next`);
    this.arrived[from] = { epoch, count: last.count + 1 };
    this.onMessage(from, message);
  }

  #reset(peer: number): void {
    this.resets[peer] = (this.resets[peer] ?? 0) + 1;
    this.sent[peer] = 0;
    this.arrived[peer] = { epoch: 0, count: 0 };
    this.onReset(peer);
  }
}

/** All workers of a process, each in its present incarnation. */
export abstract class WorkerCluster<L extends WorkerLink<Numbered>> {
  readonly clock = new FakeClock();
  readonly network: FakeNetwork<Numbered>;
  readonly size: number;
  readonly weight: number;
  readonly #faults: Partial<Faults>;
  readonly #workers: Worker<L>[] = [];

  constructor(size: number, { faults = {}, seed, weight = 100 }: ClusterOptions = {}) {
    this.size = size;
    this.weight = weight;
    this.#faults = faults;
    this.network = new FakeNetwork<Numbered>(this.clock, faults, seed);
  }

  /** The link of a worker that is being made. */
  abstract connect(worker: Worker<L>, callbacks: LinkCallbacks<Numbered>): L;

  /** Main learns that a worker serves. */
  protected abstract serves(worker: Worker<L>): void;

  /** Starts all workers and has them know each other, before anything goes wrong. */
  meet(): this {
    this.network.faults = { ...this.network.faults, ...NO_FAULTS };
    for (let id = 0; id < this.size; id++) this.start(id, 1);
    this.everyPair((from, to) => from.send(to.id));
    this.clock.advance(100);
    this.network.faults = { ...this.network.faults, ...this.#faults };
    return this;
  }

  get workers(): readonly Worker<L>[] {
    return this.#workers.filter((worker) => worker !== undefined);
  }

  worker(id: number): Worker<L> {
    const worker = this.#workers[id];
    assert(worker, `worker ${id} is not started`);
    return worker;
  }

  start(id: number, epoch: number): Worker<L> {
    const worker = this.alone(id, epoch);
    this.serves(worker);
    return worker;
  }

  /** A worker that main has not given a link to any other. */
  alone(id: number, epoch = 1): Worker<L> {
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

  everyPair(visit: (from: Worker<L>, to: Worker<L>) => void): void {
    for (const from of this.workers) {
      for (const to of this.workers) if (from !== to) visit(from, to);
    }
  }

  /** Ends the story: all that was sent since the last reset has arrived, once, and nothing is left. */
  finish(ms = 60_000): void {
    this.network.faults = { ...NO_FAULTS };
    for (const worker of this.workers) worker.end.unblock();
    this.clock.advance(ms);
    this.everyPair((from, to) => {
      const count = to.arrived[from.id]?.count ?? 0;
      assertEquals(count, from.sent[to.id], `arrived from ${from.id} at ${to.id}`);
    });
    for (const worker of this.workers) assert(worker.link.idle, `worker ${worker.id} is idle`);
    assertEquals(this.clock.pending, 0, "timers left when everything has arrived");
  }
}

const NO_FAULTS: Faults = { drop: 0, duplicate: 0, delayMs: 0, ring: Infinity };
