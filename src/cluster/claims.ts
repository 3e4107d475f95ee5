/**
 * This node's shards: claimed, held, given up [C3, C10, C21]. Each shard's record decides, and changes by
 * compare-and-set alone; what came of a write that did not clearly succeed is read [C13]. A shard is claimed only when
 * nobody relies on it: its owner gave it up, or was revoked and its lease has been waited out.
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Engine } from "./engine.ts";
import type { Rendezvous } from "./rendezvous.ts";
import type { ShardRecord } from "./records.ts";
import type { Shards } from "./shards.ts";
import type { Subjects } from "./subjects.ts";

/** Writes of shards in flight at most. */
const WRITES_AT_ONCE = 128;

/** Shards that a node that leaves gives up at the same time. */
const GIVEN_UP_AT_ONCE = 16;

/** A call to the engine that was not answered for so long is made again, in milliseconds. */
const CALL_MS = 1_000;

/** What failed is tried again after this, in milliseconds. */
const RETRY_MS = 200;

/** Whoever is next in line for a free shard leaves it for so long to the one before, in milliseconds. */
const NEXT_IN_LINE_MS = 3_000;

interface ClaimsOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly subjects: Subjects;
  readonly incarnation: string;
  readonly shards: Shards;
  /** Who can have shards. */
  candidates(): Rendezvous;
  /** Whether this node could serve a shard, if it were its own. One that it can't is given up [C20]. */
  serves(shard: number): boolean;
  /** Whether this node may claim anything now. */
  mayClaim(): boolean;
  isAlive(incarnation: string): boolean;
  /** It was at rest, and is no more: it is to be reviewed soon, and often. */
  stirred(): void;
  /** Whether nothing that an incarnation had is of any use to it any more. */
  isOver(incarnation: string): boolean;
  owned(shards: readonly number[]): void;
  /** Of these, those that an incarnation had not given up; before `owned`. */
  takenOver(from: string, shards: readonly number[]): void;
  giveUp(shard: number, done: () => void): void;
}

/** What this node does with a shard, apart from what its record says. */
interface Hold {
  /** `stopping`: its last commit is awaited. `stopped`: its record is to say so. */
  state: "none" | "held" | "stopping" | "stopped";
  /** Until when a call is in flight, or not to be made again; 0: none. */
  busyUntil: number;
  /** The last call; its answer alone ends the wait for it. */
  call: number;
  /** A write did not clearly succeed: read before the next. */
  isDoubtful: boolean;
  /** Since when nobody relies on it; null: somebody may. */
  freeSince: number | null;
  /** Who had not given it up when it was last claimed; null: nobody had it. */
  from: string | null;
}

export class Claims {
  readonly #options: ClaimsOptions;
  readonly #holds: readonly Hold[];
  readonly #all: readonly number[];
  #write = 0;
  #inFlight = 0;
  /** Some were left waiting, since too much was in flight. */
  #isFull = false;
  #isAtRest = false;
  /** Shards of which something is new in this tick. */
  readonly #fresh = new Set<number>();
  #isRetiring = false;
  #isLeaving = false;
  #isStopped = false;
  takeovers = 0;

  constructor(options: ClaimsOptions) {
    const { shardCount } = options.subjects;
    this.#all = [...Array(shardCount).keys()];
    this.#holds = this.#all.map(() => ({
      state: "none",
      busyUntil: 0,
      call: 0,
      isDoubtful: false,
      freeSince: null,
      from: null,
    }));
    this.#options = options;
  }

  get owned(): readonly number[] {
    return this.#all.filter((shard) => this.#hold(shard).state === "held");
  }

  /** Whether nothing of it is left: no shard, and no write whose result is open. */
  get isEmpty(): boolean {
    return this.#holds.every(({ state, busyUntil, isDoubtful }) =>
      state === "none" && busyUntil === 0 && !isDoubtful
    );
  }

  /** Claims nothing any more, and gives nothing to others until it leaves. */
  retire(): void {
    this.#isRetiring = true;
  }

  /** Claims nothing any more, and gives up what there is. */
  leave(): void {
    this.retire();
    this.#isLeaving = true;
    this.stir();
    this.#options.clock.soon(() => this.review());
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Another node that should have this shard asks for it [C21]. */
  giveTo(incarnation: string, shard: number): void {
    const hold = this.#holds[shard];
    if (this.#isStopped || this.#isRetiring || hold?.state !== "held") return;
    if (this.#options.candidates().wanted(shard) === incarnation) this.#giveUp(shard, hold);
  }

  /** Time alone brings nothing about: each shard is that of somebody who lives, and nothing is awaited. */
  get isAtRest(): boolean {
    return this.#isAtRest;
  }

  /** Sessions, or what this node can serve, are others now: shards of which no record is new may have to change. */
  stir(): void {
    if (!this.#isAtRest) return;
    this.#isAtRest = false;
    this.#options.stirred();
  }

  /** At the end of the tick: looks at a shard of which something is new. */
  reviewSoon(shard: number): void {
    if (this.#isStopped) return;
    this.stir();
    if (this.#fresh.size === 0) {
      this.#options.clock.soon(() => {
        const shards = [...this.#fresh];
        this.#fresh.clear();
        // what was left waiting gets its turn when half of what was in flight is done
        const isRoomAgain = this.#isFull && this.#inFlight <= WRITES_AT_ONCE / 2;
        this.#review(isRoomAgain || this.#isLeaving ? this.#all : shards);
      });
    }
    this.#fresh.add(shard);
  }

  /** Does what each shard's record asks for. To be called often: it also waits out what has to be. */
  review(): void {
    if (this.#isAtRest || this.#isStopped) return;
    this.#review(this.#all);
    this.#isAtRest = !this.#isLeaving && this.#fresh.size === 0 &&
      this.#all.every((shard) => this.#rests(shard, this.#hold(shard)));
  }

  #rests(shard: number, { state, busyUntil, isDoubtful }: Hold): boolean {
    const { shards, incarnation, isAlive } = this.#options;
    const { owner } = shards.get(shard).record;
    if (owner === null || !isAlive(owner) || busyUntil !== 0 || isDoubtful) return false;
    return state === (owner === incarnation ? "held" : "none");
  }

  #review(shards: Iterable<number>): void {
    if (this.#isStopped) return;
    const { incarnation, log, owned, serves } = this.#options;
    const isNew: number[] = [];
    let superseded = 0;
    for (const shard of shards) {
      const hold = this.#hold(shard);
      const isOurs = this.#options.shards.get(shard).record.owner === incarnation;
      if (isOurs && hold.state === "none") {
        hold.state = "held";
        isNew.push(shard);
      } else if (!isOurs && hold.state === "stopped") hold.state = "none";
      else if (!isOurs && hold.state === "held") {
        // its session was revoked, and it learns of the shard first
        superseded++;
        this.#giveUp(shard, hold);
      } else if (hold.state === "held" && !serves(shard)) this.#giveUp(shard, hold);
    }
    if (superseded > 0) log.warn("shards_superseded", { shards: superseded });
    this.#reportTakeovers(isNew);
    if (isNew.length > 0) owned(isNew);
    this.#isFull = false;
    let ending = this.#isLeaving ? this.#holds.filter(isEnding).length : 0;
    for (const shard of shards) {
      if (this.#isStopped) return;
      const hold = this.#hold(shard);
      if (this.#isLeaving && hold.state === "held" && ending++ < GIVEN_UP_AT_ONCE) {
        this.#giveUp(shard, hold);
      }
      this.#step(shard, hold);
    }
  }

  #reportTakeovers(shards: readonly number[]): void {
    for (const [from, taken] of Map.groupBy(shards, (shard) => this.#hold(shard).from)) {
      if (from === null) continue;
      this.takeovers += taken.length;
      this.#options.takenOver(from, taken);
    }
  }

  #hold(shard: number): Hold {
    const hold = this.#holds[shard];
    if (hold === undefined) throw new RangeError(`cluster: there is no shard ${shard}`);
    return hold;
  }

  #giveUp(shard: number, hold: Hold): void {
    this.stir();
    hold.state = "stopping";
    this.#options.giveUp(shard, () => {
      if (hold.state !== "stopping") return;
      hold.state = "stopped";
      this.reviewSoon(shard);
    });
  }

  /** The next call to the engine for a shard, if one is due. */
  #step(shard: number, hold: Hold): void {
    const { clock, shards, incarnation } = this.#options;
    const now = clock.now();
    this.#lookWhetherFree(shard, hold, now);
    if (now < hold.busyUntil) return;
    if (this.#inFlight >= WRITES_AT_ONCE) {
      this.#isFull = true;
      return;
    }
    if (hold.busyUntil !== 0) {
      hold.busyUntil = 0;
      hold.isDoubtful = true;
    }
    if (hold.isDoubtful) return this.#read(shard, hold);
    const { owner } = shards.get(shard).record;
    if (hold.state === "stopped" && owner === incarnation) this.#append(shard, hold, null);
    else if (hold.state === "none" && this.#isNext(shard, hold, now)) {
      hold.from = owner;
      this.#append(shard, hold, incarnation);
    }
  }

  #lookWhetherFree(shard: number, hold: Hold, now: number): void {
    const { owner } = this.#options.shards.get(shard).record;
    const isFree = owner === null || this.#options.isOver(owner); // [C10]
    if (!isFree) hold.freeSince = null;
    else hold.freeSince ??= now;
  }

  /** Whether a free shard is this node's to claim: it should have it, or those who should have left it for long. */
  #isNext(shard: number, { freeSince }: Hold, now: number): boolean {
    const { candidates, incarnation, mayClaim, serves, shards } = this.#options;
    if (freeSince === null || this.#isRetiring || !mayClaim() || !serves(shard)) return false;
    const { owner, by } = shards.get(shard).record;
    const givenUpBy = owner === null ? by : null;
    const place = candidates().place(shard, incarnation, givenUpBy);
    return place >= 0 && now - freeSince >= place * NEXT_IN_LINE_MS;
  }

  #append(shard: number, hold: Hold, owner: string | null): void {
    const { engine, subjects, incarnation, shards } = this.#options;
    const record: ShardRecord = { owner, by: incarnation, write: ++this.#write };
    const text = JSON.stringify(record);
    const answered = this.#call(hold);
    const append = { subject: subjects.shard(shard), text, expected: shards.get(shard).seq };
    engine.append(append, (result) => {
      answered();
      if (this.#isStopped) return;
      if (result.kind === "appended") shards.apply(shard, result.seq, text);
      else this.#doubt(hold, result.kind === "failed");
      this.reviewSoon(shard);
    });
  }

  /** What the leader has [C13, C14]. */
  #read(shard: number, hold: Hold): void {
    const { engine, subjects, shards } = this.#options;
    const answered = this.#call(hold);
    engine.last(subjects.shard(shard), (result) => {
      answered();
      if (this.#isStopped) return;
      if (result.kind === "failed") this.#doubt(hold, true);
      else {
        hold.isDoubtful = false;
        const { record } = result;
        if (record !== null) shards.apply(shard, record.seq, record.text);
      }
      this.reviewSoon(shard);
    });
  }

  #doubt(hold: Hold, wait: boolean): void {
    hold.isDoubtful = true;
    if (wait && hold.busyUntil === 0) hold.busyUntil = this.#options.clock.now() + RETRY_MS;
  }

  /** A call to the engine begins. The result ends it. */
  #call(hold: Hold): () => void {
    const call = ++hold.call;
    hold.busyUntil = this.#options.clock.now() + CALL_MS;
    this.#inFlight++;
    return () => {
      this.#inFlight--;
      if (hold.call === call) hold.busyUntil = 0;
    };
  }
}

function isEnding({ state }: Hold): boolean {
  return state === "stopping" || state === "stopped";
}
