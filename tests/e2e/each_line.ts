/** Gives each line of a stream that has something on it, as it comes. */
export async function eachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (line: string) => void,
): Promise<void> {
  let open = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (open + text).split("\n");
    open = lines.pop() ?? "";
    for (const line of lines) if (line !== "") take(line);
  }
  if (open !== "") take(open);
}
