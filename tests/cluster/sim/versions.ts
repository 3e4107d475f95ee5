/**
 * Two versions of the program in one simulated cluster [C18]: this one, and a next one that knows one more format of
 * records. They are rolled out and back during the faults. This checks that no node writes what a node that it knows
 * can't read, and that no node continues with a room that it can't read.
 */
import type { Clock } from "../../../src/base/clock.ts";
import type { EngineRecord } from "../../../src/cluster/engine.ts";
import { FORMAT } from "../../../src/cluster/format.ts";
import { headerOf } from "../../../src/cluster/room_records.ts";
import type { Subjects } from "../../../src/cluster/subjects.ts";
import type { FakeClock } from "../../base/fake_clock.ts";
import { Random } from "../../sim/random.ts";
import type { FakeWorld } from "../fake_world.ts";
import { Violation } from "./auditor.ts";
import { NEXT_FORMAT } from "./formats.ts";
import type { SimProcess } from "./process.ts";
import { VersionedEngines } from "./versioned_engines.ts";

/** The share of seeds with several versions. */
const SHARE = 0.2;

/**
 * How long a process has to leave before it is killed and started as another version, in milliseconds, and the pause
 * between two.
 */
const LEAVES_MS = 5_000;
const NEXT_PROCESS_MS = 3_000;

/** How versions change; `either`: each start draws one. */
type Plan = "rolled out" | "rolled out and back" | "either";

interface VersionsOptions {
  readonly clock: FakeClock;
  readonly world: FakeWorld;
  readonly subjects: Subjects;
  readonly processes: readonly SimProcess[];
  readonly note: (what: string) => void;
}

export class Versions {
  readonly #options: VersionsOptions;
  readonly #random: Random;
  readonly #plan: Plan;
  /** The format of the version that is started now. */
  #format = FORMAT;
  #isSettled = false;
  /** The newest format that each incarnation knows. */
  readonly #formats = new Map<string, number>();

  /** The versions of a seed; null: it has only one. */
  static of(seed: number, isNeeded: boolean, options: VersionsOptions): Versions | null {
    const random = new Random(seed ^ 0x5eed_c18);
    return random.chance(SHARE) || isNeeded ? new Versions(random, options) : null;
  }

  constructor(random: Random, options: VersionsOptions) {
    this.#random = random;
    this.#options = options;
    this.#plan = random.pick(["rolled out", "rolled out and back", "either"]);
    if (this.#plan === "either") return;
    this.#rollOut(random.between(3_000, 12_000), NEXT_FORMAT);
    if (this.#plan === "rolled out and back") this.#rollOut(random.between(10_000, 24_000), FORMAT);
  }

  /** The newest format of a process that is started now. */
  get started(): number {
    if (this.#plan !== "either" || this.#isSettled) return this.#format;
    return this.#random.chance(0.5) ? NEXT_FORMAT : FORMAT;
  }

  /** From now on there is a node that can read everything. */
  settle(): void {
    const { processes } = this.#options;
    const refused = processes.filter(({ isRefused }) => isRefused);
    const [first] = processes;
    const isThere = processes.some(({ format }) => format === NEXT_FORMAT);
    this.#format = NEXT_FORMAT;
    this.#isSettled = true;
    for (const process of refused) this.#restart(process, NEXT_FORMAT);
    if (!isThere && first !== undefined) this.#restart(first, NEXT_FORMAT);
  }

  /** Called with every record, in the order in which they are stored. */
  appended({ subject, seq, text }: EngineRecord): void {
    if (!subject.includes(".rooms.")) return;
    const { life: workerId, format } = headerOf(text, NEXT_FORMAT);
    const { world } = this.#options;
    if (format === NEXT_FORMAT) world.count("records of the next format");
    const [incarnation] = workerId.split(/-\d+-\d+$/);
    const newest = this.#formats.get(incarnation ?? "") ?? NEXT_FORMAT;
    for (const before of world.all(subject).toReversed()) {
      if (before.seq >= seq) continue;
      const header = headerOf(before.text, NEXT_FORMAT);
      if (header.format > newest) {
        throw new Violation(`[C18] ${workerId} goes on with ${subject}, which it can't read`);
      }
      if (header.whole && header.part === 1) return;
    }
  }

  /** The engines of a process. `newest`: the newest format that it knows. */
  enginesOf(newest: number, clock: Clock): VersionedEngines {
    const { subjects } = this.#options;
    return new VersionedEngines({
      ...{ newest, clock, subjects },
      begins: (incarnation) => void this.#formats.set(incarnation, newest),
    });
  }

  #rollOut(afterMs: number, format: number): void {
    const { clock, processes, note } = this.#options;
    clock.after(afterMs, () => {
      if (this.#isSettled) return;
      note(`all become of format ${format}`);
      this.#format = format;
      for (const [n, process] of processes.entries()) {
        clock.after(n * NEXT_PROCESS_MS, () => {
          if (!this.#isSettled) this.#restart(process, format);
        });
      }
    });
  }

  #restart(process: SimProcess, format: number): void {
    const { clock, note } = this.#options;
    if (process.format === format || process.state !== "up" && !process.isRefused) return;
    note(`${process.name} becomes of format ${format}`);
    process.leave();
    clock.after(LEAVES_MS, () => {
      if (process.state === "leaving") process.kill();
      if (process.state === "down") process.start(this.#isSettled ? NEXT_FORMAT : format);
    });
  }
}
