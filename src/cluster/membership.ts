/**
 * A node's membership in the cluster: its session and lease, which other nodes are alive, and which shards it owns or
 * should own. Clock and engine are injected.
 */
import { Asks } from "./asks.ts";
import { Claims } from "./claims.ts";
import type { Cancel, EngineRecord } from "./engine.ts";
import { Heartbeats } from "./heartbeats.ts";
import { Judge } from "./judge.ts";
import { Looks } from "./looks.ts";
import type {
  MembershipOptions,
  MembershipReach,
  MembershipStatus,
  MembershipTotals,
  Started,
  Timing,
} from "./membership_options.ts";
import { OwnSession } from "./own_session.ts";
import { FORMAT } from "./format.ts";
import type { Heartbeat } from "./records.ts";
import { type Candidate, Rendezvous } from "./rendezvous.ts";
import { LEASE_WAIT_MS, type Session, Sessions } from "./sessions.ts";
import { agreeOnSettings } from "./settings.ts";
import { Shards } from "./shards.ts";

const TIMING: Timing = {
  heartbeatMs: 250, // [C9]
  silentMs: 3_000,
  listenMs: 3_000,
  renewMs: 400,
  leaseMs: LEASE_WAIT_MS,
};

/** A node is at rest only with at least this much left of its lease, and until the next silence, in milliseconds. */
const LEASE_LEFT_MS = 600;
const SILENT_IN_MS = 2_000;

/** How long messages of others may wait if no heartbeat is sent that would read them, in milliseconds. */
const REST_MS = 2_000;

/** How long a node takes to join before it says why it has not, at least, in milliseconds; else the patience [C20]. */
const JOIN_MS = 5_000;

/** How long to listen before free shards are claimed, so that nodes that start together hear each other. */
const CLAIM_AFTER_MS = 500;

export class Membership {
  readonly #options: MembershipOptions;
  readonly #timing: Timing;
  /** The newest format of records that this node knows [C18]. */
  readonly #format: number;
  readonly #session: OwnSession;
  readonly #sessions: Sessions;
  readonly #heartbeats: Heartbeats;
  readonly #judge: Judge;
  readonly #shards: Shards;
  readonly #claims: Claims;
  readonly #asks: Asks;
  /** The nodes that were reported as up, with the ids of their workers. */
  readonly #peers = new Map<string, string>();
  #candidates = new Rendezvous([]);
  /** Watches that have not caught up yet. */
  #behind = 2;
  #started: Started | null = null;
  /** Why the settings of the cluster can't be read or written; null: nothing has failed, or they have been. */
  #settingsProblem: string | null = null;
  #isOutOfReach = false;
  #isRetiring = false;
  #handedOver: (() => void) | null = null;
  #left: (() => void) | null = null;
  #isStopped = false;
  readonly #cancels: Cancel[] = [];
  readonly #looks: Looks;

  constructor(options: MembershipOptions) {
    const { engine, clock, log, lease, subjects, incarnation, node, patienceMs, hooks } = options;
    const timing = { ...TIMING, ...options.timing };
    this.#options = options;
    this.#timing = timing;
    const format = this.#format = options.newestFormat ?? FORMAT;
    this.#looks = new Looks(
      clock,
      () => this.#look(),
      (isCalm) => engine.rest(isCalm ? REST_MS : 0),
    );
    this.#session = new OwnSession({
      ...{ engine, clock, lease, node, incarnation, format, patienceMs, renewMs: timing.renewMs },
      subject: subjects.session(incarnation),
      lost: (problem) => this.#sessionLost(problem),
      outOfReach: (problem) => this.#outOfReach(problem),
    });
    this.#sessions = new Sessions({
      ...{ clock, leaseMs: timing.leaseMs },
      changed: (session) => this.#sessionChanged(session),
    });
    this.#heartbeats = new Heartbeats({
      ...{ engine, clock, lease, timing, subject: subjects.heartbeats },
      own: () => this.#heartbeat(),
      beat: () => this.#session.beat(),
      sent: () => this.#looks.sent(),
      heard: (heartbeat) => this.#heard(heartbeat),
    });
    this.#shards = new Shards({
      count: subjects.shardCount,
      clock,
      isAlive: (one) => this.#sessions.isAlive(one),
      changed: (changes) => {
        if (!this.#isStopped) hooks.owners(changes);
      },
    });
    const candidates = () => this.#candidates;
    const serves = (shard: number) => options.serves?.(shard) ?? true;
    this.#judge = new Judge({
      ...{ engine, clock, log, subjects, incarnation },
      ...{ sessions: this.#sessions, heartbeats: this.#heartbeats, shards: this.#shards },
    });
    this.#claims = new Claims({
      ...{ engine, clock, log, subjects, incarnation, shards: this.#shards, candidates, serves },
      mayClaim: () => this.#isPresent && this.#heartbeats.openMs >= CLAIM_AFTER_MS,
      isAlive: (one) => this.#sessions.isAlive(one),
      stirred: () => this.#looks.stir(),
      isOver: (one) => this.#sessions.isOver(one),
      owned: (shards) => hooks.owned(shards),
      takenOver: (from, shards) => {
        const since = this.#sessions.get(from)?.renewed.steady ?? clock.now();
        hooks.takenOver(from, shards, since);
      },
      giveUp: (shard, done) => hooks.giveUp(shard, done),
    });
    this.#asks = new Asks({
      ...{ clock, incarnation, shards: this.#shards, candidates, serves },
      changed: () => this.#heartbeats.speak(),
    });
  }

  /** Joins; retries for as long as the engine is out of reach. Called once. */
  start(started: Started): void {
    const { engine, clock, subjects, patienceMs } = this.#options;
    this.#started = started;
    const settings = agreeOnSettings({
      ...{ engine, clock, subjects, format: this.#format },
      agreed: () => {
        this.#settingsProblem = null;
        this.#begin();
      },
      failed: (problem) => this.#settingsProblem = problem,
      refused: (problem) => {
        this.stop();
        started.refused(problem);
      },
    });
    const late = clock.after(Math.max(patienceMs, JOIN_MS), () => this.#late());
    this.#cancels.push(settings, late);
  }

  /** The result of `serves` has changed for some shards. */
  servesChanged(): void {
    this.#asks.stir();
    this.#claims.stir();
  }

  /** Takes no more shards, but keeps those that it has until it leaves [C21]. Idempotent. */
  retire(): void {
    if (this.#isRetiring || this.#isStopped) return;
    this.#isRetiring = true;
    this.#looks.stir();
    this.#claims.retire();
    if (this.#session.isThere) this.#heartbeats.speak();
  }

  /**
   * Takes no more shards, and gives up those that it has, one after the other [C21]. The session stays, so that clients
   * that are connected here reach rooms on other nodes. `done` is not called after `stop`.
   */
  handOver(done: () => void): void {
    if (this.#isStopped) return;
    this.retire();
    this.#handedOver = done;
    this.#claims.leave();
    this.#options.clock.soon(() => this.#lookWhetherEmpty());
  }

  /** Like `handOver`, and then ends the session. */
  leave(done: () => void): void {
    if (this.#left !== null || this.#isStopped) return;
    this.#left = done;
    if (this.#session.isThere) this.handOver(() => this.#leftForGood());
    else this.#leftForGood();
  }

  /** Stops at once, without ending the session: other nodes will notice the silence. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    this.#looks.stop();
    for (const cancel of this.#cancels.splice(0)) cancel();
    for (const part of [this.#session, this.#heartbeats, this.#judge, this.#claims]) part.stop();
  }

  /** The shards that this node serves now, which a replaced worker has to adopt again. */
  get ownedShards(): readonly number[] {
    return this.#claims.owned;
  }

  get reach(): MembershipReach {
    const { engine, lease } = this.#options;
    return { connected: engine.isConnected, leaseLeftMs: lease.leftMs };
  }

  get totals(): MembershipTotals {
    const others = this.#others();
    const live = others.filter((one) => this.#heartbeats.isHeard(one.incarnation));
    return {
      liveNodes: live.length + (this.#session.isThere ? 1 : 0),
      rooms: live.reduce(
        (sum, one) => sum + (this.#heartbeats.last(one.incarnation)?.rooms ?? 0),
        this.#options.rooms(),
      ),
      format: Math.min(this.#format, ...others.map(({ record }) => record.format)),
    };
  }

  /** For the metrics; it looks at every shard. */
  get status(): MembershipStatus {
    const { incarnation } = this.#options;
    return {
      ...this.reach,
      ...this.totals,
      owned: this.ownedShards.length,
      wanted: [...Array(this.#shards.count).keys()]
        .filter((shard) => this.#candidates.wanted(shard) === incarnation).length,
      takeovers: this.#claims.takeovers,
      silentNodes: this.#others().filter((one) => this.#judge.isSilent(one)).length,
    };
  }

  /** Whether it knows all records, and its lease is good. */
  get #isPresent(): boolean {
    return this.#behind === 0 && this.#session.isThere && this.#options.lease.isGood;
  }

  /** The sessions of the other live nodes. */
  #others(): readonly Session[] {
    const { incarnation } = this.#options;
    return [...this.#sessions.all()]
      .filter((one) => one.record.state === "alive" && one.incarnation !== incarnation);
  }

  #begin(): void {
    const { engine, subjects } = this.#options;
    this.#heartbeats.listen();
    const caughtUp = () => {
      this.#behind--;
    };
    this.#cancels.push(
      engine.watch(subjects.sessions, { each: (record) => this.#sessionSeen(record), caughtUp }),
      engine.watch(subjects.shards, { each: (record) => this.#shardSeen(record), caughtUp }),
    );
    this.#session.start();
    this.#looks.begin();
  }

  #sessionSeen({ subject, seq, text }: EngineRecord): void {
    if (this.#isStopped) return;
    const incarnation = lastToken(subject);
    if (incarnation === this.#options.incarnation) this.#session.seen({ seq, text });
    this.#sessions.apply(incarnation, seq, text);
  }

  #shardSeen({ subject, seq, text }: EngineRecord): void {
    if (this.#isStopped) return;
    const shard = Number(lastToken(subject));
    if (this.#shards.apply(shard, seq, text)) this.#claims.reviewSoon(shard);
  }

  #look(): void {
    this.#heartbeats.look();
    this.#chooseCandidates();
    if (this.#isPresent) this.#present();
    if (this.#isStopped) return;
    if (this.#behind === 0) this.#judge.look();
    this.#claims.review();
    const isSure = this.#heartbeats.openMs >= this.#timing.silentMs;
    this.#asks.look(isSure && !this.#isRetiring);
    this.#lookWhetherEmpty();
    const { silentInMs } = this.#heartbeats;
    const isAtRest = this.#isPresent && !this.#isRetiring && this.#claims.isAtRest &&
      this.#asks.isContent && silentInMs > SILENT_IN_MS &&
      this.#options.lease.leftMs > LEASE_LEFT_MS;
    if (isAtRest) this.#looks.rest(silentInMs);
  }

  #lookWhetherEmpty(): void {
    const handedOver = this.#handedOver;
    if (this.#isStopped || handedOver === null || !this.#claims.isEmpty) return;
    this.#handedOver = null;
    handedOver();
  }

  /** Called when it has joined: announces itself, and calls `ready`. */
  #present(): void {
    const started = this.#started;
    if (started === null) return;
    this.#started = null;
    this.#outOfReach(null);
    this.#heartbeats.speak();
    started.ready();
  }

  /** [C20] The patience has passed since the start: if it has not joined, says why. */
  #late(): void {
    const started = this.#started;
    if (started === null) return;
    const problem = this.#settingsProblem ??
      (this.#session.isThere && this.#behind > 0
        ? "NATS does not show the records of other nodes"
        : this.#session.problem);
    if (started.late === undefined) this.#outOfReach(problem);
    else started.late(problem);
  }

  #outOfReach(problem: string | null): void {
    const is = problem !== null;
    if (is === this.#isOutOfReach) return;
    this.#isOutOfReach = is;
    this.#options.hooks.outOfReach(problem);
  }

  #heartbeat(): Heartbeat {
    const { clock, incarnation, node, workerIds, rooms } = this.#options;
    return {
      ...{ incarnation, node, format: this.#format, lives: [...workerIds()], rooms: rooms() },
      leaving: this.#isRetiring,
      asks: [...this.#asks.list],
      at: Math.max(0, Math.round(clock.wall())),
    };
  }

  #heard({ incarnation, asks }: Heartbeat): void {
    if (this.#isStopped || incarnation === this.#options.incarnation) return;
    this.#meet(incarnation);
    this.#chooseCandidates();
    for (const shard of asks) this.#claims.giveTo(incarnation, shard);
  }

  /** A node that has a session and was heard can be reached: reports it. */
  #meet(incarnation: string): void {
    const heartbeat = this.#heartbeats.last(incarnation);
    if (heartbeat === undefined || !this.#sessions.isAlive(incarnation)) return;
    const workerIds = JSON.stringify(heartbeat.lives);
    if (this.#peers.get(incarnation) === workerIds) return;
    const { hooks, log, node } = this.#options;
    // of two incarnations of one node, the hash would give all shards to one
    if (heartbeat.node === node && !heartbeat.leaving && !this.#peers.has(incarnation)) {
      log.warn("node_name_taken", { node, incarnation });
    }
    this.#peers.set(incarnation, workerIds);
    hooks.nodeUp(incarnation, heartbeat.lives);
  }

  #sessionChanged({ incarnation, record }: Session): void {
    this.#shards.sessionChanged(incarnation);
    this.#claims.stir();
    if (record.state === "alive") {
      if (incarnation !== this.#options.incarnation) this.#meet(incarnation);
    } else {
      this.#heartbeats.forget(incarnation);
      if (this.#peers.delete(incarnation)) this.#options.hooks.nodeLost(incarnation);
    }
  }

  /** The nodes that can own shards: those that are alive and not leaving. */
  #chooseCandidates(): void {
    const candidates: Candidate[] = [];
    for (const { incarnation, record: { state, node } } of this.#sessions.all()) {
      const isHeard = this.#heartbeats.isHeard(incarnation);
      const isLeaving = this.#heartbeats.last(incarnation)?.leaving;
      if (state === "alive" && isHeard && isLeaving === false) {
        candidates.push({ incarnation, node });
      }
    }
    if (this.#candidates.isOf(candidates)) return;
    this.#candidates = new Rendezvous(candidates);
    this.#looks.stir();
  }

  #leftForGood(): void {
    const done = this.#left;
    const over = () => {
      this.stop();
      done?.();
    };
    if (this.#session.isThere) this.#session.leave(over);
    else over();
  }

  #sessionLost(problem: string): void {
    const { log, hooks, incarnation } = this.#options;
    const left = this.#left ?? this.#handedOver;
    log.warn("session_gone", { incarnation, problem });
    this.stop();
    hooks.sessionLost();
    left?.();
  }
}

function lastToken(subject: string): string {
  return subject.slice(subject.lastIndexOf(".") + 1);
}
