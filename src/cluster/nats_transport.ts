/**
 * A transport for the NATS library over Deno's sockets. The library's own transport, over Node's sockets, sometimes
 * throws a connection reset as an uncaught error, and waits for ever for a server that has stopped reading. Here every
 * failure just ends the connection.
 */
import type { ConnectionOptions, Server } from "@nats-io/nats-core";
import { systemClock } from "../base/clock.ts";
import { Deadline } from "../base/deadline.ts";
import { messageOf } from "../base/message_of.ts";
import { checkOptions, type Transport } from "@nats-io/nats-core/internal";

type Address = Pick<Server, "hostname" | "port" | "tlsName">;

/** The library's options, which it passes to each transport of a connection. */
export interface TransportOptions extends ConnectionOptions {
  /** A server could not be reached. */
  onFailed?: (problem: string) => void;
}

const READ_BYTES = 64 * 1_024;
/** The first line that a server sends. */
const INFO = /^INFO\s+([^\r\n]+)\r\n/i;
const GREETING_BYTES_MAX = 64 * 1_024;

const decoder = new TextDecoder();

export class DenoTransport implements Transport {
  readonly lang = "deno";
  readonly version = "3.4.0";
  closeError?: Error;
  /** How often something came. */
  reads = 0;
  readonly #closed: Promise<void | Error>;
  #settleClosed: (error?: Error) => void = () => {};
  #socket: Deno.Conn | null = null;
  #isEncrypted = false;
  /** Whether the connection was established: before that, an end is a failed attempt. */
  #wasMade = false;
  #isOver = false;
  #failed: (problem: string) => void = () => {};
  /** The server's first line, until the library reads it. */
  #greeting = new Uint8Array();
  #unsent: Uint8Array[] = [];
  #isSending = false;
  readonly #buffer = new Uint8Array(READ_BYTES);
  /** How long what arrives may wait, in milliseconds. */
  #restMs = 0;
  readonly #restEnds = new Deadline(systemClock, () => this.#readOn());
  #readOn: () => void = () => {};

  constructor() {
    this.#closed = new Promise((resolve) => this.#settleClosed = resolve);
  }

  get isClosed(): boolean {
    return this.#isOver;
  }

  async connect(server: Address, options: TransportOptions): Promise<void> {
    this.#failed = (problem) => options.onFailed?.(`${server.hostname}:${server.port}: ${problem}`);
    try {
      await this.#connect(server, options);
    } catch (error) {
      this.#endAttempt(error);
      throw error;
    }
  }

  isEncrypted(): boolean {
    return this.#isEncrypted;
  }

  send(frame: Uint8Array): void {
    if (this.#isOver) return;
    this.#unsent.push(frame);
    if (!this.#isSending) this.#sendAll().catch((error) => this.#end(error));
  }

  /** The library calls this when its time for an attempt is up, too. */
  close(error?: Error): Promise<void> {
    if (error !== undefined && !this.#wasMade) this.#endAttempt(error);
    else this.#end(error);
    return Promise.resolve();
  }

  disconnect(): void {
    this.#end();
  }

  closed(): Promise<void | Error> {
    return this.#closed;
  }

  discard(): void {
    this.#wasMade = false;
    this.#end();
  }

  /**
   * Reads what has arrived; what arrives later waits in the system's buffer for the next call, at most `ms`
   * milliseconds, so that all of it shares a wake-up. 0: nothing waits any more.
   */
  rest(ms: number): void {
    this.#restMs = ms;
    this.#readOn();
    if (ms === 0) this.#restEnds.cancel();
  }

  async *[Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array> {
    yield this.#greeting;
    try {
      for (;;) {
        const bytes = await this.#read();
        if (bytes === null) break;
        this.reads++;
        yield bytes;
        // the buffer was full: more has arrived already
        if (this.#restMs > 0 && bytes.length < READ_BYTES) await this.#rest();
      }
      this.#end();
    } catch (error) {
      this.#end(error);
    }
  }

  async #connect({ hostname, port, tlsName }: Address, options: ConnectionOptions): Promise<void> {
    const socket = await Deno.connect({ hostname, port });
    this.#socket = socket;
    if (this.#isOver) return this.#end(); // it took too long
    socket.setNoDelay(true);
    const info = await this.#greet();
    checkOptions(info, options);
    const { tls } = options;
    if (info.tls_required === true || (info.tls_available === true && tls !== null)) {
      const ca = typeof tls === "object" && typeof tls?.ca === "string" ? [tls.ca] : [];
      const encrypted = await Deno.startTls(socket, {
        hostname: tlsName || hostname,
        caCerts: ca,
      });
      this.#socket = encrypted;
      await encrypted.handshake();
      this.#isEncrypted = true;
    }
    if (this.#isOver) return this.#end();
    this.#wasMade = true;
  }

  async #greet() {
    for (;;) {
      const bytes = await this.#read();
      if (bytes === null) throw new Error("the server closed the connection");
      this.#greeting = concat([this.#greeting, bytes]);
      const info = INFO.exec(decoder.decode(this.#greeting))?.[1];
      if (info !== undefined) return JSON.parse(info);
      if (this.#greeting.length > GREETING_BYTES_MAX) throw new Error("it is no NATS server");
    }
  }

  /** The next bytes; null: the connection has ended. */
  async #read(): Promise<Uint8Array<ArrayBuffer> | null> {
    const count = this.#isOver ? null : await this.#socket?.read(this.#buffer);
    // a copy, because the buffer is reused: a new buffer of this size for each read was most of the cost of reading
    return typeof count === "number" && !this.#isOver ? this.#buffer.slice(0, count) : null;
  }

  #rest(): Promise<void> {
    this.#restEnds.set(this.#restMs);
    return new Promise((resolve) => this.#readOn = resolve);
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#unsent.length > 0) {
      // what was written while the socket was busy is sent in one piece
      const frame = concat(this.#unsent);
      this.#unsent = [];
      for (let sent = 0; sent < frame.length && !this.#isOver;) {
        sent += await this.#socket?.write(frame.subarray(sent)) ?? 0;
      }
    }
    this.#isSending = false;
  }

  #endAttempt(error: unknown): void {
    if (!this.#isOver) this.#failed(messageOf(error));
    this.#end(error);
  }

  #end(error?: unknown): void {
    try {
      this.#socket?.close();
    } catch {
      // closed already, or taken over by TLS, which has closed it
    }
    if (this.#isOver) return;
    this.#isOver = true;
    this.#unsent = [];
    this.rest(0);
    if (error instanceof Error) this.closeError = error;
    if (this.#wasMade) this.#settleClosed(this.closeError);
  }
}

function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
