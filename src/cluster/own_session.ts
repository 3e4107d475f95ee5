/**
 * This incarnation's session: a record that is renewed by compare-and-set, and the lease that each renewal extends
 * [C7]. A write that failed, or met another sequence, proves nothing: the record is then read, and decides [C13].
 */
import type { Clock } from "../base/clock.ts";
import type { Engine, EngineRecord } from "./engine.ts";
import type { Lease } from "./lease.ts";
import { decode, type SessionRecord } from "./records.ts";
import { type Reading, readingOf } from "./waits.ts";

/** The start times of so many writes are remembered; a lease from an earlier one would have ended. */
const WRITES_MAX = 16;

/** How many reads must find no record before that is believed: a server that is no longer leader may lack it. */
const MISSED_MAX = 3;

/** Instead of a problem: no write has failed yet. */
const NO_ANSWER = "NATS does not answer";

interface OwnSessionOptions {
  readonly engine: Pick<Engine, "append" | "last">;
  readonly clock: Clock;
  readonly lease: Pick<Lease, "renewed" | "end">;
  readonly subject: string;
  readonly node: string;
  readonly incarnation: string;
  /** The newest format of records that this node knows [C18]. */
  readonly format: number;
  /** How often it is renewed, in milliseconds: together with the nearest heartbeat, to save a wake-up. */
  readonly renewMs: number;
  readonly patienceMs: number;
  /** The session is lost: somebody else has written the record, or it is gone. The last call. */
  lost(problem: string): void;
  /** Nothing was acknowledged for longer than the patience, because of this problem; null: it is over [C20]. */
  outOfReach(problem: string | null): void;
}

export class OwnSession {
  readonly #options: OwnSessionOptions;
  /** Sequence number of the last record that is known to be ours; 0: none. */
  #seq = 0;
  #write = 0;
  /** Reads in a row that did not find the record. */
  #missed = 0;
  /** When each of the last writes began. */
  readonly #begun = new Map<number, Reading>();
  /** The start of the last write that is known to have succeeded. */
  #renewedFrom = -Infinity;
  /** Whether the result of a write is awaited; and whether the record has to be read because a write failed. */
  #isAwaited = false;
  /** Number of the next renewal, and whether it is due but waits for the last one's result. */
  #turn = 0;
  #isDue = false;
  #isDoubtful = false;
  #state: "alive" | "leaving" | "over" = "alive";
  #left: (() => void) | null = null;
  /** How long nothing has been acknowledged, not counting times in which this process stood still. */
  #unreachedMs = 0;
  #tickedAt = 0;
  #isOutOfReach = false;
  /** Why the last call failed since a write was acknowledged. */
  #problem = NO_ANSWER;

  constructor(options: OwnSessionOptions) {
    this.#options = options;
  }

  /** Whether the session has ever existed. */
  get isThere(): boolean {
    return this.#seq > 0 && this.#state !== "over";
  }

  /** Why its last write was not acknowledged. */
  get problem(): string {
    return this.#problem;
  }

  start(): void {
    const { clock, renewMs } = this.#options;
    this.#tickedAt = clock.now();
    this.#turn = Math.round(clock.now() / renewMs);
    this.#renew();
  }

  /** Called with each heartbeat: renews if it is due. */
  beat(): void {
    if (this.#state === "over" || this.#write === 0) return;
    const { clock, renewMs } = this.#options;
    this.#countSilence();
    const turn = Math.round(clock.now() / renewMs);
    if (turn !== this.#turn) this.#isDue = true;
    this.#turn = turn;
    const begunAt = this.#begun.get(this.#write)?.steady ?? -Infinity;
    if (this.#isAwaited && clock.now() - begunAt >= renewMs) this.#isDoubtful = true;
    if (this.#isDoubtful) this.#read();
    else this.#goOn();
  }

  /** Ends the lease at once, and then the session. */
  leave(done: () => void): void {
    if (this.#state !== "alive") return;
    this.#options.lease.end();
    this.#state = "leaving";
    this.#left = done;
    this.#goOn();
  }

  stop(): void {
    this.#state = "over";
    this.#options.lease.end();
  }

  /** The watch has given this session's record. */
  seen({ seq, text }: Pick<EngineRecord, "seq" | "text">): void {
    if (this.#state !== "over" && seq > this.#seq) this.#judge(text, seq);
  }

  #countSilence(): void {
    const { clock, renewMs, patienceMs } = this.#options;
    const now = clock.now();
    this.#unreachedMs += Math.min(now - this.#tickedAt, 2 * renewMs);
    this.#tickedAt = now;
    if (this.#unreachedMs > patienceMs && this.isThere) this.#setOutOfReach(true);
  }

  #setOutOfReach(is: boolean): void {
    if (is === this.#isOutOfReach) return;
    this.#isOutOfReach = is;
    this.#options.outOfReach(is ? this.#problem : null);
  }

  #renew(): void {
    const { engine, clock, subject, node, incarnation, format } = this.#options;
    const write = ++this.#write;
    this.#isAwaited = true;
    this.#isDue = false;
    this.#begun.set(write, readingOf(clock));
    this.#begun.delete(write - WRITES_MAX);
    const record: SessionRecord = {
      node,
      state: this.#state === "leaving" ? "left" : "alive",
      format,
      by: incarnation,
      write,
      after: this.#seq,
    };
    engine.append({ subject, text: JSON.stringify(record), expected: this.#seq }, (result) => {
      if (this.#state === "over") return;
      if (result.kind === "appended") {
        this.#kept(record, result.seq);
        return this.#goOn();
      }
      if (result.kind === "failed") this.#problem = result.problem;
      if (write === this.#write) this.#isDoubtful = true;
      if (result.kind === "wrong_sequence") this.#read();
    });
  }

  /** Reads the record from the leader [C14]. */
  #read(): void {
    const { engine, subject } = this.#options;
    engine.last(subject, (result) => {
      if (this.#state === "over") return;
      if (result.kind === "failed") {
        this.#problem = result.problem;
        return;
      }
      const { record } = result;
      if (record === null && this.#seq > 0 && ++this.#missed >= MISSED_MAX) {
        return this.#foreign("its record is gone");
      }
      if (record !== null) {
        if (record.seq < this.#seq) return;
        this.#judge(record.text, record.seq);
      }
      if (!this.#isDoubtful) return;
      // a write in flight may still succeed: of several that expect the same record, only one ever does
      this.#isDoubtful = false;
      this.#renew();
    });
  }

  /** Finds out who wrote the record: this incarnation, then the write has succeeded; else the session is lost [C13]. */
  #judge(text: string, seq: number): void {
    const record = decode.session(text);
    if (record?.by !== this.#options.incarnation) {
      return this.#foreign(`${record?.by ?? "somebody"} has ended it`);
    }
    this.#kept(record, seq);
    this.#goOn();
  }

  #kept({ write, state }: SessionRecord, seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
    this.#missed = 0;
    if (state === "left") return this.#end(this.#left);
    if (write === this.#write) this.#isAwaited = this.#isDoubtful = false;
    const from = this.#begun.get(write);
    if (this.#state !== "alive" || from === undefined || from.steady <= this.#renewedFrom) return;
    this.#renewedFrom = from.steady;
    this.#options.lease.renewed(from);
    this.#unreachedMs = 0;
    this.#problem = NO_ANSWER;
    this.#setOutOfReach(false);
  }

  /** Does what is due, once no other call is running. */
  #goOn(): void {
    if ((this.#state === "leaving" || this.#isDue) && !this.#isAwaited) this.#renew();
  }

  #foreign(problem: string): void {
    const { lost } = this.#options;
    this.#end(this.#left ?? (() => lost(problem)));
  }

  #end(done: (() => void) | null): void {
    this.stop();
    done?.();
  }
}
