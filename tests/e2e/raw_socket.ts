/**
 * A WebSocket client over plain TCP, for what the built-in one can't do: leave the socket unread so that the server
 * sees back-pressure, not answer pings, drop the connection without a close frame, send invalid bytes, see the status
 * of a refused upgrade. It reads and answers only during `next()`, never in the background.
 */
import { readBody, readHead, readSome, sendHead, writeAll } from "./http_exchange.ts";
import { PATIENCE_MS, within } from "./patience.ts";
import { closePayload, encodeFrame, type Frame, FrameReader, OPCODE } from "./wire.ts";

export interface OpenOptions {
  /** With the query string; default `/ws`. */
  readonly path?: string;
  /** Sub-protocols to offer. */
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Answer pings and close frames as a client should (default: yes). */
  readonly polite?: boolean;
}

/** The server answered the upgrade with something else than 101. */
export class RefusedUpgrade extends Error {
  override name = "RefusedUpgrade";
  constructor(readonly status: number, readonly body: string) {
    super(`the upgrade was refused with ${status}: ${body}`);
  }
}

export class RawSocket implements AsyncDisposable {
  /** The sub-protocol that the server chose, if any. */
  readonly protocol: string | undefined;
  /** Whether pings and close frames are answered; may change at any time. */
  polite: boolean;
  readonly #conn: Deno.Conn;
  readonly #reader = new FrameReader();
  #reading: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #ended = false;
  #hungUp = false;
  #closeSent = false;

  private constructor(conn: Deno.Conn, protocol: string | undefined, polite: boolean) {
    this.#conn = conn;
    this.protocol = protocol;
    this.polite = polite;
  }

  /** Connects and upgrades; rejects with a `RefusedUpgrade` if the server refuses. */
  static async open(port: number, options: OpenOptions = {}): Promise<RawSocket> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.setNoDelay(true);
    try {
      const { protocol, rest } = await within(shakeHands(conn, options), "answer to the handshake");
      const socket = new RawSocket(conn, protocol, options.polite ?? true);
      socket.#reader.push(rest);
      return socket;
    } catch (error) {
      conn.close();
      throw error;
    }
  }

  /**
   * The next message or control frame; `end` after the stream has ended. Rejects with `OutOfPatience` if none comes in
   * time; a later one is not lost.
   */
  async next(timeoutMs: number = PATIENCE_MS): Promise<Frame> {
    for (;;) {
      const frame = this.#reader.take();
      if (frame !== undefined) {
        await this.#answer(frame);
        return frame;
      }
      if (this.#ended) return { kind: "end" };
      this.#reading ??= this.#read();
      await within(this.#reading, "frame", timeoutMs);
    }
  }

  /** The next frame that is no ping or pong. */
  async message(timeoutMs: number = PATIENCE_MS): Promise<Frame> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const frame = await this.next(Math.max(0, until - performance.now()));
      if (frame.kind !== "ping" && frame.kind !== "pong") return frame;
    }
  }

  /** The text of the next message; rejects if it is no text. */
  async line(): Promise<string> {
    const frame = await this.message();
    if (frame.kind !== "text") throw new Error(`no text: ${JSON.stringify(frame)}`);
    return frame.text;
  }

  /** All frames up to the close or the end of the stream, which is the last of them. */
  async rest(timeoutMs: number = PATIENCE_MS): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (;;) {
      const frame = await this.message(timeoutMs);
      frames.push(frame);
      if (frame.kind === "close" || frame.kind === "end") return frames;
    }
  }

  /** Sends one text message. */
  text(text: string): Promise<void> {
    return this.frame(OPCODE.text, new TextEncoder().encode(text));
  }

  /** Sends one masked frame of any kind. */
  frame(opcode: number, payload: Uint8Array, fin = true): Promise<void> {
    if (opcode === OPCODE.close) this.#closeSent = true;
    return this.write(encodeFrame(opcode, payload, { fin }));
  }

  /** Sends bytes as they are. Rejects when the connection is gone. */
  write(bytes: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => writeAll(this.#conn, bytes));
    this.#writing = written.catch(() => {});
    return written;
  }

  /** Sends a close frame, waits for the answer, and closes the connection. */
  async close(code = 1000, reason = ""): Promise<void> {
    await this.frame(OPCODE.close, closePayload(code, reason)).catch(() => {});
    await this.rest().catch(() => {});
    await this.cut();
  }

  /** Drops the connection without a close frame. Idempotent. */
  async cut(): Promise<void> {
    if (this.#hungUp) return;
    this.#hungUp = true;
    this.#ended = true;
    this.#conn.close();
    await this.#reading;
    await this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
  }

  async #read(): Promise<void> {
    // A reset is an end like any other: which of the two a peer sees is up to the kernel.
    const bytes = await readSome(this.#conn).catch(() => null);
    this.#reading = undefined;
    if (bytes === null) this.#ended = true;
    else this.#reader.push(bytes);
  }

  async #answer(frame: Frame): Promise<void> {
    if (!this.polite) return;
    // The peer may be gone already: then nobody misses the answer.
    if (frame.kind === "ping") await this.frame(OPCODE.pong, frame.data).catch(() => {});
    if (frame.kind === "close" && !this.#closeSent) {
      await this.frame(OPCODE.close, closePayload(frame.code, "")).catch(() => {});
    }
  }
}

async function shakeHands(
  conn: Deno.Conn,
  { path = "/ws", protocols = [], headers = {} }: OpenOptions,
): Promise<{ protocol: string | undefined; rest: Uint8Array }> {
  const key = base64(crypto.getRandomValues(new Uint8Array(16)));
  await sendHead(conn, {
    path,
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": key,
      ...(protocols.length > 0 ? { "Sec-WebSocket-Protocol": protocols.join(", ") } : {}),
      ...headers,
    },
  });
  const head = await readHead(conn);
  if (head.status !== 101) throw new RefusedUpgrade(head.status, await readBody(conn, head));
  const proof = head.headers.get("sec-websocket-accept");
  if (proof !== await acceptKey(key)) throw new Error(`Sec-WebSocket-Accept is wrong: ${proof}`);
  const protocol = head.headers.get("sec-websocket-protocol") ?? undefined;
  if (protocol !== undefined && !protocols.includes(protocol)) {
    throw new Error(`the server chose ${protocol}, which was not offered`);
  }
  return { protocol, rest: head.rest };
}

/** What a server must answer to a `Sec-WebSocket-Key` (RFC 6455, section 4.2.2). */
export async function acceptKey(key: string): Promise<string> {
  const text = new TextEncoder().encode(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  return base64(new Uint8Array(await crypto.subtle.digest("SHA-1", text)));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
