/** Room stores whose rooms outlive them: the same people after a restart, on the same disks. */
import { MemoryDisk, MemoryJournal } from "./memory_journal.ts";
import { countingIds } from "./draws.ts";
import { FakeClock } from "./fake_clock.ts";
import type { ClusterOptions } from "./store_story.ts";
import { MixedCluster } from "./v2_story.ts";

export class Machine implements Disposable {
  readonly disks: readonly MemoryDisk[];
  readonly clock = new FakeClock();
  /** Of every process on these disks. */
  readonly options: ClusterOptions;
  /** The process that runs now. */
  table: MixedCluster;

  constructor(options: ClusterOptions = {}) {
    const { workers = 1 } = options;
    this.disks = Array.from({ length: workers }, () => new MemoryDisk());
    const { clock, disks } = this;
    const journalOf = (worker: number) => new MemoryJournal(disks[worker] ?? new MemoryDisk());
    this.options = { ids: countingIds(), ...options, clock, journalOf };
    this.table = new MixedCluster(this.options);
  }

  /** The process is killed, and `after_ms` later there is another. */
  restart(after_ms = 0): MixedCluster {
    this.table[Symbol.dispose]();
    for (const disk of this.disks) disk.death = null;
    this.clock.advance(after_ms);
    this.table = new MixedCluster(this.options);
    this.table.settle();
    return this.table;
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
