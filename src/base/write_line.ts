/** Lines that a command writes for whoever started it. */
import { EXIT } from "./exit.ts";

/**
 * Writes a line, whole, to a stream of the process. Returns whether there may still be a reader. Where nobody reads
 * standard output any more (a closed pipe), that is the reader's choice. Where it takes nothing more (a full disk),
 * whoever comes back finds less than there should be: standard error has why, and the process exits as failed.
 */
export function writeLine(stream: { writeSync(bytes: Uint8Array): number }, line: string): boolean {
  try {
    let bytes = new TextEncoder().encode(`${line}\n`);
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
    return true;
  } catch (error) {
    if (stream === Deno.stdout && !(error instanceof Deno.errors.BrokenPipe)) {
      const isFirst = Deno.exitCode === EXIT.ok;
      Deno.exitCode = EXIT.failed;
      const reason = error instanceof Error ? error.message : String(error);
      if (isFirst) writeLine(Deno.stderr, `Standard output can't be written: ${reason}`);
    }
    return false;
  }
}
