/**
 * One HTTP/1.1 exchange on a connection of its own, for what `fetch` can't send or hides, such as the answer to a
 * refused upgrade.
 */

interface HttpRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface HttpHead {
  readonly status: number;
  readonly headers: Headers;
  /** Bytes after the head that have been read already. */
  readonly rest: Uint8Array;
}

interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends a request to this machine, and resolves with the whole answer. */
export async function httpExchange(port: number, request: HttpRequest): Promise<HttpResponse> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    const headers = { Connection: "close", ...request.headers };
    await sendHead(conn, { ...request, headers });
    const head = await readHead(conn);
    return { status: head.status, headers: head.headers, body: await readBody(conn, head) };
  } finally {
    conn.close();
  }
}

/** Writes a request without a body. */
export async function sendHead(conn: Deno.Conn, request: HttpRequest): Promise<void> {
  const { method = "GET", path, headers = {} } = request;
  const fields = Object.entries({ Host: "127.0.0.1", ...headers });
  const lines = [`${method} ${path} HTTP/1.1`, ...fields.map(([key, value]) => `${key}: ${value}`)];
  await writeAll(conn, new TextEncoder().encode(lines.join("\r\n") + "\r\n\r\n"));
}

/** Reads a response up to the end of its headers. */
export async function readHead(conn: Deno.Conn): Promise<HttpHead> {
  let text = "";
  for (;;) {
    const end = text.indexOf("\r\n\r\n");
    if (end >= 0) {
      const [statusLine = "", ...fields] = text.slice(0, end).split("\r\n");
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
      if (Number.isNaN(status)) throw new Error(`not an HTTP answer: ${statusLine}`);
      const headers = new Headers(fields.map((field): [string, string] => {
        const colon = field.indexOf(":");
        return [field.slice(0, colon), field.slice(colon + 1).trim()];
      }));
      return { status, headers, rest: latin1Bytes(text.slice(end + 4)) };
    }
    const bytes = await readSome(conn);
    if (bytes === null) throw new Error(`the connection ended before an HTTP answer: "${text}"`);
    // Byte for byte, so that a frame right behind the head survives.
    text += Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
}

/** The rest of the answer, as far as its length says or to the end of the stream. */
export async function readBody(conn: Deno.Conn, head: HttpHead): Promise<string> {
  const length = Number(head.headers.get("content-length") ?? Infinity);
  const decoder = new TextDecoder();
  let seen = head.rest.length;
  let body = decoder.decode(head.rest, { stream: true });
  while (seen < length) {
    const bytes = await readSome(conn);
    if (bytes === null) break;
    seen += bytes.length;
    body += decoder.decode(bytes, { stream: true });
  }
  return body;
}

/** The next bytes that come; `null` at the end of the stream. */
export async function readSome(conn: Deno.Conn): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(65_536);
  const count = await conn.read(bytes);
  return count === null ? null : bytes.subarray(0, count);
}

/** Writes all of it, however small the pieces that the kernel takes. */
export async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
