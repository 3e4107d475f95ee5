/**
 * A raw TCP connection to the server, which knows nothing of HTTP or WebSocket, so that invalid bytes are sent
 * unchanged.
 */
import { readSome, writeAll } from "../e2e/http_exchange.ts";
import { within } from "../e2e/patience.ts";

export class Line implements AsyncDisposable {
  readonly #conn: Deno.TcpConn;
  #reading: Promise<unknown> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #hungUp = false;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  static async open(port: number): Promise<Line> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.setNoDelay(true);
    return new Line(conn);
  }

  /** Sends all of it. A server that hangs up before it has read everything is no failure here. */
  send(bytes: Uint8Array | string): Promise<void> {
    const whole = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    this.#writing = this.#writing.then(() => writeAll(this.#conn, whole)).catch(() => {});
    return this.#writing;
  }

  /**
   * What comes until `enough` says so, or until the end; `ended` is which of the two. An end and a
   * reset are the same: which one a peer sees is up to the kernel.
   */
  async receive(enough: (text: string) => boolean): Promise<{ text: string; ended: boolean }> {
    let text = "";
    while (!enough(text)) {
      const reading = readSome(this.#conn).catch(() => null);
      this.#reading = reading;
      const bytes = await within(reading, `more than ${JSON.stringify(text)}`);
      if (bytes === null) return { text, ended: true };
      // Byte for byte: frames are no UTF-8.
      text += Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    }
    return { text, ended: false };
  }

  /** Hangs up without a word. Does nothing the second time. */
  async cut(): Promise<void> {
    if (this.#hungUp) return;
    this.#hungUp = true;
    this.#conn.close();
    await this.#reading;
    await this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
  }
}
