/** `estimatex-server results`: shows or deletes results that were saved with --data or --cluster. */
import { deleteSessions } from "../journal/delete_session.ts";
import { JournalFailure } from "../journal/journal.ts";
import { readSessions, type SavedSession } from "../journal/saved_sessions.ts";
import { counted } from "../protocol/counted.ts";
import { EXIT } from "../base/exit.ts";
import { printable } from "../base/printable.ts";
import type { Result } from "../base/result.ts";
import { writeLine } from "../base/write_line.ts";
import type { CommandContext } from "./command_table.ts";
import { clusterFiles } from "./cluster.ts";
import { done, failed, misused } from "./ending.ts";
import { type Kept, parseResults, RESULTS_HELP } from "./results_arguments.ts";
import { listText, sessionText } from "./results_text.ts";

/** Prints or deletes results, and resolves with the exit code. */
export async function run(args: readonly string[], { env }: CommandContext): Promise<number> {
  const asked = parseResults(args, { env, now: Date.now() });
  switch (asked.kind) {
    case "help":
      return done(RESULTS_HELP);
    case "error":
      return misused(asked.message);
  }
  const { kind, from, format, since, room_id } = asked;
  if (kind === "delete" && from.kind === "data") return deleted(from.directory, room_id);
  let exit: number = EXIT.ok;
  const complain = (problem: string) => {
    writeLine(Deno.stderr, printable(problem));
    exit = EXIT.failed;
  };
  const filter = kind === "list" ? { since } : { room_id, since };
  const read = await sessionsIn(from, filter, complain);
  if (!read.ok) {
    writeLine(Deno.stderr, printable(read.error.message));
    return read.error.exit;
  }
  if (kind === "list") {
    writeOut(listText(read.value, format));
    return exit;
  }
  const [newest] = read.value;
  if (newest !== undefined) writeOut(sessionText(newest, format));
  else if (exit === EXIT.ok) {
    const where = from.kind === "data" ? `in ${from.directory}` : `by cluster ${from.cluster}`;
    complain(`no session of room ${room_id} is kept ${where}`);
  }
  return exit;
}

function deleted(directory: string, roomId: string): number {
  try {
    const sessions = deleteSessions(directory, roomId);
    const found = sessions > 0;
    writeLine(
      found ? Deno.stdout : Deno.stderr,
      found
        ? `deleted ${counted(sessions, "session")} of room ${roomId}`
        : printable(`no session of room ${roomId} is kept in ${directory}`),
    );
    return found ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (!(error instanceof JournalFailure)) throw error;
    return failed(printable(error.message));
  }
}

/** Why there are no sessions to show, and the exit code for that. */
interface Failure {
  readonly message: string;
  readonly exit: number;
}

async function sessionsIn(
  from: Kept,
  filter: { readonly room_id?: string; readonly since: number },
  complain: (problem: string) => void,
): Promise<Result<readonly SavedSession[], Failure>> {
  if (from.kind === "data") {
    try {
      return { ok: true, value: readSessions(from.directory, filter, complain) };
    } catch (error) {
      if (!(error instanceof JournalFailure)) throw error;
      return { ok: false, error: { message: error.message, exit: EXIT.failed } };
    }
  }
  const { servers, cluster } = from;
  const files = await clusterFiles(from);
  if (!files.ok) return { ok: false, error: { message: files.error, exit: EXIT.usage } };
  const { readClusterSessions } = await import("../cluster/read_results.ts"); // loaded only with --cluster
  const read = await readClusterSessions({ servers, cluster, ...files.value }, filter, complain);
  return read.ok ? read : { ok: false, error: { message: read.error, exit: EXIT.failed } };
}

function writeOut(text: string): void {
  writeLine(Deno.stdout, text.replace(/\n$/, ""));
}
