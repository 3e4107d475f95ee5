/**
 * Moves all that a data directory keeps to a cluster, or all that a cluster keeps to a data directory. Both are marked
 * first, so that nobody serves from either before the move is over; what is written waits until it is kept; only then
 * the source gives it up. A run that ended early is finished by the next one, in this direction or back.
 */
import type { Log } from "../../base/log.ts";
import type { Result } from "../../base/result.ts";
import type { Contents } from "../../journal/contents.ts";
import { JournalFailure } from "../../journal/journal.ts";
import { MovingDirectory } from "../../journal/moving_directory.ts";
import type { Engine } from "../engine.ts";
import { connectNats, connectToRead, type NatsOptions } from "../nats_engine.ts";
import { subjectsOf } from "../subjects.ts";
import { putToRest } from "./at_rest.ts";
import { ClusterRooms, MoveFailure } from "./cluster_rooms.ts";
import { missingIn } from "./compare.ts";

/** What fails ends in a line of its own. */
const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

interface Move {
  readonly directory: string;
  /** From the directory to the cluster, or back. */
  readonly to: "cluster" | "directory";
  readonly nats: Omit<NatsOptions, "name" | "log">;
  /** Takes a line about what can't be read, and stays where it is. */
  readonly complain: (problem: string) => void;
}

interface Moved {
  readonly rooms: number;
  /** Sessions that are over, with their results. */
  readonly sessions: number;
  /** Where the files of the directory are kept now; null: in use. */
  readonly kept: string | null;
}

/** Moves; or says in a sentence why not. */
export async function moveContents(move: Move): Promise<Result<Moved, string>> {
  const { nats, directory: path, to, complain } = move;
  await using open = new AsyncDisposableStack();
  const openDirectory = () => {
    const options = { cluster: nats.cluster, isSource: to === "cluster", complain };
    return open.adopt(new MovingDirectory(path, options), (directory) => directory.close());
  };
  try {
    // nothing is made before the source is known to be there
    const source = to === "cluster" ? openDirectory() : null;
    const options = { ...nats, name: "move", log: SILENT };
    const opened = await (to === "cluster" ? connectNats(options) : connectToRead(options));
    if (!opened.ok) return opened;
    const engine = open.adopt(opened.value, async (engine) => {
      engine.close();
      await engine.closed;
    });
    return await moveBetween(source ?? openDirectory(), engine, move);
  } catch (error) {
    if (error instanceof JournalFailure) return { ok: false, error: error.message };
    if (!(error instanceof MoveFailure)) throw error;
    const again = "Run the move again: it goes on where it stopped";
    return { ok: false, error: `${error.message}. ${again}` };
  }
}

async function moveBetween(
  directory: MovingDirectory,
  engine: Engine,
  { nats, directory: path, to, complain }: Move,
): Promise<Result<Moved, string>> {
  const subjects = subjectsOf(nats.cluster);
  const atRest = await putToRest(engine, subjects, path);
  if (!atRest.ok) return atRest;
  const { isResumed, over } = atRest.value;
  const cluster = new ClusterRooms(engine, subjects);
  const ofSource = (side: Move["to"]) => side === to ? () => {} : complain;
  const there = await cluster.read(ofSource("cluster"));
  const here = directory.read(ofSource("directory"));
  const [source, target]: [Contents, Contents] = to === "cluster" ? [here, there] : [there, here];
  const missing = missingIn(target, source);
  if (!missing.ok) {
    if (!isResumed) await over();
    return missing;
  }
  directory.begin();
  let kept: string | null = null;
  if (to === "cluster") {
    await cluster.write(missing.value, there.seqs);
    kept = directory.setAside();
  } else {
    directory.write(missing.value);
    await cluster.drop(there.rooms, there.seqs);
  }
  await over();
  directory.over();
  const { rooms, sessions } = source;
  return { ok: true, value: { rooms: rooms.length, sessions: sessions.length, kept } };
}
