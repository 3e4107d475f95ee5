/**
 * How bytes go to a NATS server and come back: a socket of Deno's, for the client's library. The library's own, over
 * Node's sockets, now and then throws a reset connection at the whole process, and waits for ever for a server that
 * doesn't read any more. Here a failure of any kind is the end of the connection, and nothing else.
 */
import type { ConnectionOptions, Server } from "@nats-io/nats-core";
import { systemClock } from "../base/clock.ts";
import { Deadline } from "../base/deadline.ts";
import { checkOptions, type Transport } from "@nats-io/nats-core/internal";

type Address = Pick<Server, "hostname" | "port" | "tlsName">;

const READ_BYTES = 64 * 1_024;
/** The first line of a server. */
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
  /** Only the end of a connection that was made is one: that of an attempt is the attempt's own failure. */
  #wasMade = false;
  #isOver = false;
  /** What the server greeted with, which the library has yet to read. */
  #greeting = new Uint8Array();
  #unsent: Uint8Array[] = [];
  #isSending = false;
  readonly #buffer = new Uint8Array(READ_BYTES);
  /** For how long what comes may wait, in milliseconds. */
  #restMs = 0;
  readonly #restEnds = new Deadline(systemClock, () => this.#readOn());
  #readOn: () => void = () => {};

  constructor() {
    this.#closed = new Promise((resolve) => this.#settleClosed = resolve);
  }

  get isClosed(): boolean {
    return this.#isOver;
  }

  async connect(server: Address, options: ConnectionOptions): Promise<void> {
    try {
      await this.#connect(server, options);
    } catch (error) {
      this.#end();
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

  close(error?: Error): Promise<void> {
    this.#end(error);
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
   * Reads what has come; what comes after waits in the system's buffer for the next call, or so many milliseconds, so
   * that one wake-up is for all of it. 0: nothing waits any more.
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
        // a full buffer: more has come already
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

  /** What comes next; null: nothing any more. */
  async #read(): Promise<Uint8Array<ArrayBuffer> | null> {
    const count = this.#isOver ? null : await this.#socket?.read(this.#buffer);
    // a copy, which outlives the next read: a buffer of this size for each was most of what reading cost
    return typeof count === "number" && !this.#isOver ? this.#buffer.slice(0, count) : null;
  }

  #rest(): Promise<void> {
    this.#restEnds.set(this.#restMs);
    return new Promise((resolve) => this.#readOn = resolve);
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#unsent.length > 0) {
      // what has come while the socket was busy goes as one
      const frame = concat(this.#unsent);
      this.#unsent = [];
      for (let sent = 0; sent < frame.length && !this.#isOver;) {
        sent += await this.#socket?.write(frame.subarray(sent)) ?? 0;
      }
    }
    this.#isSending = false;
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
