/**
 * One run's steps: each draws a command and carries it out on the cluster and its clients. What people
 * know of rooms they have from each other; nothing here asks the server's state.
 */
import { Arrivals } from "./arrivals.ts";
import { arrangedRoom } from "./arranged_room.ts";
import { Callers } from "./callers.ts";
import { comeback } from "./comeback.ts";
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Incarnation } from "./incarnation.ts";
import { marathon } from "./marathon.ts";
import type { Command, Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import { V2Client } from "./v2_client.ts";
import { V2_BAD_REQUESTS } from "./v2_inputs.ts";
import { BAD_REQUESTS } from "./inputs.ts";

export class Steps {
  readonly #arrivals: Arrivals;
  readonly #callers: Callers;
  readonly #cluster: Cluster;
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #fates: Random;
  readonly #clocks: Random;
  /** null: nobody asks whether there is a room. */
  readonly #looks: Random | null;
  readonly #leaps: number;
  /** How long the longest blocked worker stays blocked. */
  readonly #blocked = new Map<Incarnation, number>();

  constructor(
    cluster: Cluster,
    plan: Plan,
    { random, fates, clocks, looks }: {
      readonly random: Random;
      readonly fates: Random;
      readonly clocks: Random;
      readonly looks: Random | null;
    },
  ) {
    this.#fates = fates;
    this.#clocks = clocks;
    this.#looks = looks;
    this.#leaps = clocks.pick(LEAPS);
    this.#cluster = cluster;
    this.#plan = plan;
    this.#random = random;
    this.#arrivals = new Arrivals(cluster, plan, random);
    this.#callers = new Callers(this.#arrivals, this, cluster);
  }

  get clients(): readonly Client[] {
    return this.#arrivals.clients;
  }

  /** Clients whose connection is open, or about to be, as far as they know. */
  get present(): readonly Client[] {
    return this.#arrivals.present;
  }

  /** So many ballots that results take more than one page; what it came to. */
  marathon(): string {
    const random = this.#random;
    return marathon(this.#arrivals, { steps: this, cluster: this.#cluster, random });
  }

  /** A room that its admin has arranged, and that comes back; what it came to. */
  arrangedRoom(): string {
    return arrangedRoom(this.#callers, { cluster: this.#cluster, random: this.#random });
  }

  /** Draws a command and carries it out; what it comes to is the history's line. */
  next(): string {
    this.#disks();
    this.#setClock();
    const random = this.#random;
    const command = random.weighted(this.#plan.weights);
    const done = `${command} ${this.#run(command)}${this.#homing()}${this.#look()}`;
    // a worker may end in the middle of what it does, before the end of the tick
    const ends = command === "turn" && random.chance(0.002) && this.#may("kill");
    const incarnation = ends
      ? this.#cluster.alive[random.below(this.#cluster.incarnations.length)]
      : undefined;
    if (incarnation !== undefined) this.#cluster.main.kill(incarnation);
    this.#cluster.main.reportNow();
    this.settle(0);
    return incarnation === undefined ? done : `${done}; ${incarnation.id} dies in it`;
  }

  /** Lets time pass and ends the tick; whoever was blocked for long enough goes on. */
  settle(ms: number): void {
    this.#cluster.clock.advance(ms);
    for (const [incarnation, until] of this.#blocked) {
      if (until > this.#cluster.now()) continue;
      this.#blocked.delete(incarnation);
      incarnation.unblock();
      this.#cluster.clock.advance(0);
    }
  }

  /** From here on no worker is blocked. */
  unblock(): void {
    for (const incarnation of this.#blocked.keys()) incarnation.unblock();
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
      case "manage": {
        const admins = this.present.filter((client) => client instanceof V2Client)
          .filter(({ isAdmin }) => isAdmin);
        if (admins.length === 0) return "of nobody";
        const client = random.pick(admins);
        for (let n = random.pick([1, 1, 2]); n > 0; n--) client.manages();
        client.deliver(Infinity, this.#cluster.now());
        return `of #${client.line.no}`;
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
        const { query, names } = random.pick(protocol === "v2" ? V2_BAD_REQUESTS : BAD_REQUESTS);
        return this.#arrivals.knock({ kind: "knock", protocol, names }, query);
      }
      case "guess":
        this.#arrivals.guess(40);
        return "40 times";
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
        return this.marathon();
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
        const voters = this.present.filter(({ line, openTicket }) =>
          line.handshake.kind === "join" && openTicket !== null
        );
        if (voters.length === 0) return "of nobody";
        const client = random.pick(voters);
        client.leave();
        client.deliver(Infinity, this.#cluster.now());
        this.settle(random.pick([0, 5, 500]));
        const { handshake } = client.line;
        if (handshake.kind === "knock") return "of nobody";
        return `of #${client.line.no}: ${this.#arrivals.connect(handshake)}`;
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
    const { disk } = this.#fates.pick(this.#cluster.storages);
    disk.fault = disk.fault === null ? this.#fates.pick(["disk_full", "io_error"] as const) : null;
  }

  /** [R17a] Somebody sets the wall clock: seconds or hours, ahead or back. */
  #setClock(): void {
    const clocks = this.#clocks;
    if (!clocks.chance(this.#leaps)) return;
    const { clock, coverage, note } = this.#cluster;
    const seconds = clocks.between(1, clocks.pick([5, 36_000])) * clocks.pick([1, -1]);
    clock.set(seconds * 1_000);
    coverage.count(seconds > 0 ? "clocks set ahead" : "clocks set back");
    note(() => `    the wall clock is set by ${seconds} s`);
  }

  /** Where rooms outlive their homes, clients come back to them by themselves [P2.9]. */
  #homing(): string {
    if (!this.#cluster.journaled) return "";
    if (this.#fates.chance(COMEBACKS)) {
      return `; comeback ${comeback(this.#callers, this, this.#cluster)}`;
    }
    if (!this.#fates.chance(HOMING)) return "";
    const lost = this.clients.some((client) => client instanceof V2Client && client.cut);
    return lost ? `; ${this.#arrivals.resume(1)}` : "";
  }

  #look(): string {
    if (!this.#looks?.chance(LOOKS)) return "";
    return `; ${this.#arrivals.look(this.#looks)}`;
  }

  /** From here on every disk works. */
  mend(): void {
    for (const { disk } of this.#cluster.storages) disk.fault = null;
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
    const far = this.present.filter(({ line, incarnation, kind }) =>
      kind !== "terminal" && line.phase === "seated" && line.home !== incarnation.id
    );
    const client = far[0];
    const home = this.#cluster.incarnations[client?.line.home ?? -1];
    if (client === undefined || !home || home.clock.blocked) return "of nobody";
    this.#block(home, 300);
    for (let n = 0; n < STORM; n++) {
      client.chatter();
      client.deliver(1, this.#cluster.now());
      this.settle(1);
    }
    return `of #${client.line.no} at ${home.id}`;
  }

  #block(incarnation: Incarnation, ms: number): void {
    this.#cluster.coverage.count("workers blocked");
    incarnation.block();
    this.#blocked.set(incarnation, this.#cluster.now() + ms);
  }

  #disturb(command: "block" | "kill" | "crash"): string {
    const { alive } = this.#cluster;
    if (alive.length === 0 || !this.#may(command)) return "nobody";
    const incarnation = this.#random.pick(alive);
    if (command === "kill") this.#cluster.main.kill(incarnation);
    else if (incarnation.clock.blocked) return `${incarnation.id}, which is blocked`;
    else if (command === "crash") this.#cluster.main.crash(incarnation);
    else this.#block(incarnation, this.#random.pick([20, 300, 12_000]));
    return `${incarnation.id}`;
  }

  /** Lets time pass in which v2 clients show that they are still there. */
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

/** How often, in each step, the wall clock is set, if it is at all in this run. */
const LEAPS = [0, 0.01, 0.1];

/** How often, in each step, somebody who was cut off comes back. */
const HOMING = 0.1;

/** How often, in each step, somebody asks whether there is a room, if anybody does in this run. */
const LOOKS = 0.05;

/** How often a room is opened to see it come back without one of its people. */
const COMEBACKS = 0.001;

/** Messages of a storm: fewer than a connection may send at once, more than may be on the bus. */
const STORM = 50;

/** Time that may pass at once without a v2 client showing that it is still there [W8]. */
const KEEP_UP_MS = 5_000;

const FINE = { drop: 0, duplicate: 0, delayMs: 0, ring: 256 };
