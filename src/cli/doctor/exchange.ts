/** Sends one HTTP/1.1 request without `fetch` or `WebSocket`, which hide what a proxy made of a handshake. */
import type { Target } from "./target.ts";

/** How long the connection and the answer may take together, in milliseconds. */
const ANSWER_WITHIN_MS = 10_000;

/** How much of an answer is read, in characters. */
const ANSWER_LENGTH_MAX = 64 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Complete if the answer has a `Content-Length`; else what came with the headers. */
  readonly body: string;
  readonly tookMs: number;
}

/** There was no answer in time, or none of HTTP. */
class Unreached extends Error {
  override name = "Unreached";
}

/** Sends a GET and reads the answer. Throws an `Unreached`, or what the runtime throws. */
export async function exchange(
  target: Target,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  const { hostname, port, secure } = target;
  const began = performance.now();
  let conn: Deno.Conn | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unreached("no answer in time")), ANSWER_WITHIN_MS);
  });
  const work = async (): Promise<HttpAnswer> => {
    conn = secure
      ? await Deno.connectTls({ hostname, port, alpnProtocols: ["http/1.1"] })
      : await Deno.connect({ hostname, port });
    const host = new URL(target.origin).host;
    const fields = Object.entries({ Host: host, ...headers });
    const text = [`GET ${path} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`)];
    await conn.write(new TextEncoder().encode(`${text.join("\r\n")}\r\n\r\n`));
    return { ...await readAnswer(conn), tookMs: performance.now() - began };
  };
  const working = work();
  working.catch(() => {}); // it rejects when a late connection is closed
  try {
    return await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
    close(conn);
  }
}

async function readAnswer(conn: Deno.Conn): Promise<Omit<HttpAnswer, "tookMs">> {
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(16_384);
  let text = "";
  for (;;) {
    const end = text.indexOf("\r\n\r\n");
    const headers = end < 0 ? null : headersOf(text.slice(0, end));
    const body = text.slice(end + 4);
    const whole = headers !== null && body.length >= Number(headers.get("content-length") ?? 0);
    const count = whole || text.length > ANSWER_LENGTH_MAX ? null : await conn.read(bytes);
    if (count !== null) {
      text += decoder.decode(bytes.subarray(0, count), { stream: true });
      continue;
    }
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
    if (status === undefined || headers === null) throw new Unreached("no HTTP answer");
    return { status: Number(status), headers, body };
  }
}

function headersOf(head: string): Headers {
  const headers = new Headers();
  for (const field of head.split("\r\n").slice(1)) {
    const colon = field.indexOf(":");
    try {
      headers.append(field.slice(0, colon), field.slice(colon + 1).trim());
    } catch { /* an invalid header is ignored */ }
  }
  return headers;
}

function close(conn: Deno.Conn | null): void {
  try {
    conn?.close();
  } catch { /* it is closed already */ }
}
