/**
 * A WebSocket as the server sees it, in the hands of a test: it opens, receives and ends on command, or
 * never, and is as strict as Deno's about what may be sent and closed when.
 */
import { assert } from "@std/assert";
import type { Socket } from "../../src/server/socket.ts";
import { ListenedSocket } from "./listened_socket.ts";

export class FakeSocket extends ListenedSocket implements Socket {
  readyState: number = WebSocket.CONNECTING;
  bufferedAmount = 0;
  /** Everything sent, and `close CODE` where it was closed. */
  readonly story: string[] = [];
  /** The reason in the close frame. */
  reason: string | null = null;

  send(text: string): void {
    assert(this.readyState !== WebSocket.CONNECTING, "send: the socket is not open yet");
    assert(this.closedWith === undefined, "send: the server has closed the socket"); // [W7]
    if (this.readyState === WebSocket.OPEN) this.story.push(text);
  }

  close(code: number, reason: string): void {
    const allowed = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1013) ||
      (code >= 3000 && code <= 4999);
    assert(allowed, `close: ${code} is not for servers`);
    assert(new TextEncoder().encode(reason).length <= 123, "close: the reason is too long");
    if (this.readyState >= WebSocket.CLOSING) return;
    this.readyState = WebSocket.CLOSING;
    this.reason = reason;
    this.story.push(`close ${code}`);
  }

  /** The last code it was closed with. */
  get closedWith(): string | undefined {
    return this.story.findLast((line) => line.startsWith("close "));
  }

  /** The handshake is through. Deno reports that even where `close` was called before. */
  open(): void {
    this.readyState = WebSocket.OPEN;
    this.dispatch(new Event("open"));
  }

  receive(data: unknown): void {
    this.dispatch(new MessageEvent("message", { data }));
  }

  fail(message: string): void {
    this.dispatch(new ErrorEvent("error", { message }));
  }

  /** The connection is over, as Deno reports it. */
  end(code = 1005): void {
    this.readyState = WebSocket.CLOSED;
    this.dispatch(new CloseEvent("close", { code }));
  }
}
