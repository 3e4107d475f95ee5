/**
 * A whole cluster in one thread, decided by a seed: nodes with all that they are made of, people who vote in rooms on
 * them, and an engine that is as bad as it can be. Processes are killed, stopped, cut off and told to leave; then all
 * is well again, everybody comes back, and what is kept is held against what they were sent.
 */
import type { Engine } from "../../../src/cluster/engine.ts";
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import type { Room } from "../../../src/room/state.ts";
import { FakeClock } from "../../base/fake_clock.ts";
import { Random } from "../../sim/random.ts";
import { BAD_FAULTS, type EngineFaults, NO_FAULTS } from "../fake_faults.ts";
import { FakeWorld, type StreamKind } from "../fake_world.ts";
import { Auditor, Violation } from "./auditor.ts";
import { type Party, Person, type Vote } from "./person.ts";
import { type Canary, type ProcessWorld, SimProcess } from "./process.ts";
import { Terminal } from "./terminal.ts";

const SUBJECTS = subjectsOf("c", 12);
const NAMES = ["ana", "ben", "cleo", "dora"];
/** How many of these there are at first, at most. */
const FIRST_MAX = 3;

/** How long it takes until the first rooms are open, things go wrong, and all must be well again, in milliseconds. */
const BEGIN_MS = 3_000;
const TROUBLE_MS = 25_000;
const CALM_MS = 60_000;
/** Nobody who is connected waits longer for a reply when all is well, in milliseconds. */
const REPLY_MS = 10_000;
const STEP_MS = 20;
/** How far somebody sets a clock, at most: far more than a lease is good for, and no seat is over by it. */
const CLOCK_MS = 60_000;
/** How likely somebody does something in a step: until the last trouble has been over for a while, and then. */
const BUSY = 0.4;
const QUIET = 0.05;
const AFTERMATH_MS = 2_000;

/** So rare that others take over and go on in between. */
const SOME_FAULTS: EngineFaults = {
  ...BAD_FAULTS,
  ...{
    staleLast: 0.01,
    refused: 0.003,
    ackLost: 0.003,
    late: 0.003,
    stuck: 0.003,
    postLost: 0.01,
    postLate: 0.01,
  },
};

/** Which lose their leader: each alone, or all, as when a server dies that led them. */
const STREAMS: readonly (readonly StreamKind[])[] = [
  ["control", "rooms", "results"],
  ["control"],
  ["rooms"],
];

export interface Run {
  /** What was wrong first; null: nothing. */
  readonly violation: string | null;
  readonly notes: readonly string[];
  /** How often what happened, by its name. */
  readonly counts: ReadonlyMap<string, number>;
}

export const NO_CANARY: Canary = {};

/** Bugs that the simulation has to find. */
export const CANARIES: Readonly<Record<string, Canary>> = {
  "no compare-and-set": { between: (engine) => withAppend(engine, ({ expected: _ }) => null) },
  "a failed commit passes for done": {
    between: (engine) => ({
      ...seamOf(engine),
      append: (append, done) =>
        engine.append(append, (result) => {
          const isDone = result.kind === "appended" || append.expected === null;
          done(isDone ? result : { kind: "appended", seq: append.expected + 1 });
        }),
    }),
  },
  "no lease": { noLease: true },
  "the other end of a link is not shown that it has begun anew": {
    needs: "worker takes nothing",
    between: (engine) => ({
      ...seamOf(engine),
      publish(subject, text) {
        if (!/"epoch":([2-9]|\d\d)/.test(text)) engine.publish(subject, text);
      },
    }),
  },
  "an edge says that there is no such room": { edgeRefuses: true },
  "an edge goes on with a home that does not know its member": { attachesUnseen: true },
};

function withAppend(
  engine: Engine,
  expect: (append: { readonly expected: number | null }) => number | null,
): Engine {
  return {
    ...seamOf(engine),
    append: (append, done) => engine.append({ ...append, expected: expect(append) }, done),
  };
}

function seamOf(engine: Engine): Engine {
  return {
    append: (append, done) => engine.append(append, done),
    last: (subject, done) => engine.last(subject, done),
    all: (filter, done) => engine.all(filter, done),
    watch: (filter, watcher) => engine.watch(filter, watcher),
    forget: (subject, upTo) => engine.forget(subject, upTo),
    publish: (subject, text) => engine.publish(subject, text),
    subscribe: (subject, receive) => engine.subscribe(subject, receive),
    get isConnected() {
      return engine.isConnected;
    },
    close: () => engine.close(),
  };
}

class Simulation {
  readonly #clock = new FakeClock();
  readonly #random: Random;
  readonly #world: FakeWorld;
  readonly auditor: Auditor;
  readonly #processes: SimProcess[] = [];
  readonly #processWorld: ProcessWorld;
  /** Either wall clocks are set or machines are suspended: both at once are more than a lease can stand [C7]. */
  readonly #setsClocks: boolean;
  readonly #people: Person[] = [];
  readonly #terminals: Terminal[] = [];
  readonly #parties: Party[] = [];
  readonly notes: string[] = [];
  /** When the last trouble so far is over; and until when people do much. */
  #troubledUntil = 0;
  #busyUntil = Infinity;
  readonly #canary: Canary;

  constructor(seed: number, canary: Canary) {
    this.#canary = canary;
    const random = this.#random = new Random(seed);
    const clock = this.#clock;
    const world = this.#world = new FakeWorld(clock, random);
    const auditor = this.auditor = new Auditor(world, SUBJECTS);
    this.#setsClocks = random.chance(0.3);
    this.#processWorld = {
      ...{ clock, world, random, subjects: SUBJECTS, workers: random.between(1, 2), canary },
      patienceMs: random.pick([5_000, 12_000]),
      sends: (life: string, _: string | null, message: Parameters<Auditor["sends"]>[1]) =>
        auditor.sends(life, message),
      logged: (event: string) => auditor.count(`logged ${event}`),
    };
    const nodes = random.between(2, FIRST_MAX);
    while (this.#processes.length < nodes) this.#addProcess();
    const around = { clock, random, auditor, processes: this.#processes };
    for (let room = 0; room < random.between(1, 3); room++) {
      const party: Party = { roomId: null, tickets: 0 };
      this.#parties.push(party);
      for (const [n, name] of ["pia", "quinn", "rosa"].entries()) {
        // some come only when things go wrong, when nobody may have the room, or lead its stream [C4]
        const isLate = n === 2 && random.chance(0.5);
        const comesAt = isLate ? clock.now() + random.between(BEGIN_MS, BEGIN_MS + TROUBLE_MS) : 0;
        this.#people.push(new Person(name, party, { isAdmin: n === 0, comesAt }, around));
      }
      // where one votes a commit is in flight, behind which a stale home's answers wait: those are looked for, too [C7]
      if (random.chance(0.3)) this.#terminals.push(new Terminal(party, around));
    }
  }

  get worldCounts(): ReadonlyMap<string, number> {
    return this.#world.counts;
  }

  run(): void {
    this.#pass(BEGIN_MS);
    this.#world.faults = this.#random.pick([NO_FAULTS, SOME_FAULTS, BAD_FAULTS]);
    for (let ms = 0; ms < TROUBLE_MS; ms += 500) {
      this.#trouble();
      this.#pass(500);
    }
    this.#calm();
    this.#check();
  }

  #addProcess(): void {
    const name = NAMES[this.#processes.length];
    if (name !== undefined) this.#processes.push(new SimProcess(name, this.#processWorld));
  }

  #note(what: string): void {
    this.notes.push(`${this.#clock.now() - Date.UTC(2030, 0, 1)} ${what}`);
    this.auditor.count(what.replace(/^\S+ /, ""));
  }

  #pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      const acting = this.#clock.now() < this.#busyUntil ? BUSY : QUIET;
      for (const one of [...this.#people, ...this.#terminals]) {
        if (this.#random.chance(acting)) one.act();
      }
      this.#clock.advance(STEP_MS);
    }
  }

  #trouble(): void {
    const random = this.#random;
    if (random.chance(0.8)) return;
    // several at once: who should take over may be in trouble, too
    const count = random.pick([1, 1, 1, 2, 3]);
    for (let n = 0; n < count; n++) this.#disturb();
  }

  #disturb(): void {
    const random = this.#random;
    const process = random.pick(this.#processes);
    const what = random.weighted([
      ["killed", 1],
      ["stopped", 3],
      ["suspended", this.#setsClocks ? 0 : 2],
      ["clock set", this.#setsClocks ? 2 : 0],
      ["joins", 0.5],
      ["cut", 2],
      ["worker cut", 2],
      ["worker takes nothing", this.#canary.needs === "worker takes nothing" ? 40 : 2],
      ["leaves", 1],
      ["no leader", 1],
    ]);
    if (what === "joins") {
      this.#note(`somebody ${what}`);
      return this.#addProcess();
    }
    if (what === "no leader") {
      this.#note(`engine ${what}`);
      const ms = random.between(500, 10_000);
      this.#later(ms, () => {});
      return this.#world.loseLeader(ms, random.pick(STREAMS));
    }
    if (process.state !== "up") return;
    this.#note(`${process.name} ${what}`);
    // half of them for so long that others take over
    const forMs = random.chance(0.5) ? random.between(6_000, 12_000) : random.between(100, 6_000);
    const { clock } = process;
    switch (what) {
      case "killed":
        process.kill();
        return this.#later(random.between(100, 6_000), () => process.start());
      case "stopped":
      case "suspended":
        clock.pause(what);
        return this.#later(forMs, () => clock.resume());
      case "clock set":
        return clock.set(random.between(-CLOCK_MS, CLOCK_MS));
      case "cut":
        process.cut();
        return this.#later(forMs, () => process.restore());
      case "worker cut": {
        const self = random.below(2);
        process.cutWorker(self);
        return this.#later(forMs, () => process.restoreWorker(self));
      }
      case "worker takes nothing":
        this.#later(forMs, () => {});
        return process.holdUpWorker(random.below(2), forMs);
      case "leaves":
        process.leave();
        this.#later(12_000, () => {
          if (process.state === "leaving") process.kill();
          if (process.state === "down") process.start();
        });
    }
  }

  /** So long a trouble lasts, and then this ends it. */
  #later(ms: number, end: () => void): void {
    this.#troubledUntil = Math.max(this.#troubledUntil, this.#clock.now() + ms);
    this.#clock.after(ms, end);
  }

  #calm(): void {
    this.#note("all is well");
    this.#world.faults = NO_FAULTS;
    this.#busyUntil = Math.max(this.#troubledUntil, this.#clock.now()) + AFTERMATH_MS;
    const isWell = ({ isSeated, awaitsForMs }: Person | Terminal) =>
      isSeated && awaitsForMs < REPLY_MS;
    const all = [...this.#people, ...this.#terminals];
    const isBack = () => all.every(isWell);
    const until = this.#clock.now() + CALM_MS;
    this.#pass(15_000); // what was begun before goes on for so long
    while (!isBack() && this.#clock.now() < until) this.#pass(100);
    if (isBack()) return this.#checkAsked();
    const lost = all.filter((person) => !isWell(person));
    const who = lost.map(({ name, party, isSeated }) =>
      `${name} in ${party.roomId}${isSeated ? "" : ", who has no seat"}`
    ).join("; ");
    throw new Violation(`[C10, S2] nobody lets in, or answers, ${who}`);
  }

  /** [C19, P1.5] Whoever has not voted yet at a terminal is asked to, unless an older prompt is unanswered. */
  #checkAsked(): void {
    this.#clock.advance(5_000);
    for (const { name, party: { roomId }, ticket } of this.#terminals) {
      const found = roomId === null ? null : this.auditor.room(roomId);
      if (found?.kind !== "room") continue;
      const { members, ballot } = found.saved.room;
      const [member] = [...members.values()].filter(({ protocol }) => protocol === "v1");
      if (member === undefined || ballot === null || ballot.phase === "revealed") continue;
      if (!ballot.votes.has(member.member_id) && ticket === null) {
        throw new Violation(
          `[P1.5] ${name} in ${roomId} is not asked for ${ballot.ticket.ticket_id}`,
        );
      }
    }
  }

  #check(): void {
    for (const person of [...this.#people, ...this.#terminals]) person.cut();
    this.#clock.advance(2_000);
    for (const party of this.#parties) {
      if (party.roomId === null) continue;
      const found = this.auditor.room(party.roomId);
      if (found.kind !== "room") throw new Violation(`${party.roomId} is ${found.kind}`);
      const { room } = found.saved;
      const acked = this.auditor.ackedOf(party.roomId);
      if (room.version < acked) {
        throw new Violation(
          `[C8] ${acked} of ${party.roomId} is acknowledged, kept is ${room.version}`,
        );
      }
      for (const person of this.#people) if (person.party === party) this.#checkVotes(person, room);
    }
  }

  #checkVotes({ name, memberId, votes }: Person, room: Room): void {
    const own = Map.groupBy(votes, ({ ticket }) => ticket);
    const kept = new Map<string, string | null>();
    for (
      const { ticket, votes } of [...room.history, ...room.ballot === null ? [] : [room.ballot]]
    ) {
      if (votes === null) own.delete(ticket.ticket_id); // the room keeps the summary alone [R12]
      else {
        const vote = [...votes.values()].find(({ member_id }) => member_id === memberId);
        kept.set(ticket.ticket_id, vote?.card ?? null);
      }
    }
    for (const ticket of new Set([...kept.keys(), ...own.keys()])) {
      this.#checkVote(`${name}'s ${ticket}`, own.get(ticket) ?? [], kept.get(ticket) ?? null);
    }
  }

  /** The card that is kept: the last that was acknowledged, or one of those that nobody knows about. */
  #checkVote(what: string, votes: readonly Vote[], card: string | null): void {
    const own = votes.filter(({ state }) => state !== "refused");
    const last = own.findLastIndex(({ state }) => state === "acked");
    const possible: (string | null)[] = own.slice(Math.max(0, last)).map((vote) => vote.card);
    if (last < 0) possible.push(null);
    if (!possible.includes(card)) {
      throw new Violation(`[C6] ${what} was ${possible.join(" or ")}, kept is ${card}`);
    }
    this.auditor.count("cards held");
  }
}

/** Runs a seed. */
export function simulate(seed: number, canary: Canary = NO_CANARY): Run {
  const simulation = new Simulation(seed, canary);
  let violation: string | null = null;
  try {
    simulation.run();
  } catch (error) {
    violation = error instanceof Violation ? error.message : `${(error as Error).stack}`;
  }
  const counts = new Map([...simulation.worldCounts, ...simulation.auditor.counts]);
  return { violation, notes: simulation.notes, counts };
}
