/**
 * A simulated WebSocket: what the server sends waits until the client reads, and accumulates if it doesn't. It is as
 * strict as Deno's about when something may be sent.
 */
import type { Socket } from "../../src/server/socket.ts";
import { ListenedSocket } from "../server/listened_socket.ts";
import { insist } from "./violation.ts";

/** How many frames the kernel buffers for a client that is only busy. */
const KERNEL_FRAMES = 64;
/** How many bytes each further frame counts as, so that 1 MiB can be reached in a short run [S4]. */
const BUSY_FRAME_BYTES = 64 * 1024;
const STALLED_FRAME_BYTES = 300 * 1024;

/** Sees what the server does with the socket. */
export interface Watcher {
  sent(text: string, buffered: number): void;
  closed(code: number, buffered: number): void;
}

export class SimSocket extends ListenedSocket implements Socket {
  readyState: number = WebSocket.CONNECTING;
  /** Frames that the client has not read; a number is the code of a close frame. */
  readonly unread: (string | number)[] = [];
  /** Whether the client has stopped reading. */
  stalled = false;
  readonly #watcher: Watcher;

  constructor(watcher: Watcher) {
    super();
    this.#watcher = watcher;
  }

  get bufferedAmount(): number {
    if (this.readyState !== WebSocket.OPEN) return 0;
    return this.stalled
      ? this.unread.length * STALLED_FRAME_BYTES
      : Math.max(0, this.unread.length - KERNEL_FRAMES) * BUSY_FRAME_BYTES;
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

  /** The handshake completes. Deno reports that even if `close` was called before. */
  open(): void {
    this.readyState = WebSocket.OPEN;
    this.dispatch(new Event("open"));
  }

  receive(data: unknown): void {
    this.dispatch(new MessageEvent("message", { data }));
  }

  /** The server's runtime reports the end of the connection. */
  end(): void {
    this.readyState = WebSocket.CLOSED;
    this.dispatch(new CloseEvent("close", { code: 1005 }));
  }
}
