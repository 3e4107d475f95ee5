/**
 * The process's shared memory: the main thread allocates it once, every worker gets it by `postMessage`, and it
 * outlives each of them. This module lists the tables; the format of each is known by its own module.
 */
import { Counts, type SharedCounts } from "./counts.ts";
import { Guesses, type SharedGuesses } from "./guesses.ts";
import { KeyTable, type SharedKeys } from "./key_file.ts";
import { JournalHealth, type SharedJournalHealth } from "./journal_health.ts";
import { MemoryGuard, type SharedMemory } from "./memory.ts";
import { FoundLimit, type SharedLimit } from "./found_limit.ts";
import { drawSeed, type Seed } from "./slots.ts";

export interface SharedTables {
  /** Numbers of connections, rooms and seats, for each address and in total. */
  readonly counts: SharedCounts;
  /** Wrong room ids and resume tokens of each address. */
  readonly guesses: SharedGuesses;
  /** The fault of each worker's journal, if any. */
  readonly health: SharedJournalHealth;
  /** Whether the process holds more memory than it may. */
  readonly memory: SharedMemory;
  /** The limits of memory, in bytes, and of connections: main finds them out when the server runs already. */
  readonly memoryLimit: SharedLimit;
  readonly connectionLimit: SharedLimit;
  /** Who may open rooms [A1]. */
  readonly createKeys: SharedKeys;
  /** Which programs may use the API [A3]. */
  readonly apiKeys: SharedKeys;
}

/** Allocates empty tables for this number of workers. The seed spreads addresses over their slots. */
export function allocateTables(workers: number, seed: Seed = drawSeed()): SharedTables {
  return {
    counts: Counts.allocate(workers, seed),
    guesses: Guesses.allocate(seed),
    health: JournalHealth.allocate(workers),
    memory: MemoryGuard.allocate(),
    memoryLimit: FoundLimit.allocate(),
    connectionLimit: FoundLimit.allocate(),
    createKeys: KeyTable.allocate(),
    apiKeys: KeyTable.allocate(),
  };
}
