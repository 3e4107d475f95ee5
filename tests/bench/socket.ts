/**
 * A WebSocket client over plain TCP or TLS, for load: it reads frames in place in its buffer, without strings, events
 * or promises, at a fraction of the cost of a `WebSocket`. It answers pings and close frames, as every client must.
 */

/** Is called by a connection. `bytes` from `start` to `end` are one text frame, valid until the call returns. */
export interface Listener {
  frame(bytes: Uint8Array, start: number, end: number): void;
  /** The connection ended, but not by a call here; called at most once. */
  over(why: string): void;
}

export interface Target {
  readonly hostname: string;
  readonly port: number;
  readonly tls: boolean;
  readonly path: string;
}

const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
const FIN = 0x80;
const MASKED = 0x80;

/** The initial size of a connection's buffer, in bytes; it grows for longer frames. */
const BUFFER_BYTES = 4_096;

export function targetOf(url: string): Target {
  const { protocol, hostname, port, pathname } = new URL(url);
  if (protocol !== "ws:" && protocol !== "wss:") throw new Error(`${url} is no ws: or wss: URL`);
  const tls = protocol === "wss:";
  return { hostname, port: Number(port) || (tls ? 443 : 80), tls, path: pathname };
}

export class LoadSocket {
  readonly #conn: Deno.Conn;
  #buffer = new Uint8Array(BUFFER_BYTES);
  #end = 0;
  #closed = false;

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Connects and upgrades; rejects with the server's answer if it refuses. */
  static async open(
    { hostname, port, tls, path }: Target,
    { query, protocol }: { readonly query: string; readonly protocol: string | null },
  ): Promise<LoadSocket> {
    const connect = tls ? Deno.connectTls : Deno.connect;
    const socket = new LoadSocket(await connect({ hostname, port }));
    const offer = protocol === null ? "" : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
    await socket.#write(ENCODER.encode(
      `GET ${path}?${query} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n${offer}` +
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    ));
    await socket.#readHead();
    return socket;
  }

  /** Reads until the end. */
  async listen(listener: Listener): Promise<void> {
    try {
      for (;;) {
        this.#takeFrames(listener);
        if (this.#end === this.#buffer.length) this.#grow();
        const count = await this.#conn.read(this.#buffer.subarray(this.#end));
        if (count === null) break;
        this.#end += count;
      }
      this.#over(listener, "end of stream without a close frame");
    } catch (error) {
      this.#over(listener, `${error}`);
    }
  }

  send(text: string): void {
    this.#send(TEXT, ENCODER.encode(text));
  }

  /** Sends a close frame. */
  close(): void {
    if (this.#closed) return;
    this.#send(CLOSE, Uint8Array.of(0x03, 0xe8)); // 1000
    this.cut();
  }

  /** Drops the connection without a close frame. Idempotent. */
  cut(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#conn.close();
  }

  #over(listener: Listener, why: string): void {
    if (this.#closed) return;
    this.cut();
    listener.over(why);
  }

  #send(opcode: number, payload: Uint8Array): void {
    const { length } = payload;
    const head = length < 126 ? 2 : 4;
    // a mask of four zeros: the server unmasks it like any other, and it costs nothing here
    const bytes = new Uint8Array(head + 4 + length);
    bytes[0] = FIN | opcode;
    bytes[1] = MASKED | (length < 126 ? length : 126);
    if (head === 4) new DataView(bytes.buffer).setUint16(2, length);
    bytes.set(payload, head + 4);
    this.#write(bytes).catch(() => {}); // reading shows the end
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await this.#conn.write(rest));
  }

  async #readHead(): Promise<void> {
    for (;;) {
      const count = await this.#conn.read(this.#buffer.subarray(this.#end));
      if (count === null) throw new Error("the server hung up on the handshake");
      this.#end += count;
      const text = new TextDecoder().decode(this.#buffer.subarray(0, this.#end));
      const head = text.indexOf("\r\n\r\n") + 4;
      if (head < 4) continue;
      if (!text.startsWith("HTTP/1.1 101 ")) {
        this.cut();
        throw new Error(`no upgrade but: ${text.split("\r\n")[0]}`);
      }
      this.#discard(head); // a head is ASCII: its characters are its bytes
      return;
    }
  }

  #takeFrames(listener: Listener): void {
    const bytes = this.#buffer;
    let at = 0;
    for (;;) {
      const have = this.#end - at;
      if (have < 2) break;
      const short = (bytes[at + 1] ?? 0) & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (have < head) break;
      const length = short < 126 ? short : lengthAt(bytes, at + 2, head);
      if (have < head + length) {
        if (head + length > bytes.length) this.#grow(2 * (head + length)); // the next may be longer
        break;
      }
      const start = at + head;
      at = start + length;
      this.#take(listener, (bytes[start - head] ?? 0) & 0x0f, start, at);
      if (this.#closed) return;
    }
    this.#discard(at);
  }

  #take(listener: Listener, opcode: number, start: number, end: number): void {
    switch (opcode) {
      case TEXT:
        return listener.frame(this.#buffer, start, end);
      case PING:
        return this.#send(PONG, this.#buffer.slice(start, end));
      case PONG:
        return;
      case CLOSE: {
        const code = ((this.#buffer[start] ?? 0) << 8) | (this.#buffer[start + 1] ?? 0);
        const reason = new TextDecoder().decode(this.#buffer.subarray(start + 2, end));
        this.#send(CLOSE, this.#buffer.slice(start, start + 2));
        return this.#over(listener, `closed: ${code} ${reason}`);
      }
      default:
        return this.#over(listener, `a frame of opcode ${opcode}`);
    }
  }

  #discard(count: number): void {
    if (count > 0) this.#buffer.copyWithin(0, count, this.#end);
    this.#end -= count;
  }

  #grow(bytes = 2 * this.#buffer.length): void {
    const grown = new Uint8Array(bytes);
    grown.set(this.#buffer.subarray(0, this.#end));
    this.#buffer = grown;
  }
}

const ENCODER = new TextEncoder();

function lengthAt(bytes: Uint8Array, at: number, head: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return head === 4 ? view.getUint16(at) : Number(view.getBigUint64(at));
}
