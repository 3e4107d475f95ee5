/**
 * Lives that write one room's subject over a bad engine, and an auditor who sees every record: what a commit reports
 * has to be so, whatever went wrong on the way [C6, C13].
 */
import { type Commit, startCommit } from "../../src/cluster/commit.ts";
import type { Engine } from "../../src/cluster/engine.ts";
import { FORMAT } from "../../src/cluster/format.ts";
import { headerOf, type RecordHeader } from "../../src/cluster/room_records.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import { FakeEngine } from "./fake_engine.ts";
import { BAD_FAULTS, NO_FAULTS } from "./fake_faults.ts";
import { FakeWorld } from "./fake_world.ts";

const ROOM = subjectsOf("c").room(1, "ABCDEFGH");
const RESULTS = subjectsOf("c").results("ABCDEFGH", 1);

/** How long everything may go wrong, and how long it then takes at most until everything is certain. */
const BAD_MS = 60_000;
const GOOD_MS = 30_000;

interface Kept {
  readonly seq: number;
  readonly life: string;
  readonly write: string;
  readonly part: number;
  readonly parts: number;
}

/** What is so, and who has claimed otherwise. */
export interface CommitRun {
  readonly violations: readonly string[];
  readonly committed: number;
  readonly superseded: number;
  readonly faults: ReadonlyMap<string, number>;
}

/** `canary`: what stands between a writer and its engine; a good one is the engine itself. */
export function runCommits(
  seed: number,
  canary: (engine: Engine) => Engine = (it) => it,
): CommitRun {
  const random = new Random(seed);
  const clock = new FakeClock();
  const world = new FakeWorld(clock, random, { ...BAD_FAULTS, staleLast: 0.1 });
  const audit = new Audit(world);
  const writers = ["ana", "bob"].map((node) =>
    new Writer({ node, engine: canary(new FakeEngine(world, node)), clock, random, world, audit })
  );
  writers[0]?.begin();
  clock.after(random.between(1_000, 20_000), () => writers[1]?.begin());
  if (random.chance(0.5)) clock.after(random.between(0, BAD_MS), () => world.loseLeader(10_000));
  clock.advance(BAD_MS);
  world.faults = NO_FAULTS;
  for (const writer of writers) writer.isStopping = true;
  clock.advance(GOOD_MS);
  for (const { open } of writers) if (open !== null) audit.violations.push(`${open} never ended`);
  const { violations, committed, superseded } = audit;
  return { violations, committed, superseded, faults: world.counts };
}

/** Knows every record that was ever kept. */
class Audit {
  readonly violations: string[] = [];
  committed = 0;
  superseded = 0;
  readonly #kept: Kept[] = [];
  readonly #results = new Set<string>();
  /** The write that won the place behind each record. */
  readonly #winners = new Map<number, string>();

  constructor(world: FakeWorld) {
    world.onAppend = ({ subject, seq, text }) => {
      if (subject === RESULTS) this.#results.add(text);
      else this.#kept.push({ ...headerOf(text), seq });
    };
  }

  get lastSeq(): number {
    return this.#kept.at(-1)?.seq ?? 0;
  }

  isCommitted(write: string, at: { readonly expected: number; readonly seq: number }): void {
    this.committed++;
    const end = this.#kept.findIndex(({ seq }) => seq === at.seq);
    const { parts = 1 } = this.#kept[end] ?? {};
    const records = this.#kept.slice(end - parts + 1, end + 1);
    const isWhole = records.length === parts &&
      records.every((record, n) => record.write === write && record.part === n + 1);
    if (!isWhole) this.violations.push(`${write} is not the record ${at.seq}`);
    const before = this.#kept[end - parts]?.seq ?? 0;
    if (before !== at.expected) this.violations.push(`${write} stands behind ${before}`);
    const other = this.#winners.get(at.expected);
    if (other !== undefined) this.violations.push(`${write} and ${other} won ${at.expected}`);
    this.#winners.set(at.expected, write);
    if (!this.#results.has(write)) this.violations.push(`${write}: what comes before is not there`);
  }

  isSuperseded(life: string, by: string | null, expected: number): void {
    this.superseded++;
    const isThere = this.#kept.some((one) => one.seq > expected && one.life === by);
    if (by === life || !isThere) this.violations.push(`${life} was not superseded by ${by}`);
  }
}

interface WriterOptions {
  readonly node: string;
  readonly engine: Engine;
  readonly clock: FakeClock;
  readonly random: Random;
  readonly world: FakeWorld;
  readonly audit: Audit;
}

/** Writes and writes; when it is superseded it goes on as another life, behind what is there by then. */
class Writer {
  isStopping = false;
  /** The write that is under way. */
  open: string | null = null;
  readonly #options: WriterOptions;
  #commit: Commit | null = null;
  #lives = 0;
  #writes = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#lives++;
    this.#write(this.#options.audit.lastSeq);
  }

  #write(expected: number): void {
    if (this.isStopping) return;
    const { engine, clock, random, audit, node } = this.#options;
    const life = `${node}-${this.#lives}`;
    const write = this.open = `${life}-${++this.#writes}`;
    const texts = partsOf({ life, write }, random.chance(0.2) ? random.between(2, 4) : 1);
    this.#commit = startCommit({
      ...{ subject: ROOM, write, texts, expected },
      before: [{ subject: RESULTS, text: write, expected: null, once: write }],
      done: (result) => {
        this.open = null;
        const soonMs = random.between(0, 50);
        if (result.kind === "committed") {
          audit.isCommitted(write, { expected, seq: result.seq });
          clock.after(soonMs, () => this.#write(result.seq));
        } else {
          audit.isSuperseded(life, result.by, expected);
          clock.after(soonMs * 20, () => this.begin());
        }
      },
    }, { engine, clock, life });
    if (random.chance(0.01)) clock.after(random.between(0, 6_000), () => this.#dies(write));
  }

  /** A life that ends in the middle of a write: what it has sent may still arrive. */
  #dies(write: string): void {
    if (this.open !== write || this.isStopping) return;
    this.#commit?.cancel();
    this.open = null;
    this.begin();
  }
}

/** Records of a write of so many parts, as small as they can be. */
function partsOf(
  { life, write }: { readonly life: string; readonly write: string },
  parts: number,
): readonly string[] {
  return Array.from({ length: parts }, (_, n) => {
    const header: RecordHeader = {
      ...{ format: FORMAT, life, write, version: 1, whole: true },
      ...{ part: n + 1, parts },
    };
    return `${JSON.stringify(header)}\n`;
  });
}
