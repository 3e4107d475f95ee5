/** Finds out whether a data file lacks commits that it had when its process ended. */
import type { DatabaseSync } from "node:sqlite";
import { integer, read } from "./decode_columns.ts";
import { CommitMarker, readMark } from "./commit_mark.ts";
import { COMMITS } from "./sqlite_schema.ts";

/** Commits that are missing from a file. */
export interface MissingCommits {
  /** The data file. */
  readonly file: string;
  readonly commits: number;
  /** When the missing changes were made: after `since` (null: unknown), and not after `until`. */
  readonly since: number | null;
  readonly until: number;
  /** A sentence for a person. */
  readonly problem: string;
}

/** Which parts of a data file existed before it was opened: opening creates them. */
interface Remains {
  readonly file: boolean;
  readonly log: boolean;
}

/** Looks which parts of a data file there are. */
export function remainsOf(path: string): Remains {
  return { file: hasBytes(path), log: hasBytes(`${path}-wal`) };
}

/** The commits that are missing from an open data file; null: none. Resets the mark, so that they are reported once. */
export function missingCommits(
  path: string,
  database: DatabaseSync,
  remains: Remains,
): MissingCommits | null {
  const mark = readMark(path);
  const commitNo = read(integer, database.prepare(COMMITS).get()?.["commits"], "commits");
  if (mark === null || mark.commit_no <= commitNo) return null;
  const since = lastTime(database);
  const marker = new CommitMarker(path);
  marker.note({ commit_no: commitNo, at: since ?? 0 });
  marker.close();
  const commits = mark.commit_no - commitNo;
  const problem = `the last ${commits} of ${mark.commit_no} commits are missing: ` +
    `${cause(path, remains)}; rooms are as they were before, those opened since are gone`;
  return { file: path, commits, since, until: mark.at, problem };
}

function cause(path: string, { file, log }: Remains): string {
  if (!file) return `${path} is not there any more`;
  const logPath = `${path}-wal`;
  return log
    ? `its write-ahead log ${logPath} is damaged or cut off`
    : `its write-ahead log ${logPath} is gone, or the file is an older copy`;
}

/** The time of the last change in the file. */
function lastTime(database: DatabaseSync): number | null {
  const row = database.prepare(`
    SELECT max(at) AS at FROM (
      SELECT max(active_at) AS at FROM rooms UNION ALL SELECT max(ended_at) FROM tombstones
    )
  `).get();
  const at = Number(row?.["at"] ?? NaN);
  return Number.isNaN(new Date(at).getTime()) ? null : at;
}

function hasBytes(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}
