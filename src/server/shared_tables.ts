/**
 * The process's shared memory: main makes it once, every worker gets it through `postMessage`, and it outlives
 * each of them. It owns which tables there are; what is in one, its own module knows.
 */
import { Counts, type SharedCounts } from "./counts.ts";
import { Guesses, type SharedGuesses } from "./guesses.ts";
import { KeyTable, type SharedKeys } from "./key_file.ts";
import { JournalHealth, type SharedJournalHealth } from "./journal_health.ts";
import { MemoryGuard, type SharedMemory } from "./memory.ts";
import { FoundMemory, type SharedMemoryLimit } from "./found_memory.ts";
import { drawSeed, type Seed } from "./slots.ts";

export interface SharedTables {
  /** Connections, rooms and seats, of each address and in all. */
  readonly counts: SharedCounts;
  /** Wrong room ids and resume tokens of each address. */
  readonly guesses: SharedGuesses;
  /** Which fault each worker's journal has. */
  readonly health: SharedJournalHealth;
  /** Whether the process holds more memory than it may. */
  readonly memory: SharedMemory;
  /** What main finds out once the server serves. */
  readonly memoryLimit: SharedMemoryLimit;
  /** Who may open rooms [A1]. */
  readonly createKeys: SharedKeys;
  /** Which programs may use the API [A3]. */
  readonly apiKeys: SharedKeys;
}

/** Makes the tables for so many workers, all empty. The seed spreads addresses over their slots. */
export function allocateTables(workers: number, seed: Seed = drawSeed()): SharedTables {
  return {
    counts: Counts.allocate(workers, seed),
    guesses: Guesses.allocate(seed),
    health: JournalHealth.allocate(workers),
    memory: MemoryGuard.allocate(),
    memoryLimit: FoundMemory.allocate(),
    createKeys: KeyTable.allocate(),
    apiKeys: KeyTable.allocate(),
  };
}
