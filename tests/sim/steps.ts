/**
 * One run's steps: each draws a command and carries it out on the cluster and its clients. What people
 * know of rooms they have from each other; nothing here asks the server's state.
 */
import { Arrivals } from "./arrivals.ts";
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Life } from "./life.ts";
import { marathon } from "./marathon.ts";
import type { Command, Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import { V2Client } from "./v2_client.ts";
import { V2_KNOCKS } from "./v2_words.ts";
import { KNOCKS } from "./words.ts";

export class Steps {
  readonly #arrivals: Arrivals;
  readonly #cluster: Cluster;
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #fates: Random;
  /** How long the longest blocked worker stays blocked. */
  readonly #blocked = new Map<Life, number>();

  constructor(
    cluster: Cluster,
    plan: Plan,
    { random, fates }: { readonly random: Random; readonly fates: Random },
  ) {
    this.#fates = fates;
    this.#cluster = cluster;
    this.#plan = plan;
    this.#random = random;
    this.#arrivals = new Arrivals(cluster, plan, random);
  }

  get clients(): readonly Client[] {
    return this.#arrivals.clients;
  }

  /** Clients whose connection is open, or about to be, as far as they know. */
  get present(): readonly Client[] {
    return this.#arrivals.present;
  }

  /** Draws a command and carries it out; what it comes to is the history's line. */
  next(): string {
    this.#disks();
    const random = this.#random;
    const command = random.weighted(this.#plan.weights);
    const done = `${command} ${this.#run(command)}${this.#homing()}`;
    // a worker may end in the middle of what it does, before the end of the tick
    const ends = command === "turn" && random.chance(0.002) && this.#may("kill");
    const life = ends ? this.#cluster.alive[random.below(this.#cluster.lives.length)] : undefined;
    if (life !== undefined) this.#cluster.kill(life);
    this.#cluster.tellsNow();
    this.settle(0);
    return life === undefined ? done : `${done}; ${life.id} dies in it`;
  }

  /** Lets time pass and ends the tick; whoever is blocked for long enough goes on. */
  settle(ms: number): void {
    this.#cluster.clock.advance(ms);
    for (const [life, until] of this.#blocked) {
      if (until > this.#cluster.now()) continue;
      this.#blocked.delete(life);
      life.unblock();
      this.#cluster.clock.advance(0);
    }
  }

  /** From here on no worker is blocked. */
  unblock(): void {
    for (const life of this.#blocked.keys()) life.unblock();
    this.#blocked.clear();
  }

  #run(command: Command): string {
    const random = this.#random;
    switch (command) {
      case "turn":
        return this.#turn();
      case "chatter":
      case "garbage": {
        const programs = this.present.filter(({ kind }) => kind !== "terminal");
        if (programs.length === 0) return "of nobody";
        const client = random.pick(programs);
        for (let n = random.pick([1, 1, 2, 9]); n > 0; n--) client[command]();
        return `#${client.line.no}`;
      }
      case "storm":
        return this.#storm();
      case "create":
        return this.#arrivals.create();
      case "join":
        return this.#arrivals.join(1);
      case "race":
        return this.#arrivals.join(random.between(2, 4));
      case "knock": {
        const protocol = random.chance(this.#plan.v2) ? "v2" : "v1";
        const { query, names } = random.pick(protocol === "v2" ? V2_KNOCKS : KNOCKS);
        return this.#arrivals.knock({ kind: "knock", protocol, names }, query);
      }
      case "guess":
        this.#arrivals.guess(20);
        return "20 times";
      case "drop": {
        const clients = this.present.filter(({ kind }) => kind === "v2");
        if (clients.length === 0) return "of nobody";
        const client = random.pick(clients);
        client.vanish(0);
        client.deliver(1, this.#cluster.now());
        return `#${client.line.no}`;
      }
      case "resume":
        return this.#arrivals.resume(1);
      case "rivals":
        return this.#arrivals.resume(2);
      case "intrude":
        return this.#arrivals.intrude();
      case "marathon":
        return marathon(this.#arrivals, this, this.#cluster);
      case "leave":
      case "vanish":
      case "stall": {
        if (this.present.length === 0) return "of nobody";
        const client = random.pick(this.present);
        if (command === "leave") client.leave();
        else if (command === "stall") client.line.socket.stalled = !client.line.socket.stalled;
        else client.vanish(this.#cluster.now() + random.pick([0, 3_000, 30_000]));
        return `#${client.line.no}`;
      }
      case "return": {
        const voters = this.present.filter(({ line, open_ticket }) =>
          line.wish.kind === "join" && open_ticket !== null
        );
        if (voters.length === 0) return "of nobody";
        const client = random.pick(voters);
        client.leave();
        client.deliver(Infinity, this.#cluster.now());
        this.settle(random.pick([0, 5, 500]));
        const { wish } = client.line;
        if (wish.kind === "knock") return "of nobody";
        return `of #${client.line.no}: ${this.#arrivals.connect(wish)}`;
      }
      case "moment":
        return this.pass(random.between(1, 20));
      case "wait":
        return this.pass(random.between(100, 3_000));
      case "linger":
        return this.pass(random.between(9_000, 13_000));
      case "absence":
        return this.pass(
          random.pick([this.#plan.admin_grace_ms, this.#plan.resume_grace_ms]) + 500,
        );
      case "night":
        return this.pass(this.#plan.room_idle_ms - random.below(2) * 5_000);
      case "block":
      case "kill":
      case "crash":
        return this.#disturb(command);
      case "weather": {
        const { worst } = this.#plan;
        const good = random.chance(0.4);
        this.#cluster.network.faults = good ? FINE : worst;
        return good ? "gets better" : "gets worse";
      }
    }
  }

  /** A disk is full, or works again. */
  #disks(): void {
    const { journal } = this.#plan;
    if (journal === null || !this.#fates.chance(journal.failures)) return;
    const { disk } = this.#fates.pick(this.#cluster.shelves);
    disk.fault = disk.fault === null ? this.#fates.pick(["disk_full", "io_error"] as const) : null;
  }

  /** Where rooms outlive their homes, clients come back to them by themselves [P2.9]. */
  #homing(): string {
    if (!this.#cluster.journaled || !this.#fates.chance(HOMING)) return "";
    const lost = this.clients.some((client) => client instanceof V2Client && client.cut);
    return lost ? `; ${this.#arrivals.resume(1)}` : "";
  }

  /** From here on every disk works. */
  mend(): void {
    for (const { disk } of this.#cluster.shelves) disk.fault = null;
  }

  #turn(): string {
    const random = this.#random;
    const clients = this.clients.filter(({ busy }) => busy);
    if (clients.length === 0) return "of nobody";
    const client = random.pick(clients);
    if (client.outbox.length > 0 && random.chance(0.6)) {
      client.deliver(random.pick([1, 1, 2, 20]), this.#cluster.now());
      return `what #${client.line.no} sent arrives`;
    }
    client.read();
    if (client.prompt !== null && random.chance(this.#plan.answers)) {
      client.answer(this.#plan.sense);
      return `#${client.line.no} reads and answers`;
    }
    return `#${client.line.no} reads`;
  }

  #storm(): string {
    const far = this.present.filter(({ line, life, kind }) =>
      kind !== "terminal" && line.phase === "seated" && line.home !== life.id
    );
    const client = far[0];
    const home = this.#cluster.lives[client?.line.home ?? -1];
    if (client === undefined || !home || home.clock.blocked) return "of nobody";
    this.#block(home, 300);
    for (let n = 0; n < STORM; n++) {
      client.chatter();
      client.deliver(1, this.#cluster.now());
      this.settle(1);
    }
    return `of #${client.line.no} at ${home.id}`;
  }

  #block(life: Life, ms: number): void {
    this.#cluster.coverage.saw("workers blocked");
    life.block();
    this.#blocked.set(life, this.#cluster.now() + ms);
  }

  #disturb(command: "block" | "kill" | "crash"): string {
    const { alive } = this.#cluster;
    if (alive.length === 0 || !this.#may(command)) return "nobody";
    const life = this.#random.pick(alive);
    if (command === "kill") this.#cluster.kill(life);
    else if (life.clock.blocked) return `${life.id}, which is blocked`;
    else if (command === "crash") this.#cluster.crash(life);
    else this.#block(life, this.#random.pick([20, 300, 5_000]));
    return `${life.id}`;
  }

  /** Lets time pass in which whoever speaks v2 says that it is still there. */
  pass(ms: number): string {
    // a step is at most as long as somebody is blocked, so that going on is on time
    for (let left = ms; left > 0;) {
      const next = Math.min(
        left,
        ...[...this.#blocked.values()].map((at) => at - this.#cluster.now()),
      );
      const step = Math.max(1, Math.min(next, KEEP_UP_MS));
      this.settle(step);
      for (const client of this.present) {
        if (client instanceof V2Client) client.keepUp(this.#cluster.now());
      }
      left -= step;
    }
    return `of ${ms} ms`;
  }

  #may(command: Command): boolean {
    return this.#plan.weights.some(([name, weight]) => name === command && weight > 0);
  }
}

/** How often, in each step, somebody who was cut off comes back. */
const HOMING = 0.1;

/** Messages of a storm: fewer than a connection may send at once, more than may be on the bus. */
const STORM = 50;

/** Time that may pass at once without anybody's saying that it is still there [W8]. */
const KEEP_UP_MS = 5_000;

const FINE = { drop: 0, duplicate: 0, delay_ms: 0, ring: 256 };
