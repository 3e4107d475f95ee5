/**
 * This incarnation's session: a record that is renewed by compare-and-set, and with it the lease [C7]. That a write
 * failed, or met another sequence, proves nothing: the last record is read, and decides [C13].
 */
import type { Clock } from "../base/clock.ts";
import type { Engine, EngineRecord } from "./engine.ts";
import type { Lease } from "./lease.ts";
import { decode, type SessionRecord } from "./records.ts";
import { type Reading, readingOf } from "./waits.ts";

/** Writes whose beginning is remembered: a lease from one before these would be over. */
const WRITES_MAX = 16;

/** Reads that find no record until it is believed: a server that leads no more may not have it yet. */
const MISSED_MAX = 3;

interface OwnSessionOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly lease: Lease;
  readonly subject: string;
  readonly node: string;
  readonly incarnation: string;
  /** The newest format of records that this node knows [C18]. */
  readonly format: number;
  /** It is renewed this often, each time with the heartbeat that is nearest: a wake-up is for both. */
  readonly renewMs: number;
  readonly patienceMs: number;
  /** Another has written the record, or it is gone. Nothing is called after it. */
  lost(problem: string): void;
  /** The engine is out of reach for longer than the patience, or within it again [C20]. */
  outOfReach(is: boolean): void;
}

export class OwnSession {
  readonly #options: OwnSessionOptions;
  /** The number of the last record that is known to be ours; 0: none. */
  #seq = 0;
  #write = 0;
  /** Reads in a row that found no record where there was one. */
  #missed = 0;
  /** When each of the last writes began. */
  readonly #begun = new Map<number, Reading>();
  /** When the last write began that is known to be kept. */
  #renewedFrom = -Infinity;
  /** Whether the result of the last write is not known yet; and whether it is to be read, since something went wrong. */
  #isAwaited = false;
  /** Which renewal is next, and whether it waits for the result of the last one. */
  #turn = 0;
  #isDue = false;
  #isDoubtful = false;
  #state: "alive" | "leaving" | "over" = "alive";
  #left: (() => void) | null = null;
  /** For how long nothing was acknowledged, times in which this process stood still aside. */
  #unreachedMs = 0;
  #tickedAt = 0;
  #isOutOfReach = false;

  constructor(options: OwnSessionOptions) {
    this.#options = options;
  }

  /** Whether the record was ever known to be there. */
  get isThere(): boolean {
    return this.#seq > 0 && this.#state !== "over";
  }

  start(): void {
    const { clock, renewMs } = this.#options;
    this.#tickedAt = clock.now();
    this.#turn = Math.round(clock.now() / renewMs);
    this.#renew();
  }

  /** The moment of a heartbeat. */
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

  /** Ends the session: the lease at once, then the record. */
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

  /** The watch has brought the record. */
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
    this.#options.outOfReach(is);
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
      if (write === this.#write) this.#isDoubtful = true;
      if (result.kind === "wrong_sequence") this.#read();
    });
  }

  /** What the leader has [C14]. */
  #read(): void {
    const { engine, subject } = this.#options;
    engine.last(subject, (result) => {
      if (this.#state === "over" || result.kind === "failed") return;
      const { record } = result;
      if (record === null && this.#seq > 0 && ++this.#missed >= MISSED_MAX) {
        return this.#foreign("its record is gone");
      }
      if (record !== null) {
        if (record.seq < this.#seq) return;
        this.#judge(record.text, record.seq);
      }
      if (!this.#isDoubtful) return;
      // a write that is in flight may still be kept: of those that expect the same record only one ever is
      this.#isDoubtful = false;
      this.#renew();
    });
  }

  /** What somebody wrote: this incarnation, and then that write is kept, or another [C13]. */
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
    this.#setOutOfReach(false);
  }

  /** What is due is written as soon as nothing else is on its way. */
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
