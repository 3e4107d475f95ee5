/**
 * Workers of many nodes with nothing but a link to each other, over the fake engine, and a naive model beside them that
 * checks each delivery: in order, once, of the worker that was named under that number, and of none that is over. Where
 * a link begins anew both ends count from 0 again, and nothing of before comes.
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import type { Envelope } from "../../src/bus/envelopes.ts";
import { type Queue, SILENT_QUEUE } from "../../src/bus/link_options.ts";
import { ClusterLink } from "../../src/cluster/cluster_link.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import { FakeEngine } from "./fake_engine.ts";
import type { EngineFaults } from "./fake_faults.ts";
import { FakeWorld } from "./fake_world.ts";

export const subjects = subjectsOf("c");

/** Numbers of workers here. */
const WORKERS = 2;

/** One incarnation of one worker. */
class LinkedWorker {
  readonly workerId: string;
  readonly engine: FakeEngine;
  readonly link: ClusterLink;
  /**
   * By the id of a peer, since the link to it began anew: how many were sent to it, how many of it have arrived, and
   * the last text.
   */
  readonly sent = new Map<string, number>();
  readonly arrived = new Map<string, number>();
  readonly lastText = new Map<string, string>();
  readonly lost: number[] = [];
  /** How often the link to a peer began anew here, and at the other end as of what has arrived of it. */
  readonly turns = new Map<string, number>();
  readonly #turnsThere = new Map<string, number>();
  readonly stuck: string[] = [];
  onMessage: (from: number) => void = () => {};
  /** Peers that are over, as far as it knows. */
  readonly #over = new Set<string>();
  readonly #numbers = new Map<number, string>();

  constructor(workerId: string, world: LinkWorld, silentQueue: Queue) {
    this.workerId = workerId;
    this.engine = new FakeEngine(world.world, workerId, world.clock);
    this.link = new ClusterLink({
      ...{ workerId, subjects, workers: WORKERS, engine: this.engine, clock: world.clock },
      receive: (from, envelope) => this.#receive(from, envelope),
      lost: (peer) => this.#lost(peer),
      begunAnew: (peer, why) => {
        if (why === "stuck here") this.stuck.push(peer);
      },
      silentQueue,
    });
  }

  nodeUp(incarnation: string, workerIds: readonly string[]): void {
    this.link.nodeUp(incarnation, workerIds);
    for (const workerId of workerIds) {
      const number = this.link.numberOf(workerId);
      if (number === null) continue;
      assert(
        number >= WORKERS && !this.#over.has(workerId),
        `${this.workerId} has met ${workerId} again`,
      );
      this.#named(number, workerId);
    }
  }

  nodeLost(incarnation: string): void {
    this.link.nodeLost(incarnation);
  }

  /** Sends so many envelopes. */
  send(to: string, count = 1, text = ""): void {
    const number = this.link.numberOf(to);
    assert(number !== null, `${this.workerId} knows no ${to}`);
    for (let left = count; left > 0; left--) {
      const n = this.sent.get(to) ?? 0;
      this.sent.set(to, n + 1);
      const frame = `${this.workerId} ${this.turns.get(to) ?? 0} ${n} ${text}`;
      this.link.send(number, { kind: "frame", conns: [n], frame, cause: null });
    }
  }

  #receive(from: number, envelope: Envelope): void {
    assert(envelope.kind === "frame", "nobody sends anything else");
    const [workerId = "", turn = "", n = "", ...text] = envelope.frame.split(" ");
    const story = `${this.workerId}: message ${n} of turn ${turn} of ${workerId}`;
    assert(!this.#over.has(workerId), `[C11] ${story}, which is over`);
    assertEquals(this.#numbers.get(from), workerId, `[C11] ${story}, from ${from}`);
    const next = this.arrived.get(workerId) ?? 0;
    const turnThere = this.#turnsThere.get(workerId) ?? -1;
    if (next > 0) assertEquals(Number(turn), turnThere, `[S2] ${story}, without a reset here`);
    else assertLess(turnThere, Number(turn), `[S2] ${story}, which was over`);
    this.#turnsThere.set(workerId, Number(turn));
    assertEquals(Number(n), next, `[S2] ${story}, but ${next} is next`);
    assertEquals(envelope.conns, [next]);
    this.arrived.set(workerId, next + 1);
    this.lastText.set(workerId, text.join(" "));
    this.onMessage(from);
  }

  #lost(peer: number): void {
    const workerId = this.#numbers.get(peer);
    assert(
      workerId !== undefined && !this.lost.includes(peer),
      `${this.workerId}: ${peer} is lost twice`,
    );
    this.lost.push(peer);
    const number = this.link.numberOf(workerId);
    if (number === null) this.#over.add(workerId);
    else {
      assert(number > peer, `${this.workerId} knows ${workerId} by a number that is used again`);
      this.#named(number, workerId);
      this.turns.set(workerId, (this.turns.get(workerId) ?? 0) + 1);
      this.sent.delete(workerId);
      this.arrived.delete(workerId);
    }
  }

  #named(number: number, workerId: string): void {
    assertEquals(this.#numbers.get(number) ?? workerId, workerId, "one number, one worker");
    this.#numbers.set(number, workerId);
  }
}

export class LinkWorld {
  readonly clock = new FakeClock();
  readonly random: Random;
  readonly world: FakeWorld;
  readonly workers = new Map<string, LinkedWorker>();

  readonly #silentQueue: Queue;

  /** `silentQueue`: what may wait for one that is silent (default: as much as for real). */
  constructor(faults: Partial<EngineFaults> = {}, seed = 1, silentQueue = SILENT_QUEUE) {
    this.#silentQueue = silentQueue;
    this.random = new Random(seed);
    this.world = new FakeWorld(this.clock, this.random, faults);
  }

  start(workerId: string): LinkedWorker {
    const worker = new LinkedWorker(workerId, this, this.#silentQueue);
    this.workers.set(workerId, worker);
    return worker;
  }

  /** As many nodes of one worker each, which all know each other. */
  met(...incarnations: readonly string[]): readonly LinkedWorker[] {
    const workers = incarnations.map((one) => this.start(workerIdOf(one)));
    for (const worker of workers) {
      for (const other of incarnations) {
        if (workerIdOf(other) !== worker.workerId) worker.nodeUp(other, [workerIdOf(other)]);
      }
    }
    return workers;
  }

  /** It ends as a process does: without a word. */
  kill(workerId: string): void {
    const worker = this.workers.get(workerId);
    worker?.link.close();
    worker?.engine.close();
    this.workers.delete(workerId);
  }

  /** Ends the story: what was sent to whoever lives has arrived, and nothing is left. */
  finish(): void {
    this.world.faults = { ...this.world.faults, postLost: 0, postLate: 0 };
    for (const { engine } of this.workers.values()) {
      engine.restore();
      engine.resume();
    }
    this.clock.advance(600_000);
    for (const to of this.workers.values()) {
      for (const from of this.workers.values()) {
        const count = from.sent.get(to.workerId) ?? 0;
        if (from.link.numberOf(to.workerId) === null || to.link.numberOf(from.workerId) === null) {
          continue;
        }
        assertEquals(
          to.arrived.get(from.workerId) ?? 0,
          count,
          `from ${from.workerId} at ${to.workerId}`,
        );
      }
      assert(to.link.idle, `${to.workerId} is idle`);
      assertEquals(to.link.load, { outstanding: 0, waiting: 0 });
    }
    for (const workerId of [...this.workers.keys()]) this.kill(workerId);
    assertEquals(this.clock.pending, 0, "timers left when everything has arrived");
  }
}

/** The id of a worker: without numbers, of the first incarnation of the node's first worker. */
export function workerIdOf(incarnation: string, worker = 0, epoch = 1): string {
  return `${incarnation}-${worker}-${epoch}`;
}
