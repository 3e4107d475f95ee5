/**
 * What all fake engines of a test share: the records, and the streams that keep them. It owns what is kept and who
 * wins a sequence; how calls get here and answers back is the engines'. One clock and one seed decide it all.
 */
import type { Clock } from "../../src/base/clock.ts";
import type { Append, AppendResult, EngineRecord } from "../../src/cluster/engine.ts";
import type { Random } from "../sim/random.ts";
import { type EngineFaults, NO_FAULTS } from "./fake_faults.ts";

/** How long the engine knows the key of an append. */
const ONCE_MS = 120_000;
/** How long an append that got stuck is in flight, at most: longer than its caller waits. */
const STUCK_MS = 7_000;
/** How long a record that is gone can still be seen by a stale read. */
const HISTORY_MS = 30_000;

interface Entry {
  readonly record: EngineRecord;
  readonly at: number;
}

/** What is and was kept of one subject, both in their order. */
interface Kept {
  readonly here: Entry[];
  /** What went of late, by the limit of its stream or by `forget`. */
  readonly gone: (Entry & { readonly goneAt: number })[];
}

/** Who sees every append. */
export interface Onlooker {
  appended(record: EngineRecord): void;
}

/** Whom the bus reaches. */
export interface Receiver {
  post(subject: string, text: string, by: string): void;
}

/** The streams, by what is in them. */
export type StreamKind = (typeof STREAM_KINDS)[number];

const STREAM_KINDS = ["control", "rooms", "results"] as const;

export class FakeWorld {
  readonly clock: Clock;
  readonly random: Random;
  /** From now on; a test may change them on the way. */
  faults: EngineFaults;
  /** Sees each append at the moment it is done: for auditors. */
  onAppend: (record: EngineRecord, by: string) => void = () => {};
  /** What went wrong so far, by name. */
  readonly counts = new Map<string, number>();
  readonly onlookers = new Set<Onlooker>();
  readonly receivers = new Set<Receiver>();
  readonly #kept = new Map<string, Kept>();
  readonly #inFlight = new Set<string>();
  readonly #keys = new Map<string, { readonly seq: number; readonly at: number }>();
  readonly #leaderless = new Map<StreamKind, number>();
  #seq = 0;

  constructor(clock: Clock, random: Random, faults: Partial<EngineFaults> = {}) {
    this.clock = clock;
    this.random = random;
    this.faults = { ...NO_FAULTS, ...faults };
  }

  /** For so long no stream of these kinds has a leader: what is asked of it is lost, or done when it has one. */
  loseLeader(ms: number, kinds: readonly StreamKind[] = ["control", "rooms", "results"]): void {
    this.count("leader lost");
    for (const kind of kinds) this.#leaderless.set(kind, this.clock.now() + ms);
  }

  /** How long the stream of a subject has no leader yet. */
  leaderlessMs(subject: string): number {
    return Math.max(0, (this.#leaderless.get(kindOf(subject)) ?? 0) - this.clock.now());
  }

  count(fault: string): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
  }

  /** An append arrives. `answer` is called once, unless what is in flight comes to nothing. */
  append(append: Append, by: string, answer: (result: AppendResult) => void): void {
    const { subject, expected, once } = append;
    const known = once === undefined ? undefined : this.#keys.get(keyOf(subject, once));
    if (known !== undefined && this.clock.now() - known.at < ONCE_MS) {
      answer({ kind: "appended", seq: known.seq });
    } else if (expected === null) {
      if (this.#inFlight.has(subject)) this.clock.after(1, () => this.append(append, by, answer));
      else answer({ kind: "appended", seq: this.#commit(append, by) });
    } else if (this.#inFlight.has(subject) || expected !== this.#lastSeq(subject)) {
      if (this.#inFlight.has(subject)) this.count("wrong sequence while one is in flight");
      answer({ kind: "wrong_sequence" });
    } else {
      this.#propose(append, by, answer);
    }
  }

  /** Its last record, as it was so long ago. */
  last(subject: string, agoMs = 0): EngineRecord | null {
    return this.#seen(subject, agoMs).at(-1)?.record ?? null;
  }

  /** All records that match, in the order they were appended, as it was so long ago. */
  all(filter: string, agoMs = 0): readonly EngineRecord[] {
    return this.#subjectsOf(filter)
      .flatMap((subject) => this.#seen(subject, agoMs).map(({ record }) => record))
      .sort((a, b) => a.seq - b.seq);
  }

  /** The last record of each subject that matches, in order. */
  lasts(filter: string): readonly EngineRecord[] {
    return this.#subjectsOf(filter)
      .map((subject) => this.last(subject)).filter((record) => record !== null)
      .sort((a, b) => a.seq - b.seq);
  }

  forget(subject: string, upTo: number): void {
    const kept = this.#kept.get(subject);
    if (kept === undefined) return;
    this.#drop(kept, kept.here.findLastIndex(({ record }) => record.seq <= upTo) + 1);
  }

  #subjectsOf(filter: string): readonly string[] {
    if (!/[*>]/.test(filter)) return this.#kept.has(filter) ? [filter] : [];
    return [...this.#kept.keys()].filter((subject) => matches(filter, subject));
  }

  #propose(append: Append, by: string, answer: (result: AppendResult) => void): void {
    const { random, faults: { commitMs, stuck } } = this;
    const isStuck = random.chance(stuck);
    if (isStuck) this.count("append stuck in flight");
    const ms = isStuck ? random.between(1_000, STUCK_MS) : random.between(0, commitMs);
    const end = () => {
      this.#inFlight.delete(append.subject);
      // the leader that had it is gone, and nobody else has it
      if (isStuck && random.chance(0.5)) return;
      answer({ kind: "appended", seq: this.#commit(append, by) });
    };
    this.#inFlight.add(append.subject);
    if (ms === 0) end();
    else this.clock.after(ms, end);
  }

  #commit({ subject, text, once }: Append, by: string): number {
    const now = this.clock.now();
    const record = { subject, seq: ++this.#seq, text };
    const kept = this.#kept.get(subject) ?? { here: [], gone: [] };
    this.#kept.set(subject, kept);
    kept.here.push({ record, at: now });
    this.#drop(kept, Math.max(0, kept.here.length - limitOf(subject)));
    if (once !== undefined) this.#keys.set(keyOf(subject, once), { seq: record.seq, at: now });
    this.onAppend(record, by);
    // one that breaks goes on later, and one that begins has the record by itself
    for (const onlooker of this.onlookers) onlooker.appended(record);
    return record.seq;
  }

  #lastSeq(subject: string): number {
    return this.last(subject)?.seq ?? 0;
  }

  /** The first ones of a subject go. */
  #drop({ here, gone }: Kept, count: number): void {
    if (count === 0) return;
    const goneAt = this.clock.now();
    gone.push(...here.splice(0, count).map((entry) => ({ ...entry, goneAt })));
    const remembered = gone.findIndex((entry) => goneAt - entry.goneAt < HISTORY_MS);
    gone.splice(0, remembered < 0 ? gone.length : remembered);
  }

  #seen(subject: string, agoMs: number): readonly Entry[] {
    const { here = [], gone = [] } = this.#kept.get(subject) ?? {};
    if (agoMs === 0) return here;
    const then = this.clock.now() - agoMs;
    return [...gone.filter(({ goneAt }) => goneAt > then), ...here].filter(({ at }) => at <= then);
  }
}

function keyOf(subject: string, once: string): string {
  return `${kindOf(subject)} ${once}`;
}

/** The stream that keeps a subject: its third token says. */
function kindOf(subject: string): StreamKind {
  const at = subject.indexOf(".", subject.indexOf(".") + 1) + 1;
  for (const kind of STREAM_KINDS) if (subject.startsWith(`${kind}.`, at)) return kind;
  throw new Error(`no stream keeps ${subject}`);
}

/** How many records of a subject its stream keeps [C15]. */
function limitOf(subject: string): number {
  return { control: 1, rooms: 32, results: Infinity }[kindOf(subject)];
}

/** Whether a filter, with `>` at its end or `*` for a token, takes in a subject. */
export function matches(filter: string, subject: string): boolean {
  if (!filter.includes("*")) {
    return filter.endsWith(".>") ? subject.startsWith(filter.slice(0, -1)) : filter === subject;
  }
  const tokens = subject.split(".");
  const wanted = filter.split(".");
  for (const [at, token] of wanted.entries()) {
    if (token === ">") return tokens.length > at;
    if (token !== "*" && token !== tokens[at]) return false;
  }
  return tokens.length === wanted.length;
}
