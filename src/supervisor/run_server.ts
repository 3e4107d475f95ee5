/** One worker's server with the real clock, ids and bus: the same on a thread and on the main thread. */
import type { Ask } from "../server/operations.ts";
import { createPages } from "../server/pages.ts";
import { Server, type ServerOptions } from "../server/server.ts";
import { BroadcastBus } from "../store/broadcast_bus.ts";
import { systemClock } from "../store/clock.ts";
import { dataFile } from "../store/data_directory.ts";
import { randomIds } from "../store/ids.ts";
import { SqliteJournal } from "../store/sqlite_journal.ts";
import { ENVELOPES } from "../store/wire.ts";
import { createLog } from "./log.ts";
import type { DrainStep, WorkerSetup } from "./messages.ts";

/** The channel between the workers of one process; the runtime keeps processes apart. */
const BUS_NAME = "estimatex-server";

interface Hooks {
  readonly write: (line: string) => void;
  readonly onStuck: (worker: number) => void;
  readonly ask: Ask;
}

/** Starts serving, or throws why not. `write` takes log lines. The journal is opened first, and once. */
export function runServer(
  setup: WorkerSetup,
  hooks: Hooks,
): Server {
  const { config, self } = setup;
  const journal = config.data === null
    ? null
    : new SqliteJournal(dataFile(config.data, self), config.data_sync);
  try {
    return new Server({ ...optionsOf(setup, hooks), journal });
  } catch (error) {
    journal?.close();
    throw error;
  }
}

function optionsOf(
  { config, version, self, epoch, counts, guesses, health, page, tls }: WorkerSetup,
  hooks: Hooks,
): Omit<ServerOptions, "journal"> {
  return {
    settings: config,
    version,
    self,
    epoch,
    counts,
    guesses,
    health,
    results_keep_ms: config.results_keep_ms,
    bus: config.workers === 1 ? null : new BroadcastBus(BUS_NAME, ENVELOPES),
    clock: systemClock,
    ids: randomIds,
    log: createLog({
      format: config.log_format,
      level: config.log_level,
      write: hooks.write,
      now: Date.now,
    }),
    pages: createPages(page),
    onStuck: hooks.onStuck,
    ask: hooks.ask,
    tls,
  };
}

/** Runs one step of stopping, which may take so many milliseconds [S6]. */
export async function runStep(
  server: Server,
  step: DrainStep,
  within_ms: number,
): Promise<void> {
  switch (step) {
    case "freeze":
      return server.freeze();
    case "end_rooms":
      return await server.endRooms();
    case "let_go":
      return await server.letGo(within_ms);
    case "close_connections":
      return await server.closeConnections();
    case "stop":
      return await server.stop();
  }
}
