/** Room stores whose rooms outlive them: the same people after a restart, on the same disks. */
import { assert } from "@std/assert";
import { MemoryDisk, MemoryJournal } from "./memory_journal.ts";
import { countingIds } from "../base/draws.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { type ClusterOptions, HOUR_MS } from "../hosting/store_story.ts";
import { MixedCluster } from "../hosting/v2_story.ts";

export class Machine implements Disposable {
  readonly disks: readonly MemoryDisk[];
  /** Of the process that runs now: the next one's steady hand has nothing to do with it. */
  clock = new FakeClock();
  /** Of every process on these disks. */
  readonly options: ClusterOptions;
  #restarts = 0;
  /** The process that runs now. */
  table: MixedCluster;

  constructor(options: ClusterOptions = {}) {
    const { workers = 1 } = options;
    this.disks = Array.from({ length: workers }, () => new MemoryDisk());
    const { disks } = this;
    const journalOf = (worker: number) => new MemoryJournal(disks[worker] ?? new MemoryDisk());
    this.options = { ids: countingIds(), ...options, journalOf };
    this.table = new MixedCluster({ ...this.options, clock: this.clock });
  }

  /** The process is killed, and when `after_ms` more are on the clock there is another. */
  restart(afterMs = 0): MixedCluster {
    this.table[Symbol.dispose]();
    const steady = HOUR_MS * ++this.#restarts;
    this.clock = new FakeClock(this.clock.wall() + afterMs, steady);
    this.table = new MixedCluster({ ...this.options, clock: this.clock });
    this.table.settle();
    return this.table;
  }

  /** The disk of the first worker. */
  get disk(): MemoryDisk {
    const [disk] = this.disks;
    assert(disk !== undefined);
    return disk;
  }

  /** Everything on all disks, as text. */
  get written(): string {
    return this.disks.map(({ commits }) =>
      JSON.stringify(commits, (_, value) => value instanceof Map ? [...value] : value)
    ).join();
  }

  [Symbol.dispose](): void {
    this.table[Symbol.dispose]();
  }
}
