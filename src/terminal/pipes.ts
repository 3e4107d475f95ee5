/** Lines from standard input. */

/**
 * Longest line that is kept, in UTF-16 units; the rest of a longer one is dropped. The longest description fits as JSON
 * with every character escaped.
 */
const LINE_LENGTH_MAX = 64 * 1024;

/** The lines of a stream, without their ends. */
export async function* readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let open = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (open + text).split("\n");
    open = (lines.pop() ?? "").slice(0, LINE_LENGTH_MAX);
    yield* lines.map((line) => line.slice(0, LINE_LENGTH_MAX).replace(/\r$/, ""));
  }
  if (open !== "") yield open;
}
