/**
 * A scripted server, for tests of the test clients: it accepts one connection, answers the handshake, and then sends
 * only what the test tells it to.
 */
import { readSome, writeAll } from "./http_exchange.ts";
import { PATIENCE_MS, within } from "./patience.ts";
import { acceptKey } from "./raw_socket.ts";
import { encodeFrame, type Frame, FrameReader, OPCODE } from "./wire.ts";

export class FakePeer implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #reader = new FrameReader(true);
  #conn: Deno.TcpConn | undefined;

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Accepts the next connection and answers its handshake. Resolves with the head of the request. */
  async accept(options: { readonly proof?: string } = {}): Promise<string> {
    const head = await this.#request();
    const key = /^sec-websocket-key: (.+)$/im.exec(head)?.[1] ?? "";
    const proof = options.proof ?? await acceptKey(key);
    await this.write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        `Sec-WebSocket-Accept: ${proof}\r\n\r\n`,
    );
    return head;
  }

  async write(bytes: Uint8Array | string): Promise<void> {
    await writeAll(
      this.#connected(),
      typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
    );
  }

  async frame(opcode: number, payload: Uint8Array, fin = true): Promise<void> {
    await this.write(encodeFrame(opcode, payload, { fin, mask: false }));
  }

  async text(text: string): Promise<void> {
    await this.frame(OPCODE.text, new TextEncoder().encode(text));
  }

  async event(type: string, data: unknown): Promise<void> {
    await this.text(JSON.stringify({ type, data }));
  }

  /** The next frame that the client sent. */
  async next(): Promise<Frame> {
    for (;;) {
      const frame = this.#reader.take();
      if (frame !== undefined) return frame;
      const bytes = await within(readSome(this.#connected()), "frame", PATIENCE_MS);
      if (bytes === null) return { kind: "end" };
      this.#reader.push(bytes);
    }
  }

  /** The next event that the client sent. */
  async nextEvent(): Promise<unknown> {
    const frame = await this.next();
    return frame.kind === "text" ? JSON.parse(frame.text) : frame;
  }

  hangUp(): void {
    this.#conn?.close();
    this.#conn = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    this.#listener.close();
    return Promise.resolve();
  }

  async #request(): Promise<string> {
    this.#conn = await within(this.#listener.accept(), "connection");
    this.#conn.setNoDelay(true);
    let text = "";
    while (!text.endsWith("\r\n\r\n")) {
      const bytes = await within(readSome(this.#connected()), "request");
      if (bytes === null) throw new Error(`the client left during its request: ${text}`);
      text += new TextDecoder().decode(bytes);
    }
    return text;
  }

  #connected(): Deno.TcpConn {
    if (this.#conn === undefined) throw new Error("nobody is connected");
    return this.#conn;
  }
}
