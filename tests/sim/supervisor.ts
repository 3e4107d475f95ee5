/** Simulates main: it notices lost workers, reports them to the others after a while, and replaces them [S5]. */
import { allocateRing } from "../../src/bus/ring.ts";
import type { PeerRings } from "../../src/bus/ring_peer.ts";
import type { Cluster } from "./cluster.ts";
import type { Incarnation } from "./incarnation.ts";
import type { Random } from "./random.ts";

/** How long noticing a lost worker, reporting it and replacing it may take, each, in milliseconds. */
const NOTICED_WITHIN_MS = 2_000;
const REPORTED_WITHIN_MS = 2_000;
const REPLACED_WITHIN_MS = 1_000;

/** How long after their start workers may have to wait for the rings between them, in milliseconds. */
const LINKED_WITHIN_MS = 300;

/** How long a worker that crashed may live after its last frames, in milliseconds. */
const CRASH_MS = 250;

export class Supervisor {
  /** Whether the process stops, so that workers are not replaced [S6]. */
  stopping = false;
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #fates: Random;
  /** Reports of lost workers that are still to be made. */
  readonly #unreported = new Set<() => void>();
  /** When main's last post arrives at each worker. */
  readonly #lastPosts = new Map<Incarnation, number>();
  readonly #ringBytes: number;

  constructor(
    cluster: Cluster,
    { random, fates, ringBytes }: { random: Random; fates: Random; ringBytes: number },
  ) {
    this.#ringBytes = ringBytes;
    this.#cluster = cluster;
    this.#random = random;
    this.#fates = fates;
  }

  /** Kills a thread; the rest of the process notices later. */
  kill(incarnation: Incarnation): void {
    if (incarnation.clock.dead) return;
    this.#end(incarnation);
    const { clock } = this.#cluster;
    clock.after(this.#within(NOTICED_WITHIN_MS), () => {
      this.#noticeLoss(incarnation);
      clock.after(this.#within(REPLACED_WITHIN_MS), () => this.#replace(incarnation));
    });
  }

  /** A thread hangs until main replaces it, unless the process stops [S5]. Returns whether it was replaced. */
  hang(incarnation: Incarnation): boolean {
    if (this.stopping) return false;
    this.#end(incarnation);
    this.#noticeLoss(incarnation);
    this.#replace(incarnation);
    return true;
  }

  /** [S5] A worker has an uncaught error, closes its connections and ends. */
  crash(incarnation: Incarnation): void {
    if (incarnation.clock.dead || incarnation.draining) return;
    this.#cluster.coverage.count("workers that crashed and closed their connections");
    incarnation.giveUp();
    this.#cluster.clock.after(this.#random.below(CRASH_MS), () => this.kill(incarnation));
  }

  /** Perhaps reports the lost workers now, in the middle of other events. */
  reportNow(): void {
    const { coverage, journaled } = this.#cluster;
    if (!journaled || this.#unreported.size === 0 || !this.#fates.chance(0.2)) return;
    coverage.count("workers reported lost in the middle of things");
    for (const report of [...this.#unreported]) report();
  }

  #end(incarnation: Incarnation): void {
    this.#cluster.coverage.count("workers lost");
    this.#cluster.sawLink(incarnation);
    this.#cluster.incarnations[incarnation.id] = null;
    incarnation.die();
  }

  #noticeLoss({ id, epoch, lines }: Incarnation): void {
    const { alive } = this.#cluster;
    this.#cluster.clearRow(id);
    for (const line of lines) line.counted = false;
    for (const other of alive) {
      const { link } = other;
      if (link === null) continue;
      const report = () => {
        if (!this.#unreported.delete(report)) return;
        const pass = () => link.link.workerLost(id, epoch);
        other.clock.run(() => other.auditor.mainReports(id, epoch, pass));
      };
      this.#unreported.add(report);
      this.#post(other, this.#within(REPORTED_WITHIN_MS), report);
    }
  }

  /** A worker serves: main gives it and the others the rings between them [S2]. */
  workerServes(incarnation: Incarnation): void {
    for (const other of this.#cluster.alive) {
      if (other === incarnation || incarnation.link === null) continue;
      const [there, back] = [allocateRing(this.#ringBytes), allocateRing(this.#ringBytes)];
      this.#link(other, incarnation, { out: back, in: there });
      this.#link(incarnation, other, { out: there, in: back });
    }
  }

  #link(worker: Incarnation, peer: Incarnation, rings: PeerRings): void {
    const link = () =>
      worker.clock.run(() => worker.link?.workerLinked(peer.id, peer.epoch, rings));
    this.#post(worker, this.#within(LINKED_WITHIN_MS), link);
  }

  /** Posts to a worker; posts arrive in order, within `ms` milliseconds. */
  #post(worker: Incarnation, ms: number, task: () => void): void {
    const { clock } = this.#cluster;
    const at = Math.max(clock.now() + ms, this.#lastPosts.get(worker) ?? 0);
    this.#lastPosts.set(worker, at);
    clock.after(at - clock.now(), task);
  }

  #replace({ id }: Incarnation): void {
    if (this.stopping) return;
    this.#cluster.coverage.count("workers replaced");
    this.#cluster.note(() => `    worker ${id} is replaced`);
    this.#cluster.start(id);
  }

  /** A delay up to `ms`: none, or so long that the others may notice by themselves. */
  #within(ms: number): number {
    return this.#random.chance(0.3) ? this.#random.below(20) : this.#random.below(ms);
  }
}
