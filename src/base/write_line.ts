/**
 * Writes a line, whole, to a stream of the process. Where nobody reads it any more (a closed pipe, a full
 * disk) it is lost: a log must not be what takes the server down. Returns whether there may still be a reader.
 */
export function writeLine(stream: { writeSync(bytes: Uint8Array): number }, line: string): boolean {
  try {
    let bytes = new TextEncoder().encode(`${line}\n`);
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.BrokenPipe); // nowhere left to report it
  }
}
