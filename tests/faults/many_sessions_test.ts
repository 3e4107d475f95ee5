// A start with another number of workers and thousands of saved sessions [S1, R16] takes little longer than without,
// and no more memory, because sessions are not read. It once took seconds and hundreds of MiB.
import { assertEquals, assertLess } from "@std/assert";
import { runToEnd, Server } from "../e2e/server.ts";
import { peakBytes } from "../hostile/memory.ts";
import { dataFile, openDataDirectory } from "../../src/journal/data_directory.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { endedAfter } from "../journal/rooms_of_one.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, programsFolder } from "../program.ts";

const SESSIONS = 20_000;
/** In one commit. */
const BATCH = 1_000;
const BALLOTS = 1;
/** Kept, and no id that is remembered [W9]. */
const AGO_MS = 2 * 24 * 3_600_000;
/** How many times what it takes with nothing kept. */
const TIME_MAX = 4;
const MEMORY_MAX = 1.5;
/** Each start has another number than the one before; what counts is the best of them. */
const WORKERS = [2, 1, 3];

function fill(directory: string, sessions: number): void {
  openDataDirectory(directory, { workers: 1, sync: "normal" }).close();
  const journal = new SqliteJournal(dataFile(directory, 0), "normal");
  const endedAt = Date.now() - AGO_MS;
  for (let n = 0; n < sessions; n += BATCH) {
    journal.commit(Array.from({ length: BATCH }, (_, i) => {
      return endedAfter({ room_id: `KEPT${n + i}`, ballots: BALLOTS, ended_at: endedAt });
    }));
  }
  journal.close();
}

/** What starts on a directory with so many sessions take, at best. */
async function starts(sessions: number): Promise<{ ms: number; bytes: number }> {
  const directory = programsFolder();
  fill(directory, sessions);
  for (const { name } of Deno.readDirSync(directory)) giveToProgram(`${directory}/${name}`);
  const best = { ms: Infinity, bytes: Infinity };
  for (const workers of WORKERS) {
    const begun = performance.now();
    await using server = await Server.start({ workers, flags: ["--data", directory] });
    best.ms = Math.min(best.ms, performance.now() - begun);
    best.bytes = Math.min(best.bytes, await peakBytes(server.pid));
  }
  const { lines } = await runToEnd(["results", "--data", directory, "--format", "csv"]);
  assertEquals(lines.length - 1, sessions, "all are found, wherever they are");
  await Deno.remove(directory, { recursive: true });
  return best;
}

permittedTest(
  `[S1, R16] another number of workers, with ${SESSIONS} sessions kept: a start like any other`,
  async () => {
    const none = await starts(0);
    const many = await starts(SESSIONS);
    const [time, memory] = [many.ms / none.ms, many.bytes / none.bytes];
    assertLess(time, TIME_MAX, `${time.toFixed(2)} times as long as with nothing kept`);
    assertLess(memory, MEMORY_MAX, `${memory.toFixed(2)} times the memory`);
  },
);
