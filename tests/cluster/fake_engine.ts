/**
 * An engine for the simulation, one for each process, on a world that they share. It is as bad as the real one:
 * what `EngineFaults` says goes wrong by chance; a test can cut it off, or pause it. Nothing is called from inside a
 * call, and everything is called by the process's own clock, so that a process that stands still is called later.
 */
import type { Clock } from "../../src/base/clock.ts";
import type {
  AllResult,
  Append,
  AppendResult,
  Cancel,
  Engine,
  EngineFailure,
  LastResult,
  Watcher,
} from "../../src/cluster/engine.ts";
import { FakeWatch } from "./fake_watch.ts";
import { type FakeWorld, matches, type Receiver } from "./fake_world.ts";

/** How long a caller waits for an answer. */
const ANSWER_MS = 5_000;
/** How long it takes an engine that is cut off to notice. */
const NOTICE_MS = 3_000;

interface Subscription {
  readonly subject: string;
  readonly receive: (text: string) => void;
  /** Until when each publisher's next post has to wait: its posts stay in order. */
  readonly notBefore: Map<string, number>;
}

export class FakeEngine implements Engine, Receiver {
  readonly name: string;
  readonly #world: FakeWorld;
  readonly #clock: Clock;
  readonly #subscriptions = new Set<Subscription>();
  readonly #watches = new Set<FakeWatch>();
  /** Calls that were not answered, to be answered `failed` when the connection is lost. */
  readonly #open = new Set<(problem: string) => void>();
  #state: "connected" | "cut" | "lost" | "closed" = "connected";
  #isPaused = false;
  /** What is on its way out, and in, while it is cut off or paused. */
  #out: (() => void)[] = [];
  #in: (() => void)[] = [];
  #lastPostAt = 0;
  #noticing: Cancel = () => {};
  /** What has come, and waits for the next `rest`; null: nothing waits. */
  #resting: (() => void)[] | null = null;
  #cancelRest: Cancel = () => {};

  /** `clock`: that of its process. */
  constructor(world: FakeWorld, name: string, clock: Clock = world.clock) {
    this.#world = world;
    this.#clock = clock;
    this.name = name;
    world.receivers.add(this);
  }

  get isConnected(): boolean {
    return this.#state === "connected" || this.#state === "cut";
  }

  append(append: Append, done: (result: AppendResult) => void): void {
    const { random, faults } = this.#world;
    const fate = random.chance(faults.late) ? "late" : random.chance(faults.ackLost) ? "ack" : "";
    const afterMs = fate === "late" ? ANSWER_MS + random.between(1, faults.lateMs) : 0;
    this.#ask<AppendResult>(append.subject, done, (answer) => {
      this.#world.append(append, this.name, fate === "" ? answer : () => {});
    }, afterMs);
    if (fate !== "") this.#world.count(fate === "late" ? "append arrives late" : "ack lost");
  }

  last(subject: string, done: (result: LastResult) => void): void {
    this.#ask<LastResult>(subject, done, (answer) => {
      const agoMs = this.#staleness("last", this.#world.faults.staleLast);
      answer({ kind: "found", record: this.#world.last(subject, agoMs) });
    });
  }

  all(filter: string, done: (result: AllResult) => void): void {
    this.#ask<AllResult>(filter, done, (answer) => {
      const agoMs = this.#staleness("all", this.#world.faults.staleAll);
      answer({ kind: "found", records: this.#world.all(filter, agoMs) });
    });
  }

  watch(filter: string, watcher: Watcher): Cancel {
    const watch = new FakeWatch(this.#world, filter, watcher, (run) => this.#comesIn(run));
    this.#watches.add(watch);
    if (this.#state === "lost") watch.break();
    return () => {
      watch.end();
      this.#watches.delete(watch);
    };
  }

  forget(subject: string, upTo: number): void {
    this.#goesOut(() => {
      if (this.#world.leaderlessMs(subject) === 0) this.#world.forget(subject, upTo);
    });
  }

  publish(subject: string, text: string): void {
    this.#goesOut(() => {
      for (const receiver of this.#world.receivers) receiver.post(subject, text, this.name);
    }, true);
  }

  subscribe(subject: string, receive: (text: string) => void): Cancel {
    const subscription = { subject, receive, notBefore: new Map<string, number>() };
    this.#subscriptions.add(subscription);
    return () => this.#subscriptions.delete(subscription);
  }

  rest(ms: number): void {
    if (ms === 0 && this.#resting === null) return;
    this.#cancelRest();
    this.#resting ??= [];
    const cancel = ms === 0 ? () => {} : this.#clock.after(ms, () => this.rest(0));
    this.#cancelRest = cancel;
    this.#clock.after(0, () => {
      const waiting = this.#resting?.splice(0) ?? [];
      // unless it was called again since
      if (ms === 0 && this.#cancelRest === cancel) this.#resting = null;
      for (const run of waiting) this.#call(run);
    });
  }

  close(): void {
    this.#state = "closed";
    this.#noticing();
    this.#cancelRest();
    this.#world.receivers.delete(this);
    this.#subscriptions.clear();
    for (const watch of this.#watches) watch.end();
    this.#watches.clear();
    this.#open.clear();
    this.#in = [];
  }

  /** The network carries nothing any more; in 3 s the engine notices, and calls fail at once. */
  cut(): void {
    if (this.#state !== "connected") return;
    this.#world.count("engine cut off");
    this.#state = "cut";
    this.#noticing = this.#world.clock.after(NOTICE_MS, () => this.#loseConnection());
  }

  /** The network is back, and brings what it held up, some of it; the rest is lost. */
  restore(): void {
    if (this.#state === "connected" || this.#state === "closed") return;
    this.#noticing();
    this.#state = "connected";
    for (const watch of this.#watches) watch.resume();
    for (const again of this.#out.splice(0)) if (this.#world.random.chance(0.7)) again();
    this.#letIn();
  }

  /** Nothing comes to it until `resume`, then all of it does; what it sends goes out. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#letIn();
  }

  /** Somebody published this. */
  post(subject: string, text: string, by: string): void {
    const { random, faults, clock } = this.#world;
    for (const subscription of this.#subscriptions) {
      if (!matches(subscription.subject, subject)) continue;
      if (random.chance(faults.postLost)) {
        this.#world.count("post lost");
        continue;
      }
      const isLate = random.chance(faults.postLate);
      if (isLate) this.#world.count("post late");
      const ms = isLate ? random.between(1, faults.postLateMs) : this.#delay();
      const at = Math.max(clock.now() + ms, subscription.notBefore.get(by) ?? 0);
      subscription.notBefore.set(by, at);
      clock.after(at - clock.now(), () =>
        this.#comesIn(() => {
          if (this.#subscriptions.has(subscription)) subscription.receive(text);
        }, true));
    }
  }

  #loseConnection(): void {
    this.#state = "lost";
    for (const watch of this.#watches) watch.break();
    const failAll = () => {
      for (const fail of [...this.#open]) fail("the connection was lost");
    };
    if (this.#isPaused) this.#in.push(failAll);
    else this.#clock.after(0, failAll);
  }

  /** Sends a question, and sees to it that it is answered once. */
  #ask<T>(
    subject: string,
    done: (result: T | EngineFailure) => void,
    ask: (answer: (result: T) => void) => void,
    afterMs = 0,
  ): void {
    if (this.#state === "closed") return;
    const { random, faults } = this.#world;
    const finish = (result: T | EngineFailure) => {
      if (!this.#open.delete(fail) || this.#state === "closed") return;
      cancel();
      done(result);
    };
    const fail = (problem: string) => finish({ kind: "failed", problem });
    this.#open.add(fail);
    const isRefused = random.chance(faults.refused);
    if (isRefused) this.#world.count("call refused");
    const soon = this.#state === "lost" || isRefused;
    const problem = this.#state === "lost" ? "not connected" : soon ? "refused" : "no answer";
    const cancel = this.#clock.after(soon ? this.#delay() : ANSWER_MS, () => fail(problem));
    if (soon) return;
    const arrive = () => {
      const leaderlessMs = this.#world.leaderlessMs(subject);
      if (leaderlessMs === 0) ask((result) => this.#comesIn(() => finish(result)));
      // a question may wait in a buffer until somebody leads
      else if (random.chance(0.3)) this.#world.clock.after(leaderlessMs + 1, arrive);
    };
    this.#goesOut(() => afterMs === 0 ? arrive() : this.#world.clock.after(afterMs, arrive));
  }

  /** To the servers, in a moment; posts in their order. What a process sent before it ended still arrives. */
  #goesOut(run: () => void, isPost = false): void {
    if (this.#state === "closed" || this.#state === "lost") return;
    if (this.#state === "cut") return void this.#out.push(() => this.#goesOut(run, isPost));
    const now = this.#world.clock.now();
    const at = Math.max(now + this.#delay(), isPost ? this.#lastPostAt : 0);
    if (isPost) this.#lastPostAt = at;
    this.#world.clock.after(at - now, run);
  }

  /** To the process, in a moment, by its own clock. `now`: it has already waited. */
  #comesIn(run: () => void, now = false): void {
    if (this.#state === "closed") return;
    if (this.#isPaused || this.#state !== "connected") this.#in.push(run);
    else {
      this.#clock.after(now ? 0 : this.#delay(), () => {
        if (this.#resting === null) this.#call(run);
        else this.#resting.push(run);
      });
    }
  }

  #call(run: () => void): void {
    if (this.#state !== "closed") run();
  }

  #letIn(): void {
    if (this.#isPaused || this.#state !== "connected") return;
    for (const run of this.#in.splice(0)) this.#comesIn(run, true);
  }

  #staleness(what: string, rate: number): number {
    const { random, faults: { staleMs } } = this.#world;
    if (!random.chance(rate)) return 0;
    this.#world.count(`stale ${what}`);
    return random.between(1, staleMs);
  }

  #delay(): number {
    return this.#world.random.between(0, this.#world.faults.delayMs);
  }
}
