/**
 * Writes a line, whole, to a stream of the process. Where nobody reads it any more (a closed pipe, a full
 * disk) it is lost: a log must not be what takes the server down.
 */
export function writeLine(stream: { writeSync(bytes: Uint8Array): number }, line: string): void {
  try {
    let bytes = new TextEncoder().encode(`${line}\n`);
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
  } catch {
    // nowhere left to report it
  }
}
