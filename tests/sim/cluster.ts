/**
 * The workers of a simulated process, and what they share: clock, network, counts, storage, and all rooms of the run.
 * What main does for them is in supervisor.ts, their limits in limits.ts.
 */
import { type Config, defaults } from "../../src/cli/flags.ts";
import { Counts, type SharedCounts } from "../../src/server/counts.ts";
import { Guesses, type SharedGuesses } from "../../src/server/guesses.ts";
import { homeOf } from "../../src/base/ids.ts";
import type { EdgeConnection, ProgramRequest } from "../../src/bus/envelopes.ts";
import { countingIds } from "../base/draws.ts";
import { FakeClock } from "../base/fake_clock.ts";
import type { Workers } from "./auditor.ts";
import { CardsBefore } from "./cards.ts";
import { Coverage } from "./coverage.ts";
import { Incarnation } from "./incarnation.ts";
import type { Seen } from "./expected.ts";
import { checkIncarnation } from "./incarnation_check.ts";
import { Limits } from "./limits.ts";
import { Line } from "./line.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Tampering } from "./observed_store.ts";
import { CountingNetwork } from "./network.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { StateBudget } from "./states.ts";
import { redistributed, WorkerStorage } from "./storage.ts";
import { SimLog } from "./sim_log.ts";
import type { LineDeps } from "./line_deps.ts";
import { Supervisor } from "./supervisor.ts";
import { TRACKER } from "./tracker_request.ts";
import { V2Line } from "./v2_line.ts";
import { fail, insist } from "./violation.ts";
import { type LinkKind, Texts } from "./worker_links.ts";
import type { Handshake } from "./handshake.ts";

interface ClusterOptions {
  readonly plan: Plan;
  /** What links the workers. */
  readonly linkKind: LinkKind;
  readonly random: Random;
  /** For faults of journals: a stream of its own, so that it does not change the rest of a run. */
  readonly fates: Random;
  /** For trackers; null: there are none. */
  readonly trackers: Random | null;
  readonly swapped: boolean;
  readonly tampering: Tampering;
  readonly note: (line: () => string) => void;
  readonly record: (line: () => string) => void;
}

export class Cluster implements Workers, LineDeps {
  readonly clock = new FakeClock();
  readonly network: CountingNetwork;
  readonly coverage = new Coverage();
  readonly seen: Seen = { ids: new Map(), tokens: new Map() };
  readonly lines: Line[] = [];
  readonly main: Supervisor;
  readonly limits: Limits;
  readonly swapped: boolean;
  readonly cardsBefore: CardsBefore;
  readonly room_idle_ms: number;
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  readonly message_rate: number;
  readonly note: (line: () => string) => void;
  readonly record: (line: () => string) => void;
  /** Every room of the run, by id. */
  readonly rooms = new Map<string, ModelRoom>();
  /** The current incarnation of each worker; null: it is being replaced. */
  readonly incarnations: (Incarnation | null)[] = [];
  /** For each row of the shared counts, the incarnation whose connections and rooms it still counts. */
  readonly #rows: (Incarnation | null)[] = [];
  /** The storage of each worker, beyond its incarnations; empty: there are no journals. */
  storages: readonly WorkerStorage[];
  readonly #byEpoch: Incarnation[] = [];
  readonly #options: ClusterOptions;
  #settings: Config;
  #counts: SharedCounts;
  readonly #guesses: SharedGuesses;
  readonly #log: SimLog;
  readonly #idSource = countingIds();
  readonly #texts = new Texts();
  #spared = false;
  readonly #suspicions: unknown[] = [];
  #people = 0;

  constructor(options: ClusterOptions) {
    const { plan, random, fates } = options;
    this.#options = options;
    this.swapped = options.swapped;
    this.cardsBefore = new CardsBefore(options.swapped);
    this.note = options.note;
    this.record = options.record;
    this.room_idle_ms = plan.room_idle_ms;
    this.resume_grace_ms = plan.resume_grace_ms;
    this.admin_grace_ms = plan.admin_grace_ms;
    this.message_rate = plan.message_rate;
    this.#settings = { ...SETTINGS, ...plan };
    const { record } = options;
    this.#log = new SimLog({ rooms: this.rooms, record, journaled: plan.journal !== null });
    const { coverage, lines } = this;
    this.limits = new Limits({ plan, coverage, lines, rows: this.#rows });
    this.main = new Supervisor(this, { random, fates, ringBytes: ringBytes(plan) });
    this.#counts = Counts.allocate(plan.workers, "seed 1", SLOTS);
    this.#guesses = Guesses.allocate("seed 1");
    this.storages = plan.journal === null
      ? []
      : Array.from({ length: plan.workers }, () => new WorkerStorage());
    this.network = new CountingNetwork(this.clock, {}, random.below(2 ** 32));
    for (let id = 0; id < plan.workers; id++) this.start(id);
  }

  get alive(): readonly Incarnation[] {
    return this.incarnations.filter((incarnation) => incarnation !== null);
  }

  now(): number {
    return this.clock.now();
  }

  wall(): number {
    return this.clock.wall();
  }

  lineAt(epoch: number, conn: number): Line | undefined {
    return this.#byEpoch[epoch]?.auditor.lineAt(conn);
  }

  isAlive(epoch: number): boolean {
    return this.#byEpoch[epoch]?.clock.dead === false;
  }

  nextPerson(): number {
    return ++this.#people;
  }

  get ids(): ReadonlyMap<number, string> {
    return this.seen.ids;
  }

  get tokens(): Map<string, number> {
    return this.seen.tokens;
  }

  get stateBudget(): StateBudget {
    return this.#options.plan.stateBudget;
  }

  get tracker(): string | null {
    return this.#options.trackers === null ? null : TRACKER;
  }

  get clientsMax(): number {
    return this.#options.plan.clientsMax;
  }

  get journaled(): boolean {
    return this.storages.length > 0;
  }

  suspect(error: unknown): void {
    this.#suspicions.push(error);
  }

  restored(rooms: readonly ModelRoom[]): void {
    for (const room of rooms) {
      const before = this.rooms.get(room.id);
      if (before !== undefined && !before.over && before.version > room.version) {
        this.coverage.count("changes lost that were never saved");
      }
      this.rooms.set(room.id, room);
    }
  }

  soon(run: () => void): void {
    this.clock.soon(run);
  }

  takesRoom(room: ModelRoom, room_id: string): string | null {
    if (!/^[0-9A-HJKMNP-TV-Z]{8}$/.test(room_id)) return `[R18] the room id ${room_id}`;
    if (this.rooms.get(room_id) === room) return null; // it is known already, from the journal
    if (this.rooms.has(room_id)) return `[R18] the room id ${room_id} once more`;
    const incarnation = this.alive.find(({ auditor }) => auditor.model.opened.includes(room));
    if (incarnation?.id !== homeOf(room_id, this.incarnations.length)) {
      return `[S1] ${room_id} is not at home`;
    }
    room.id = room_id;
    this.rooms.set(room_id, room);
    const { line } = room.admin;
    if (line instanceof Line) line.room_id = room_id;
    return null;
  }

  readonly programAddress = "192.0.2.80";

  /** [A3] A program opens a room at some worker, and gets its id once it is saved. */
  program(incarnation: Incarnation, request: ProgramRequest): void {
    const opened = incarnation.auditor.model.opened.length;
    let edge: EdgeConnection | null = null;
    incarnation.ask(request, {
      joining: (given) => edge = given,
      seated: () => fail("[A3] a program has got a seat"),
      sendState: () => fail("[A3] a program was sent a state"),
      refused: () => {},
      close: () => {},
      send: (frame) => {
        const room = incarnation.auditor.model.opened[opened] ?? fail("[A3] a room of nobody's");
        const wrong = this.takesRoom(room, JSON.parse(frame).room_id);
        if (wrong !== null) fail(wrong);
        this.soon(() => edge?.gone());
      },
    }, this.programAddress);
  }

  /** A client connects to some worker. */
  connect(
    incarnation: Incarnation,
    handshake: Handshake,
    { query, address }: { query: string; address: string },
  ): Line {
    const made = handshake.protocol === "v2" ? V2Line : Line;
    const line = new made(this.lines.length + 1, handshake, this);
    line.address = address;
    this.limits.admit(line, incarnation);
    const due = this.limits.isUpgraded(line, incarnation);
    this.lines.push(line);
    const upgraded = incarnation.accept(line, query, address);
    insist(upgraded === due, `[W4] upgraded: ${upgraded}`);
    if (!upgraded) line.cut();
    return line;
  }

  /** [S6] Starts a new process with the storage of the stopped one, perhaps with another number of workers. */
  startAgain(): void {
    this.coverage.count("processes started again");
    for (const incarnation of this.alive) incarnation.die();
    const workers = this.#options.fates.between(1, this.storages.length + 1);
    if (workers !== this.storages.length) this.coverage.count("rooms at another number of workers");
    this.storages = redistributed(this.storages, workers);
    this.#settings = { ...this.#settings, workers };
    this.#counts = Counts.allocate(workers, "seed 1", SLOTS);
    this.incarnations.length = 0;
    this.#rows.length = 0;
    this.main.stopping = false;
    for (let id = 0; id < workers; id++) this.start(id);
  }

  /** From now on no worker dies in a commit. */
  spare(): void {
    this.#spared = true;
    for (const incarnation of this.alive) incarnation.mortal = false;
  }

  /** Counts the work of an incarnation's link. */
  sawLink({ link }: Incarnation): void {
    link?.count(this.coverage);
  }

  /** Checks what must hold at any time. */
  check(): void {
    if (this.#suspicions.length > 0) throw this.#suspicions[0];
    for (const incarnation of this.alive) checkIncarnation(incarnation, this.now());
    const silent = this.lines.find(({ owesGone }) => owesGone);
    insist(silent === undefined, `[S4] #${silent?.no} is over, and its home has not been notified`);
    const counts = new Counts(this.#counts, 0);
    const connections = this.lines.filter(({ counted }) => counted).length;
    insist(
      counts.connections() === connections,
      `[W10] ${counts.connections()}, not ${connections}`,
    );
    insist(counts.rooms() === this.limits.rooms.length, `[W10] ${counts.rooms()} rooms counted`);
  }

  /** Clears the counts of a lost worker. */
  clearRow(id: number): void {
    new Counts(this.#counts, id).clearRow(id);
    this.#rows[id] = null;
  }

  /** Starts an incarnation of a worker, with its storage. */
  start(id: number): void {
    const incarnation = new Incarnation({
      id,
      epoch: this.#byEpoch.length === 0 ? 1 : this.#byEpoch.length,
      settings: this.#settings,
      stateBudget: this.stateBudget,
      clientsMax: this.clientsMax,
      unclaimedMax: this.#options.plan.unclaimedMax,
      counts: this.#counts,
      guesses: this.#guesses,
      clock: this.clock,
      network: this.network,
      linkKind: this.#options.linkKind,
      texts: this.#texts,
      ids: this.#idSource,
      log: this.#log,
      workers: this,
      tampering: this.#options.tampering,
      storage: this.storages[id] ?? null,
      onDeath: (dead) => this.main.kill(dead),
      onHanging: (hanging) => this.main.hang(hanging),
      trackers: this.#options.trackers,
      plan: this.#options.plan.journal ?? NO_FATES,
      fates: this.#options.fates,
    });
    incarnation.mortal = !this.#spared;
    this.#byEpoch[incarnation.epoch] = incarnation;
    this.incarnations[id] = incarnation;
    this.#rows[id] = incarnation;
    this.main.workerServes(incarnation);
  }
}

/** The size of a ring: as many posts as a reader of the bus may lag behind. */
function ringBytes({ worst }: Plan): number {
  return 2 ** Math.ceil(Math.log2(16 * worst.ring));
}

/** How many slots for addresses: enough for each to have its own. */
const SLOTS = 1_024;

const NO_FATES = { deaths: 0, failures: 0 };

const SETTINGS = { ...defaults(1), host: "127.0.0.1", port: 0, max_memory: 0 };
