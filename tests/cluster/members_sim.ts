/**
 * Some nodes on one engine, all of it decided by a seed: they are stopped, suspended, cut off, made deaf to each other,
 * killed, started again, asked to leave, and the engine is as bad as it can be. Then all is well again. What must hold
 * all the while, and what must come of it, is checked here.
 */
import type { Engine } from "../../src/cluster/engine.ts";
import type { Timing } from "../../src/cluster/membership_options.ts";
import { decode } from "../../src/cluster/records.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import { BAD_FAULTS, NO_FAULTS } from "./fake_faults.ts";
import { FakeWorld } from "./fake_world.ts";
import { SimNode } from "./node.ts";

/** Few: what happens to one happens to each. */
const SHARDS = 48;
const SUBJECTS = subjectsOf("c", SHARDS);
const NAMES = ["ana", "ben", "cleo", "dora", "emil"];

/** How long things go wrong, and within what time all must be well afterwards. */
const TROUBLE_MS = 40_000;
const CALM_MS = 30_000;
const STEP_MS = 20;
/** How long an append of before can still be done. */
const IN_FLIGHT_MS = 16_000;
const FIRST_JUDGEMENT_MS = 3_000;

/** A leader that was put aside may answer, too. */
const FAULTS = { ...BAD_FAULTS, staleLast: 0.05 };

/** A bug on purpose. */
interface Canary {
  readonly timing?: Partial<Timing>;
  between?(engine: Engine): Engine;
}

interface Run {
  /** What was wrong first; null: nothing. */
  readonly violation: string | null;
  /** What happened, the last of it. */
  readonly notes: readonly string[];
  /** How often what happened, by its name. */
  readonly counts: ReadonlyMap<string, number>;
}

class Violation extends Error {}

class Simulation {
  readonly #clock = new FakeClock();
  readonly #random: Random;
  readonly #world: FakeWorld;
  readonly #canary: Canary;
  readonly #nodes: SimNode[] = [];
  readonly #began: number;
  /** When each incarnation started. */
  readonly #startedAt = new Map<string, number>();
  /** Either wall clocks are set or machines are suspended: both at once are more than a lease can stand. */
  readonly #setsClocks: boolean;
  readonly notes: string[] = [];
  readonly counts = new Map<string, number>();

  constructor(seed: number, canary: Canary) {
    this.#random = new Random(seed);
    this.#setsClocks = this.#random.chance(0.3);
    this.#began = this.#clock.now();
    this.#canary = canary;
    this.#world = new FakeWorld(this.#clock, this.#random);
    this.#world.onAppend = ({ subject, text }) => this.#appended(subject, text);
  }

  run(): void {
    const count = this.#random.between(2, NAMES.length);
    for (const name of NAMES.slice(0, count)) {
      this.#add(name);
      this.#pass(this.#random.between(0, 1_500));
    }
    this.#pass(this.#random.between(0, 6_000));
    const until = this.#clock.now() + TROUBLE_MS;
    while (this.#clock.now() < until) {
      this.#disturb();
      this.#pass(this.#random.between(0, 3_000));
    }
    this.#calm();
    const calmSince = this.#clock.now();
    while (!this.#isWell()) {
      if (this.#clock.now() - calmSince > CALM_MS) throw new Violation(this.#whatIsMissing());
      this.#pass(500);
    }
    // until then what was in flight may still arrive, a session's end among it
    this.#pass(calmSince + IN_FLIGHT_MS - this.#clock.now());
    const lost = this.#nodes.reduce((sum, node) => sum + node.sessionsLost, 0);
    this.#pass(8_000);
    const lostNow = this.#nodes.reduce((sum, node) => sum + node.sessionsLost, 0);
    if (lostNow > lost) throw new Violation("a session was lost though all was well");
    if (!this.#isWell()) throw new Violation(`all was well, and then: ${this.#whatIsMissing()}`);
  }

  #add(name: string): void {
    const { timing, between } = this.#canary;
    const node: SimNode = new SimNode(name, {
      clock: this.#clock,
      world: this.#world,
      subjects: SUBJECTS,
      note: (one, event, detail) => this.#noted(one, event, detail),
      ...timing && { timing },
      ...between && { between },
    });
    this.#nodes.push(node);
  }

  #pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.#clock.advance(Math.min(STEP_MS, ms - passed));
      this.#checkOwners();
    }
  }

  #noted(node: SimNode, event: string, detail: string): void {
    this.counts.set(event, (this.counts.get(event) ?? 0) + 1);
    const at = this.#clock.now() - this.#began;
    this.notes.push(`${at} ${node.incarnation} ${event} ${detail.slice(0, 60)}`);
    if (event === "joins") this.#startedAt.set(node.incarnation, this.#clock.now());
    if (event === "owned") {
      for (const shard of detail.split(",")) this.#checkOwner(Number(shard));
    }
    if (event === "session lost" || event === "shards_superseded") this.#checkLoss(node);
  }

  /** Nobody but one may answer for a shard. */
  #checkOwners(): void {
    const answering = new Map<number, string>();
    for (const { serves, lease, incarnation } of this.#nodes) {
      if (!lease.isGood) continue;
      for (const shard of serves) {
        const other = answering.get(shard);
        if (other !== undefined) throw this.#split(shard, [other, incarnation]);
        answering.set(shard, incarnation);
      }
    }
  }

  #checkOwner(shard: number): void {
    const owners = this.#nodes.filter((node) => node.answersFor(shard))
      .map(({ incarnation }) => incarnation);
    if (owners.length > 1) throw this.#split(shard, owners);
  }

  #split(shard: number, owners: readonly string[]): Violation {
    return new Violation(`${owners.join(" and ")} answer for shard ${shard} at the same time`);
  }

  /** A session is lost when somebody ended it, or its record is gone: for no other reason. */
  #checkLoss({ incarnation }: SimNode): void {
    const record = this.#world.last(SUBJECTS.session(incarnation));
    if (record !== null && decode.session(record.text)?.state === "alive") {
      throw new Violation(`${incarnation} has lost a session, or shards, that are still its own`);
    }
  }

  #appended(subject: string, text: string): void {
    if (!subject.startsWith(SUBJECTS.sessions.slice(0, -1))) return;
    const record = decode.session(text);
    if (record?.state !== "revoked") return;
    this.counts.set("revoked", (this.counts.get("revoked") ?? 0) + 1);
    const startedAt = this.#startedAt.get(record.by) ?? 0;
    if (this.#clock.now() - startedAt < FIRST_JUDGEMENT_MS) {
      throw new Violation(`${record.by} judges when it has just started`);
    }
  }

  #disturb(): void {
    const random = this.#random;
    const what = random.weighted([
      ["stop", 3],
      ["cut", 3],
      ["unsubscribe", 4],
      ["kill", 2],
      ["leave", 1],
      ["leaderless", 1],
      ["faults", 3],
      ["set the clock", this.#setsClocks ? 2 : 0],
      ["join", 1],
    ]);
    const node = random.pick(this.#nodes);
    const other = random.pick(this.#nodes);
    const lasts = random.chance(0.5) ? random.between(100, 2_500) : random.between(2_500, 15_000);
    const later = (run: () => void) => this.#clock.after(lasts, run);
    this.notes.push(
      `${this.#clock.now() - this.#began} ${what} ${node.name} ${other.name} ${lasts}`,
    );
    if (what === "faults") this.#world.faults = random.chance(0.7) ? FAULTS : NO_FAULTS;
    else if (what === "leaderless") this.#world.loseLeader(Math.min(lasts, 10_000), ["control"]);
    else if (what === "join") {
      const name = NAMES[this.#nodes.length];
      if (name !== undefined) this.#add(name);
    } else if (node.state === "up") {
      if (what === "stop") {
        node.pause(this.#setsClocks || random.chance(0.5) ? "stopped" : "suspended");
        later(() => node.resume());
      } else if (what === "cut") {
        node.engine.cut();
        later(() => node.engine.restore());
      } else if (what === "unsubscribe") {
        const deaf = random.chance(0.5) ? [node] : [node, other];
        node.deafTo.add(other.name);
        if (deaf.length > 1) other.deafTo.add(node.name);
        later(() => {
          node.deafTo.delete(other.name);
          other.deafTo.delete(node.name);
        });
      } else if (what === "kill") {
        node.kill();
        later(() => this.#restart(node));
      } else if (what === "leave" && node.isReady) {
        node.leave();
        later(() => this.#restart(node));
      } else if (what === "set the clock") node.clock.set(random.between(-3_600_000, 3_600_000));
    }
  }

  #restart(node: SimNode): void {
    if (node.state !== "up" || node.isLeaving) {
      node.kill();
      node.restart();
    }
  }

  #calm(): void {
    this.notes.push(`${this.#clock.now() - this.#began} all is well again`);
    this.#world.faults = NO_FAULTS;
    this.#world.loseLeader(0);
    for (const node of this.#nodes) {
      node.resume();
      node.engine.restore();
      node.deafTo.clear();
      this.#restart(node);
    }
  }

  /** Everybody is there, and nothing is without an owner but what is on its way to another. */
  #isWell(): boolean {
    const ownerless = SHARDS - this.#nodes.reduce((sum, { serves }) => sum + serves.size, 0);
    const onTheWay = 2 * this.#nodes.length;
    return this.#nodes.every(({ isReady, lease }) => isReady && lease.isGood) &&
      ownerless <= onTheWay &&
      this.#nodes.every(({ owners }) => owners.size >= SHARDS - onTheWay);
  }

  #whatIsMissing(): string {
    const nodes = this.#nodes.map(({ incarnation, isReady, lease, serves, owners, membership }) =>
      `${incarnation} is ${
        isReady ? "" : "not "
      }ready, its lease ${lease.leftMs}, it has ${serves.size} of ` +
      `${membership.status.wanted}, sees ${owners.size} owned and ${membership.status.liveNodes} nodes`
    );
    return `not all is well: ${nodes.join("; ")}`;
  }
}

/** Runs one seed. */
export function simulate(seed: number, canary: Canary = {}): Run {
  const simulation = new Simulation(seed, canary);
  let violation: string | null = null;
  try {
    simulation.run();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error.message;
  }
  return { violation, notes: simulation.notes, counts: simulation.counts };
}

/** Bugs that the simulation must find. */
export const CANARIES: Readonly<Record<string, Canary>> = {
  "a lease is not waited out": { timing: { leaseMs: 0 } },
  "a node judges when it starts": { timing: { listenMs: 0 } },
  "'wrong sequence' is taken as proof": {
    between(engine) {
      const superseded = new Set<string>();
      return new Proxy(engine, {
        get(_target, key) {
          if (key === "append") {
            const append: Engine["append"] = (what, done) =>
              engine.append(what, (result) => {
                if (result.kind === "wrong_sequence") superseded.add(what.subject);
                done(result);
              });
            return append;
          }
          if (key === "last") {
            const last: Engine["last"] = (subject, done) =>
              engine.last(subject, (result) => {
                const isProof = superseded.has(subject) && result.kind === "found" &&
                  result.record !== null && subject.includes(".sessions.");
                if (!isProof) return done(result);
                const text = JSON.stringify({
                  ...decode.session(result.record?.text ?? ""),
                  state: "revoked",
                  by: "somebody",
                });
                done({ kind: "found", record: { subject, seq: result.record?.seq ?? 0, text } });
              });
            return last;
          }
          const value = Reflect.get(engine, key, engine);
          return typeof value === "function" ? value.bind(engine) : value;
        },
      });
    },
  },
};
