/** Reads a program's output line by line, and parses the lines of the server's log. */

/** One line of the log; every field but these is the event's own. */
export interface LogLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Calls back with each line that is not empty. Continues to read when `mayRead` has resolved. */
export async function eachLine(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  take: (line: string) => void,
  mayRead: () => Promise<void> | undefined = () => undefined,
): Promise<void> {
  const decoder = new TextDecoder();
  let open = "";
  for (;;) {
    await mayRead();
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (open + decoder.decode(value, { stream: true })).split("\n");
    open = lines.pop() ?? "";
    for (const line of lines) if (line !== "") take(line);
  }
  if (open !== "") take(open);
}

/** The line if it is one of the log. */
export function logLine(line: string): LogLine | undefined {
  const parsed = jsonOf(line);
  return isLogLine(parsed) ? parsed : undefined;
}

/** The JSON of a line; undefined: it is none. */
export function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isLogLine(value: unknown): value is LogLine {
  return typeof value === "object" && value !== null && "event" in value &&
    typeof value.event === "string";
}
