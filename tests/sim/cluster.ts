/**
 * All workers of a simulated process and what main does for them: it starts them, notices deaths, tells
 * the others sooner or later, and puts new ones in their places. Also the words and numbers they share.
 */
import type { Settings } from "../../src/server/settings.ts";
import { Counts, type SharedCounts } from "../../src/server/counts.ts";
import { Guesses, type SharedGuesses } from "../../src/server/guesses.ts";
import { homeOf } from "../../src/store/ids.ts";
import { countingIds } from "../store/draws.ts";
import { FakeClock } from "../store/fake_clock.ts";
import type { Workers } from "./auditor.ts";
import { Coverage } from "./coverage.ts";
import { Life } from "./life.ts";
import type { Seen } from "./expected.ts";
import { checkLife } from "./life_check.ts";
import { Line } from "./line.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Tampering } from "./observed_store.ts";
import { CountingNetwork } from "./network.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import { redistributed, Shelf } from "./shelf.ts";
import { SimLog } from "./sim_log.ts";
import type { Surroundings } from "./surroundings.ts";
import { V2Line } from "./v2_line.ts";
import { FIBONACCI } from "./v2_words.ts";
import { insist } from "./violation.ts";
import type { Wish } from "./wish.ts";

/** Main notices a death, tells the others and replaces the worker within so many milliseconds, each. */
const NOTICED_WITHIN_MS = 2_000;
const TOLD_WITHIN_MS = 2_000;
const REPLACED_WITHIN_MS = 1_000;

/** Connections past the limits that are upgraded to be told so. */
const UNCOUNTED_MAX = 64;

export interface ClusterOptions {
  readonly plan: Plan;
  readonly random: Random;
  /** Where what becomes of journals is drawn from: runs without one are what they always were. */
  readonly fates: Random;
  readonly swapped: boolean;
  readonly tampering: Tampering;
  readonly note: (line: () => string) => void;
  readonly record: (line: () => string) => void;
}

export class Cluster implements Workers, Surroundings {
  readonly clock = new FakeClock();
  readonly network: CountingNetwork;
  readonly coverage = new Coverage();
  readonly seen: Seen = { ids: new Map(), tokens: new Map() };
  readonly lines: Line[] = [];
  /** The process stops: nobody is replaced any more [S6]. */
  stopping = false;
  readonly swapped: boolean;
  readonly room_idle_ms: number;
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  readonly message_rate: number;
  readonly note: (line: () => string) => void;
  readonly record: (line: () => string) => void;
  /** Every room there ever was, by id. */
  readonly rooms = new Map<string, ModelRoom>();
  /** The life of each worker; null between two. */
  readonly lives: (Life | null)[] = [];
  /** The life whose connections and rooms each row of the shared counts still holds. */
  readonly #rows: (Life | null)[] = [];
  /** What outlives the lives of each worker; empty: nothing does. */
  shelves: readonly Shelf[];
  readonly #byEpoch: Life[] = [];
  readonly #options: ClusterOptions;
  #settings: Settings;
  #counts: SharedCounts;
  readonly #guesses: SharedGuesses;
  readonly #log: SimLog;
  readonly #idSource = countingIds();
  #spared = false;
  /** Deaths that somebody is still to be told of. */
  readonly #untold = new Set<() => void>();
  readonly #suspicions: unknown[] = [];
  #people = 0;

  constructor(options: ClusterOptions) {
    const { plan, random } = options;
    this.#options = options;
    this.swapped = options.swapped;
    this.note = options.note;
    this.record = options.record;
    this.room_idle_ms = plan.room_idle_ms;
    this.resume_grace_ms = plan.resume_grace_ms;
    this.admin_grace_ms = plan.admin_grace_ms;
    this.message_rate = plan.message_rate;
    this.#settings = { ...SETTINGS, ...plan };
    this.#log = new SimLog(this.rooms, options.record);
    this.#counts = Counts.allocate(plan.workers, [1, 2]);
    this.#guesses = Guesses.allocate([1, 2]);
    this.shelves = plan.journal === null
      ? []
      : Array.from({ length: plan.workers }, () => new Shelf());
    this.network = new CountingNetwork(this.clock, {}, random.below(2 ** 32));
    for (let id = 0; id < plan.workers; id++) this.#start(id);
  }

  get alive(): readonly Life[] {
    return this.lives.filter((life) => life !== null);
  }

  now(): number {
    return this.clock.now();
  }

  lineAt(epoch: number, conn: number): Line | undefined {
    return this.#byEpoch[epoch]?.auditor.lineAt(conn);
  }

  mayOpen(): boolean {
    const { max_rooms } = this.#options.plan;
    return max_rooms === 0 || this.#roomsCounted() < max_rooms;
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

  get tokens(): ReadonlyMap<string, number> {
    return this.seen.tokens;
  }

  get journaled(): boolean {
    return this.shelves.length > 0;
  }

  suspect(error: unknown): void {
    this.#suspicions.push(error);
  }

  restored(rooms: readonly ModelRoom[]): void {
    for (const room of rooms) {
      const before = this.rooms.get(room.id);
      if (before !== undefined && !before.over && before.version > room.version) {
        this.coverage.saw("changes lost that were never saved");
      }
      this.rooms.set(room.id, room);
    }
  }

  soon(run: () => void): void {
    this.clock.soon(run);
  }

  cardsOf(room_id: string | null): readonly string[] {
    return (room_id === null ? undefined : this.rooms.get(room_id)?.deck ?? FIBONACCI)?.cards ?? [];
  }

  takesRoom(room: ModelRoom, room_id: string): string | null {
    if (!/^[0-9A-HJKMNP-TV-Z]{8}$/.test(room_id)) return `[R18] the room id ${room_id}`;
    if (this.rooms.get(room_id) === room) return null; // the journal has told it before
    if (this.rooms.has(room_id)) return `[R18] the room id ${room_id} once more`;
    const life = this.alive.find(({ auditor }) => auditor.model.opened.includes(room));
    if (life?.id !== homeOf(room_id, this.lives.length)) return `[S1] ${room_id} is not at home`;
    room.id = room_id;
    this.rooms.set(room_id, room);
    const { line } = room.admin;
    if (line instanceof Line) line.room_id = room_id;
    return null;
  }

  /** A client connects to some worker. */
  connect(life: Life, wish: Wish, { query, address }: { query: string; address: string }): Line {
    const { max_connections, max_connections_per_ip } = this.#options.plan;
    const counted = this.lines.filter((line) => line.counted);
    const near = counted.filter((line) => line.address === address);
    const made = wish.protocol === "v2" ? V2Line : Line;
    const line = new made(this.lines.length + 1, wish, this);
    line.address = address;
    line.counted = (max_connections === 0 || counted.length < max_connections) &&
      (max_connections_per_ip === 0 || near.length < max_connections_per_ip);
    if (!line.counted) {
      this.coverage.saw("refused: too many connections");
      line.refusal = { why: "try_later", names: null };
    } else if (life.draining) {
      this.coverage.saw("refused: stopping");
      line.refusal = { why: "restarting", names: null };
    } else if (wish.kind === "knock") this.coverage.saw("refused: bad request");
    const crowd = life.lines.filter((one) => !one.counted && !one.gone).length;
    this.lines.push(line);
    const upgraded = life.accept(line, query, address);
    insist(upgraded === (line.counted || crowd < UNCOUNTED_MAX), `[W4] upgraded: ${upgraded}`);
    if (!upgraded) line.cut();
    return line;
  }

  /** A thread ends; the rest of the process has yet to notice. */
  kill(life: Life): void {
    if (life.clock.dead) return;
    this.#ends(life);
    this.clock.after(this.#within(NOTICED_WITHIN_MS), () => {
      this.#notices(life);
      this.clock.after(this.#within(REPLACED_WITHIN_MS), () => this.#replaces(life));
    });
  }

  /** A thread hangs until main gives it up: another one has its place before it ends, unless all stop [S5]. */
  hangs(life: Life): boolean {
    if (this.stopping) return false;
    this.#ends(life);
    this.#notices(life);
    this.#replaces(life);
    return true;
  }

  /** Somebody hears of a death now, with whatever else there is to do in this turn. */
  tellsNow(): void {
    if (!this.journaled || this.#untold.size === 0 || !this.#options.fates.chance(0.2)) return;
    this.coverage.saw("deaths told in the middle of things");
    for (const tell of [...this.#untold]) tell();
  }

  #ends(life: Life): void {
    this.coverage.saw("workers dead");
    this.sawLink(life);
    this.lives[life.id] = null;
    life.die();
  }

  #notices({ id, epoch, lines }: Life): void {
    new Counts(this.#counts, id).clearRow(id);
    this.#rows[id] = null;
    for (const line of lines) line.counted = false;
    for (const other of this.alive) {
      const { link } = other;
      if (link === null) continue;
      const down = () => link.peerDown(id, epoch);
      const tell = () => {
        if (this.#untold.delete(tell)) {
          other.clock.run(() => other.auditor.mainTells(id, epoch, down));
        }
      };
      this.#untold.add(tell);
      this.clock.after(this.#within(TOLD_WITHIN_MS), tell);
    }
  }

  #replaces({ id }: Life): void {
    if (this.stopping) return;
    this.coverage.saw("workers replaced");
    this.note(() => `    worker ${id} is replaced`);
    this.#start(id);
  }

  /** At once, or late enough for the others to find out by themselves. */
  #within(ms: number): number {
    const { random } = this.#options;
    return random.chance(0.3) ? random.below(20) : random.below(ms);
  }

  /** [S5] */
  crash(life: Life): void {
    if (life.clock.dead || life.draining) return;
    this.coverage.saw("workers crashed with last words");
    life.lastWords();
    this.clock.after(this.#options.random.below(250), () => this.kill(life));
  }

  /** [S6] The process has stopped, and another takes over what it kept, with as many workers or not. */
  startAgain(): void {
    this.coverage.saw("processes started again");
    for (const life of this.alive) life.die();
    const workers = this.#options.fates.between(1, this.shelves.length + 1);
    if (workers !== this.shelves.length) this.coverage.saw("rooms at another number of workers");
    this.shelves = redistributed(this.shelves, workers);
    this.#settings = { ...this.#settings, workers };
    this.#counts = Counts.allocate(workers, [1, 2]);
    this.lives.length = 0;
    this.#rows.length = 0;
    this.stopping = false;
    for (let id = 0; id < workers; id++) this.#start(id);
  }

  /** From here on nobody dies of a commit. */
  spare(): void {
    this.#spared = true;
    for (const life of this.alive) life.mortal = false;
  }

  /** Counts what the link of a life had to do. */
  sawLink({ link, budget }: Life): void {
    this.coverage.saw("posts sent again", link?.stats.resends ?? 0);
    this.coverage.saw("windows full", budget.full);
  }

  /** What has to hold whatever has happened so far. */
  check(): void {
    if (this.#suspicions.length > 0) throw this.#suspicions[0];
    for (const life of this.alive) checkLife(life, this.now());
    const silent = this.lines.find(({ owes_goodbye }) => owes_goodbye);
    insist(silent === undefined, `[S4] #${silent?.no} is over, and its home has not been told`);
    const counts = new Counts(this.#counts, 0);
    const connections = this.lines.filter(({ counted }) => counted).length;
    insist(
      counts.connections() === connections,
      `[W10] ${counts.connections()}, not ${connections}`,
    );
    insist(counts.rooms() === this.#roomsCounted(), `[W10] ${counts.rooms()} rooms counted`);
  }

  #roomsCounted(): number {
    return this.#rows.reduce((sum, life) => sum + (life?.auditor.model.rooms.length ?? 0), 0);
  }

  #start(id: number): void {
    const life = new Life({
      id,
      epoch: this.#byEpoch.length === 0 ? 1 : this.#byEpoch.length,
      settings: this.#settings,
      counts: this.#counts,
      guesses: this.#guesses,
      clock: this.clock,
      network: this.network,
      ids: this.#idSource,
      log: this.#log,
      workers: this,
      tampering: this.#options.tampering,
      shelf: this.shelves[id] ?? null,
      onDeath: (dead) => this.kill(dead),
      onHanging: (hanging) => this.hangs(hanging),
      plan: this.#options.plan.journal ?? NO_FATES,
      fates: this.#options.fates,
    });
    life.mortal = !this.#spared;
    this.#byEpoch[life.epoch] = life;
    this.lives[id] = life;
    this.#rows[id] = life;
  }
}

const NO_FATES = { deaths: 0, failures: 0 };

const SETTINGS = {
  host: "127.0.0.1",
  port: 0,
  admin_port: null,
  max_room_capacity: 100,
  trust_proxy: false,
  allowed_origins: [],
  v1_idle_timeout_ms: 1_800_000,
};
