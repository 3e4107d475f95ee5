/** One worker's server with the real clock, ids and bus: the same on a thread and on the main thread. */
import type { Ask } from "../server/operations.ts";
import { Server } from "../server/server.ts";
import { BroadcastBus } from "../store/broadcast_bus.ts";
import { systemClock } from "../store/clock.ts";
import { randomIds } from "../store/ids.ts";
import type { Envelope } from "../store/messages.ts";
import { createLog } from "./log.ts";
import type { DrainStep, WorkerSetup } from "./messages.ts";

/** The channel between the workers of one process; the runtime keeps processes apart. */
const BUS_NAME = "estimatex-server";

/** Starts serving, or throws why not. `write` takes log lines. */
export function runServer(
  setup: WorkerSetup,
  hooks: {
    readonly write: (line: string) => void;
    readonly onStuck: (worker: number) => void;
    readonly ask: Ask;
  },
): Server {
  const { config, version, self, epoch, counts, guesses, tls } = setup;
  return new Server({
    settings: config,
    version,
    self,
    epoch,
    counts,
    guesses,
    bus: config.workers === 1 ? null : new BroadcastBus<Envelope>(BUS_NAME),
    clock: systemClock,
    ids: randomIds,
    log: createLog({
      format: config.log_format,
      level: config.log_level,
      write: hooks.write,
      now: Date.now,
    }),
    onStuck: hooks.onStuck,
    ask: hooks.ask,
    tls,
  });
}

/** Runs one step of stopping [S6]. */
export async function runStep(server: Server, step: DrainStep): Promise<void> {
  switch (step) {
    case "freeze":
      return server.freeze();
    case "end_rooms":
      return await server.endRooms();
    case "close_connections":
      return await server.closeConnections();
    case "stop":
      return await server.stop();
  }
}
