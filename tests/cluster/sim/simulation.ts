/**
 * Simulates a whole cluster in one thread, determined by a seed: real nodes, clients who vote in rooms on them, and a
 * fake engine with every fault that NATS may have. Processes are killed, stopped, cut off, and asked to leave. Then all
 * faults end, all clients resume, and what is stored is compared with what they were sent.
 */
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import { FakeClock } from "../../base/fake_clock.ts";
import { Random } from "../../sim/random.ts";
import { BAD_FAULTS, type EngineFaults, NO_FAULTS } from "../fake_faults.ts";
import { FakeWorld } from "../fake_world.ts";
import { Auditor, Violation } from "./auditor.ts";
import { type Canary, NO_CANARY } from "./canaries.ts";
import { Founder } from "./founder.ts";
import { checkKept } from "./kept.ts";
import { Latecomer } from "./latecomer.ts";
import { type Ending, Party } from "./party.ts";
import { Person } from "./person.ts";
import { type ProcessWorld, SimProcess } from "./process.ts";
import { Terminal } from "./terminal.ts";
import { Troubles } from "./troubles.ts";
import { Versions } from "./versions.ts";

const SUBJECTS = subjectsOf("c", 12);
const NAMES = ["ana", "ben", "cleo", "dora"];
/** The largest number of nodes at the beginning. */
const FIRST_MAX = 3;

/** The phases of a run, in milliseconds: opening the first rooms, faults, and recovery. */
const BEGIN_MS = 3_000;
const TROUBLE_MS = 25_000;
const CALM_MS = 60_000;
/** The longest wait for a reply after recovery, in milliseconds. */
const REPLY_MS = 10_000;
const STEP_MS = 20;
/** How long until all nodes know of a new room, and until a request for one is answered, in milliseconds. */
const COUNTED_MS = 3_000;
const ANSWERED_MS = 500;
/** The probability in each step that a client acts: until a while after the last fault, and afterwards. */
const BUSY = 0.4;
const QUIET = 0.05;
const AFTERMATH_MS = 2_000;

/** Faults of the engine that are rare enough for takeovers to succeed in between. */
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

/** How sessions end, with weights. */
const ENDINGS: readonly (readonly [Ending, number])[] = [
  ["never", 5],
  ["ended by its admin", 2],
  ["left by everybody", 2],
  ["idle", 1],
];

/**
 * In some runs, the largest part of a room's record, in bytes: rooms then have up to eight parts, like the largest
 * [C15].
 */
const PART_BYTES = 5_000;

/** In some runs, how long a room may be idle, in milliseconds. */
const SHORT_IDLE_MS = 10_000;

export interface Run {
  /** The first broken rule; null: none. */
  readonly violation: string | null;
  readonly notes: readonly string[];
  /** The coverage: how often each point was seen, by its name. */
  readonly counts: ReadonlyMap<string, number>;
}

class Simulation {
  readonly #clock = new FakeClock();
  readonly #random: Random;
  readonly #world: FakeWorld;
  readonly auditor: Auditor;
  readonly #processes: SimProcess[] = [];
  readonly #processWorld: ProcessWorld;
  readonly #troubles: Troubles;
  readonly #versions: Versions | null;
  readonly #people: Person[] = [];
  readonly #terminals: Terminal[] = [];
  readonly #parties: Party[] = [];
  readonly notes: string[] = [];
  /** The limit of rooms; 0: none. */
  #roomsMax = 0;
  /** Until when clients act often. */
  #busyUntil = Infinity;

  constructor(seed: number, canary: Canary) {
    const random = this.#random = new Random(seed);
    const clock = this.#clock;
    const world = this.#world = new FakeWorld(clock, random);
    const auditor = this.auditor = new Auditor(world, SUBJECTS);
    const processes = this.#processes;
    const note = (what: string) => this.#note(what);
    const versions = this.#versions = Versions.of(seed, canary.isOfVersions ?? false, {
      ...{ clock, world, subjects: SUBJECTS, processes, note },
    });
    if (versions !== null) auditor.alsoSees = (record) => versions.appended(record);
    // not both in one run: that is more than leases tolerate [C7]
    const setsClocks = random.chance(0.3);
    this.#processWorld = {
      ...{ clock, world, random, subjects: SUBJECTS, workers: random.between(1, 2) },
      ...{ canary, versions },
      patienceMs: random.pick([5_000, 12_000]),
      roomsMax: () => this.#roomsMax,
      ...random.chance(0.2) && { roomIdleMs: SHORT_IDLE_MS },
      ...random.chance(0.4) && { partBytes: PART_BYTES },
      sends: (workerId: string, _: string | null, message: Parameters<Auditor["sends"]>[1]) =>
        auditor.sends(workerId, message),
      logged: (event: string) => auditor.count(`logged ${event}`),
    };
    const nodes = random.between(2, FIRST_MAX);
    while (this.#processes.length < nodes) this.#addProcess();
    this.#troubles = new Troubles({
      ...{ clock, random, world, processes, setsClocks, needs: canary.needs ?? null },
      joins: () => this.#addProcess(),
      note,
    });
    const around = { clock, random, auditor, processes };
    for (let room = 0; room < random.between(1, 3); room++) {
      const party = new Party(random.weighted(ENDINGS), around);
      this.#parties.push(party);
      for (const [n, name] of ["pia", "quinn", "rosa"].entries()) {
        // some connect only during the faults, when the room may have no home, or its stream no leader [C4]
        const isLate = n === 2 && random.chance(0.5);
        const comesAt = isLate ? clock.now() + random.between(BEGIN_MS, BEGIN_MS + TROUBLE_MS) : 0;
        this.#people.push(new Person(name, party, { isAdmin: n === 0, comesAt }, around));
      }
      // their votes cause commits, for which the answers of a stale home would wait, and so not show [C7]
      if (random.chance(0.3)) this.#terminals.push(new Terminal(party, around));
    }
  }

  /** All clients, which must have seats and answers at the end. */
  get #all(): readonly (Person | Terminal)[] {
    return [...this.#people, ...this.#terminals];
  }

  get worldCounts(): ReadonlyMap<string, number> {
    return this.#world.counts;
  }

  run(): void {
    this.#pass(BEGIN_MS);
    this.#world.faults = this.#random.pick([NO_FAULTS, SOME_FAULTS, BAD_FAULTS]);
    for (let ms = 0; ms < TROUBLE_MS; ms += 500) {
      this.#troubles.come();
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
      for (const one of [...this.#parties, ...this.#people, ...this.#terminals]) {
        if (this.#random.chance(acting)) one.act();
      }
      this.#clock.advance(STEP_MS);
    }
  }

  #calm(): void {
    this.#note("all is well");
    this.#world.faults = NO_FAULTS;
    for (const party of this.#parties) party.settle();
    this.#versions?.settle();
    this.#busyUntil = Math.max(this.#troubles.until, this.#clock.now()) + AFTERMATH_MS;
    const isWell = ({ isSeated, awaitsForMs }: Person | Terminal) =>
      isSeated && awaitsForMs < REPLY_MS;
    const all = this.#all;
    const isBack = () => all.every(isWell);
    const until = this.#clock.now() + CALM_MS;
    this.#pass(15_000); // what has started before may take this long
    while (!isBack() && this.#clock.now() < until) this.#pass(100);
    if (isBack()) return this.#checkAsked();
    const lost = all.filter((person) => !isWell(person));
    const who = lost.map(({ name, party, isSeated }) =>
      `${name} in ${party.roomId}${isSeated ? "" : ", who has no seat"}`
    ).join("; ");
    throw new Violation(`[C10, S2] nobody lets in, or answers, ${who}`);
  }

  /** [C19, P1.5] Checks that each terminal that has not voted is prompted, unless it has an older prompt. */
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
    for (const person of this.#all) person.cut();
    this.#clock.advance(2_000);
    checkKept({
      ...{ auditor: this.auditor, world: this.#world, subjects: SUBJECTS },
      ...{ parties: this.#parties, people: this.#people },
    });
    this.#checkOver();
    if (this.#processWorld.roomIdleMs === undefined) this.#checkRoomsMax();
  }

  /** [C17] Checks that every node says that ended rooms don't exist. */
  #checkOver(): void {
    const asking = this.#processes.filter(({ takesConnections }) => takesConnections)
      .flatMap((process) =>
        this.#parties.flatMap(({ over }) =>
          [...over].map((roomId) => ({ process, one: new Latecomer(roomId, this) }))
        )
      );
    const until = this.#clock.now() + REPLY_MS;
    const left = () => asking.filter(({ one }) => !one.knows);
    while (left().length > 0 && this.#clock.now() < until) {
      for (const { process, one } of left()) one.asks(process);
      this.#clock.advance(200);
    }
    for (const { process, one } of left()) {
      throw new Violation(`[C17] ${process.name} does not say that ${one.roomId} is over`);
    }
  }

  /** [C22] Checks the limit of rooms: with one room to go, one can be opened on any node, and then no other. */
  #checkRoomsMax(): void {
    this.#roomsMax = this.#roomCount + 1;
    const open = this.#processes.filter(({ takesConnections }) => takesConnections);
    if (open.length === 0) return;
    this.#asksForRoom(this.#random.pick(open), "opened");
    this.#clock.advance(COUNTED_MS);
    for (const process of open) this.#asksForRoom(process, "too many rooms");
  }

  /** How many rooms have a home. A room that was stored too late for a takeover has none until it is asked for [C4]. */
  get #roomCount(): number {
    return this.#processes.reduce((sum, { roomCount }) => sum + roomCount, 0);
  }

  #asksForRoom(process: SimProcess, expected: Founder["outcome"]): void {
    const founder = new Founder(process);
    this.#clock.advance(ANSWERED_MS);
    if (founder.outcome === expected) return;
    throw new Violation(
      `[C22] of ${this.#roomsMax} rooms there are ${this.#roomCount}; one more on ${process.name}: ${founder.outcome}`,
    );
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
