/** Writes bytes to a stream of the process, whoever else uses it. */

/** How long to wait, in milliseconds, before writing to a stream again that was full. */
const AGAIN_MS = 5;

const NOTHING = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all bytes. Programs that share a terminal or a pipe may have made it non-blocking for all of them: if it is
 * full, this waits as a blocking stream does. Throws if it can't be written.
 */
export function writeAll(
  stream: { writeSync(bytes: Uint8Array): number },
  bytes: Uint8Array,
): void {
  for (let rest = bytes; rest.length > 0;) {
    try {
      rest = rest.subarray(stream.writeSync(rest));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(NOTHING, 0, 0, AGAIN_MS);
    }
  }
}
