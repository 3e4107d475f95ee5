/**
 * The steps of a run: each draws a command and executes it on the cluster and its clients. Nothing here reads the
 * server's state.
 */
import { Arrivals } from "./arrivals.ts";
import { arrangedRoom } from "./arranged_room.ts";
import { Callers } from "./callers.ts";
import { comeback } from "./comeback.ts";
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import { Disturbances } from "./disturbances.ts";
import { marathon } from "./marathon.ts";
import type { Command, Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import { Time } from "./time.ts";
import { trackedRoom } from "./tracked_room.ts";
import { V2Client } from "./v2_client.ts";
import { V2_BAD_REQUESTS } from "./v2_inputs.ts";
import { BAD_REQUESTS } from "./inputs.ts";

export class Steps {
  readonly time: Time;
  /** The faults. */
  readonly disturbances: Disturbances;
  readonly #arrivals: Arrivals;
  readonly #callers: Callers;
  readonly #cluster: Cluster;
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #fates: Random;
  /** null: no client asks whether a room exists. */
  readonly #looks: Random | null;
  /** null: there are no trackers. */
  readonly #trackers: Random | null;
  /** null: no program opens rooms. */
  readonly #programs: Random | null;

  constructor(
    cluster: Cluster,
    plan: Plan,
    { random, fates, clocks, looks, trackers, programs }: {
      readonly random: Random;
      readonly fates: Random;
      readonly clocks: Random;
      readonly looks: Random | null;
      readonly trackers: Random | null;
      readonly programs: Random | null;
    },
  ) {
    this.#fates = fates;
    this.#looks = looks;
    this.#trackers = trackers;
    this.#programs = programs;
    this.#cluster = cluster;
    this.#plan = plan;
    this.#random = random;
    this.#arrivals = new Arrivals(cluster, plan, random);
    const time = this.time = new Time(cluster, () => this.present);
    this.#callers = new Callers(this.#arrivals, time, cluster);
    this.disturbances = new Disturbances({ cluster, plan, time, random, fates, clocks });
  }

  get clients(): readonly Client[] {
    return this.#arrivals.clients;
  }

  /** Clients whose connection is open or opening, as far as they know. */
  get present(): readonly Client[] {
    return this.#arrivals.present;
  }

  /** Plays marathon.ts; returns a line for the history. */
  marathon(): string {
    const random = this.#random;
    return marathon(this.#arrivals, { time: this.time, cluster: this.#cluster, random });
  }

  /** Plays arranged_room.ts; returns a line for the history. */
  arrangedRoom(): string {
    return arrangedRoom(this.#callers, { cluster: this.#cluster, random: this.#random });
  }

  /** [A5] Plays tracked_room.ts, if there is a tracker. */
  trackedRoom(): void {
    if (this.#trackers !== null) trackedRoom(this.#callers, this.#trackers);
  }

  /** Draws a command and executes it; returns a line for the history. */
  next(): string {
    this.disturbances.before();
    const random = this.#random;
    const command = random.weighted(this.#plan.weights);
    const strangers = () => `${this.#look()}${this.#asks()}${this.#program()}`;
    const done = `${command} ${this.#run(command)}${this.#homing()}${strangers()}`;
    // a worker may die before the end of the tick
    const ends = command === "turn" && random.chance(0.002) && this.disturbances.may("kill");
    const incarnation = ends
      ? this.#cluster.alive[random.below(this.#cluster.incarnations.length)]
      : undefined;
    if (incarnation !== undefined) this.#cluster.main.kill(incarnation);
    this.#cluster.main.reportNow();
    this.time.settle(0);
    return incarnation === undefined ? done : `${done}; ${incarnation.id} dies in it`;
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
        return this.disturbances.storm(this.present);
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
        this.time.settle(random.pick([0, 5, 500]));
        const { handshake } = client.line;
        if (handshake.kind === "knock") return "of nobody";
        return `of #${client.line.no}: ${this.#arrivals.connect(handshake)}`;
      }
      case "moment":
        return this.time.pass(random.between(1, 20));
      case "wait":
        return this.time.pass(random.between(100, 3_000));
      case "linger":
        return this.time.pass(random.between(9_000, 13_000));
      case "absence":
        return this.time.pass(
          random.pick([this.#plan.admin_grace_ms, this.#plan.resume_grace_ms]) + 500,
        );
      case "night":
        return this.time.pass(this.#plan.room_idle_ms - random.below(2) * 5_000);
      case "block":
      case "kill":
      case "crash":
        return this.disturbances.disturb(command);
      case "weather":
        return this.disturbances.weather();
    }
  }

  /** With journals, clients whose connection was lost resume by themselves [P2.9]. */
  #homing(): string {
    if (!this.#cluster.journaled) return "";
    if (this.#fates.chance(COMEBACKS)) {
      return `; comeback ${comeback(this.#callers, this.time, this.#cluster)}`;
    }
    if (!this.#fates.chance(HOMING)) return "";
    const lost = this.clients.some((client) => client instanceof V2Client && client.cut);
    return lost ? `; ${this.#arrivals.resume(1)}` : "";
  }

  #look(): string {
    if (!this.#looks?.chance(LOOKS)) return "";
    return `; ${this.#arrivals.look(this.#looks)}`;
  }

  /** [A5] A member makes a request to the tracker, most often an admin. */
  #asks(): string {
    const random = this.#trackers;
    if (random === null || !random.chance(ASKS)) return "";
    const clients = this.present.filter((client) => client instanceof V2Client);
    const admins = clients.filter(({ isAdmin }) => isAdmin);
    const some = admins.length > 0 && random.chance(0.95) ? admins : clients;
    if (some.length === 0) return "";
    const client = random.pick(some);
    client.asksTracker(random);
    client.deliver(Infinity, this.#cluster.now());
    return `; #${client.line.no} asks a tracker`;
  }

  #program(): string {
    if (!this.#programs?.chance(PROGRAMS)) return "";
    return `; ${this.#arrivals.program(this.#programs)}`;
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
}

/** The probability in each step that a client whose connection was lost resumes. */
const HOMING = 0.1;

/** The probability in each step that a client asks whether a room exists, in runs with that. */
const LOOKS = 0.05;

/** The probability in each step of a request to a tracker, in runs with one. */
const ASKS = 0.08;
/**
 * The probability in each step that a program opens a room or a client joins such a room, in runs with programs.
 */
const PROGRAMS = 0.08;

/** The probability in each step of the scenario of comeback.ts. */
const COMEBACKS = 0.001;
