/** Writes lines to standard output or standard error. */
import { EXIT } from "./exit.ts";
import { messageOf } from "./message_of.ts";
import { writeAll } from "./write_all.ts";

/**
 * Writes a whole line to a stream of the process. Returns false if it could not be written. A closed pipe is the
 * reader's choice, and no error. If standard output fails otherwise, as on a full disk, standard error says why, once,
 * and the process's exit code becomes `EXIT.failed`.
 */
export function writeLine(stream: { writeSync(bytes: Uint8Array): number }, line: string): boolean {
  try {
    writeAll(stream, new TextEncoder().encode(`${line}\n`));
    return true;
  } catch (error) {
    if (stream === Deno.stdout && !(error instanceof Deno.errors.BrokenPipe)) {
      const isFirst = Deno.exitCode === EXIT.ok;
      Deno.exitCode = EXIT.failed;
      const reason = messageOf(error);
      if (isFirst) writeLine(Deno.stderr, `Standard output can't be written: ${reason}`);
    }
    return false;
  }
}
