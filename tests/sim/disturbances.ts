/** Faults: of disks, wall clocks and the bus, and workers that hang or die. */
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Command, Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Time } from "./time.ts";

/** The probability in each step that the wall clock is set; drawn for each run. */
const LEAPS = [0, 0.01, 0.1];

/** How many messages a storm has: fewer than a burst may have, more than the bus holds. */
const STORM = 50;

const FINE = { drop: 0, duplicate: 0, delayMs: 0, ring: 256 };

interface DisturbanceDeps {
  readonly cluster: Cluster;
  readonly plan: Plan;
  readonly time: Time;
  readonly random: Random;
  readonly fates: Random;
  readonly clocks: Random;
}

export class Disturbances {
  readonly #cluster: Cluster;
  readonly #plan: Plan;
  readonly #time: Time;
  readonly #random: Random;
  readonly #fates: Random;
  readonly #clocks: Random;
  readonly #leaps: number;

  constructor({ cluster, plan, time, random, fates, clocks }: DisturbanceDeps) {
    this.#cluster = cluster;
    this.#plan = plan;
    this.#time = time;
    this.#random = random;
    this.#fates = fates;
    this.#clocks = clocks;
    this.#leaps = clocks.pick(LEAPS);
  }

  /** Before each step, perhaps breaks or repairs a disk and sets the wall clock. */
  before(): void {
    this.#disks();
    this.#setClock();
  }

  /** From now on every disk works. */
  mendDisks(): void {
    for (const { disk } of this.#cluster.storages) disk.fault = null;
  }

  /** Whether the plan has this command. */
  may(command: Command): boolean {
    return this.#plan.weights.some(([name, weight]) => name === command && weight > 0);
  }

  /** A worker hangs, is killed, or crashes. Returns a line for the history. */
  disturb(command: "block" | "kill" | "crash"): string {
    const { alive } = this.#cluster;
    if (alive.length === 0 || !this.may(command)) return "nobody";
    const incarnation = this.#random.pick(alive);
    if (command === "kill") this.#cluster.main.kill(incarnation);
    else if (incarnation.clock.blocked) return `${incarnation.id}, which is blocked`;
    else if (command === "crash") this.#cluster.main.crash(incarnation);
    else this.#time.block(incarnation, this.#random.pick([20, 300, 12_000]));
    return `${incarnation.id}`;
  }

  /** Changes the faults of the bus. */
  weather(): string {
    const { worst } = this.#plan;
    const good = this.#random.chance(0.4);
    this.#cluster.network.faults = good ? FINE : worst;
    return good ? "gets better" : "gets worse";
  }

  /** One of these clients sends many messages to a home that hangs. */
  storm(present: readonly Client[]): string {
    const far = present.filter(({ line, incarnation, kind }) =>
      kind !== "terminal" && line.phase === "seated" && line.home !== incarnation.id
    );
    const client = far[0];
    const home = this.#cluster.incarnations[client?.line.home ?? -1];
    if (client === undefined || !home || home.clock.blocked) return "of nobody";
    this.#time.block(home, 300);
    for (let n = 0; n < STORM; n++) {
      client.chatter();
      client.deliver(1, this.#cluster.now());
      this.#time.settle(1);
    }
    return `of #${client.line.no} at ${home.id}`;
  }

  /** Fills a disk, or empties it. */
  #disks(): void {
    const { journal } = this.#plan;
    if (journal === null || !this.#fates.chance(journal.failures)) return;
    const { disk } = this.#fates.pick(this.#cluster.storages);
    disk.fault = disk.fault === null ? this.#fates.pick(["disk_full", "io_error"] as const) : null;
  }

  /** [R17a] Sets the wall clock, by seconds or hours, forward or back. */
  #setClock(): void {
    const clocks = this.#clocks;
    if (!clocks.chance(this.#leaps)) return;
    const { clock, coverage, note } = this.#cluster;
    const seconds = clocks.between(1, clocks.pick([5, 36_000])) * clocks.pick([1, -1]);
    clock.set(seconds * 1_000);
    coverage.count(seconds > 0 ? "clocks set ahead" : "clocks set back");
    note(() => `    the wall clock is set by ${seconds} s`);
  }
}
