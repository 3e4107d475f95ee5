/**
 * A WebSocket between the server and a client of the simulation: what the server sends waits until the
 * client reads, and whoever doesn't read lets it pile up. As strict as Deno's about what may be sent when.
 */
import type { Socket } from "../../src/server/socket.ts";
import { insist } from "./violation.ts";

/** What the kernel takes off the server's hands for a client that is only busy, in frames. */
const KERNEL_FRAMES = 64;
/** Bytes that one frame stands for: real sessions are longer, and 1 MiB has to come within reach [S4]. */
const BUSY_FRAME_BYTES = 64 * 1024;
const STALLED_FRAME_BYTES = 300 * 1024;

/** Who sees what the server does to the socket. */
export interface Watcher {
  sent(text: string, buffered: number): void;
  closed(code: number, buffered: number): void;
}

export class SimSocket implements Socket {
  readyState: number = WebSocket.CONNECTING;
  /** Sent, and not read by the client; a number is the code in the close frame. */
  readonly unread: (string | number)[] = [];
  /** The client has stopped reading. */
  stalled = false;
  readonly #watcher: Watcher;
  readonly #listeners = new Map<string, EventListenerObject>();

  constructor(watcher: Watcher) {
    this.#watcher = watcher;
  }

  get bufferedAmount(): number {
    if (this.readyState !== WebSocket.OPEN) return 0;
    return this.stalled
      ? this.unread.length * STALLED_FRAME_BYTES
      : Math.max(0, this.unread.length - KERNEL_FRAMES) * BUSY_FRAME_BYTES;
  }

  addEventListener(type: string, listener: EventListenerObject): void {
    this.#listeners.set(type, listener);
  }

  removeEventListener(type: string): void {
    this.#listeners.delete(type);
  }

  send(text: string): void {
    insist(this.readyState === WebSocket.OPEN, "[W7] sent on a socket that is not open");
    const buffered = this.bufferedAmount;
    this.unread.push(text);
    this.#watcher.sent(text, buffered);
  }

  close(code: number, reason: string): void {
    const allowed = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1013) ||
      (code >= 3000 && code <= 4999);
    insist(allowed && reason.length <= 123, `[W7] ${code} "${reason}" can't be sent`);
    if (this.readyState >= WebSocket.CLOSING) return;
    const buffered = this.bufferedAmount;
    this.readyState = WebSocket.CLOSING;
    this.unread.push(code);
    this.#watcher.closed(code, buffered);
  }

  /** The handshake is through. Deno reports that even where `close` was called before. */
  open(): void {
    this.readyState = WebSocket.OPEN;
    this.#emit(new Event("open"));
  }

  receive(data: unknown): void {
    this.#emit(new MessageEvent("message", { data }));
  }

  /** The connection is over, as the server's runtime reports it. */
  end(): void {
    this.readyState = WebSocket.CLOSED;
    this.#emit(new CloseEvent("close", { code: 1005 }));
  }

  #emit(event: Event): void {
    this.#listeners.get(event.type)?.handleEvent(event);
  }
}
