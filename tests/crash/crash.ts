/**
 * Kills a real server with SIGKILL while clients vote and change rooms, again and again, and restarts it with the same
 * directory and port. A seed determines what clients do and when the server is killed, but not the timing of the
 * machine.
 */
import { pass } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { programsFolder } from "../program.ts";
import { Random } from "../sim/random.ts";
import type { Counts } from "./counts.ts";
import { MixedRoom } from "./mixed_room.ts";
import { ModeratedRoom } from "./moderated_room.ts";
import { V1Room } from "./v1_room.ts";

interface CrashOptions {
  readonly seed: number;
  readonly kills: number;
  /** The numbers of workers, of which each start has one. */
  readonly workers: readonly number[];
  /** Called after each kill. */
  readonly note?: (counts: Counts) => void;
}

const MIXED_ROOMS = 2;
/** How long after all clients have returned a process is killed, at most, in milliseconds. */
const LIFE_MS = 400;
/** One restart in this many is killed before clients have returned. */
const EARLY_ONCE_IN = 5;

/** Kills the server `kills` times. Rejects if anything was lost, doubled, half done or sent too early. */
export async function crash({ seed, kills, workers, note }: CrashOptions): Promise<Counts> {
  const random = new Random(seed);
  const counts: Counts = {
    kills: 0,
    early_kills: 0,
    acked: 0,
    commands: new Map(),
    in_doubt: 0,
    resumed: 0,
    newcomers: 0,
    cards: 0,
    v1_sessions: 0,
  };
  const directory = programsFolder();
  const start = async (port: number) => {
    const flags = ["--data", directory, "--message-rate", "0", "--trust-proxy"];
    const started = await Server.start({ port, workers: random.pick(workers), flags });
    const complaint = started.log.find(({ event }) => event === "changes_not_restored");
    if (complaint !== undefined) {
      throw new Error(`nothing is missing: ${JSON.stringify(complaint)}`);
    }
    return started;
  };
  let server = await start(0);
  const { port } = server;
  try {
    const rooms: (MixedRoom | ModeratedRoom)[] = [await ModeratedRoom.open(port, random, counts)];
    for (let n = 0; n < MIXED_ROOMS; n++) rooms.push(await MixedRoom.open(port, random, counts));
    while (counts.kills < kills) {
      const old = await V1Room.open(server, random);
      const plays = [...rooms, old].map((room) => room.play(port));
      const pause = random.below(LIFE_MS);
      await pass(pause);
      await server.kill("SIGKILL");
      await allOf(plays);
      counts.kills++;
      note?.(counts);

      server = await start(port);
      await old.ended(server, directory, counts);
      if (random.below(EARLY_ONCE_IN) === 0) {
        await server.kill("SIGKILL");
        counts.kills++;
        counts.early_kills++;
        server = await start(port);
      }
      for (const room of rooms) await room.returns(port);
    }
    for (const room of rooms) await room.close();
    await server.stop();
  } finally {
    await server.kill("SIGKILL");
    await Deno.remove(directory, { recursive: true });
  }
  return counts;
}

async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
