/** A WebSocket of either protocol, on which the doctor waits for frames. */
import { type Headers, socketWith } from "../../terminal/header_file.ts";

/** How long to wait for a frame, in milliseconds. */
export const FRAME_WITHIN_MS = 10_000;

export interface Close {
  readonly code: number;
  readonly reason: string;
}

/** A frame did not come. */
export class MissedFrame extends Error {
  override name = "MissedFrame";
  readonly close: Close | null;
  /** The server's error; null: there was none. */
  readonly refusal: string | null;

  /** `close`: how the connection ended; null: it is open, but the frame did not come in time. */
  constructor(what: string, close: Close | null, refusal: string | null = null) {
    super(what);
    this.close = close;
    this.refusal = refusal;
  }
}

export class DoctorSocket {
  readonly #socket: WebSocket;
  readonly #frames: string[] = [];
  readonly #ended = Promise.withResolvers<Close>();
  #close: Close | null = null;
  #look = () => {};
  /** The slowest wait so far. */
  slowest = { what: "", ms: 0 };

  constructor(url: string, protocols: readonly string[], headers: Headers) {
    this.#socket = socketWith(headers, url, protocols);
    this.#socket.onmessage = ({ data }) => {
      this.#frames.push(String(data));
      this.#look();
    };
    this.#socket.onclose = ({ code, reason }) => {
      this.#close = { code, reason };
      this.#ended.resolve(this.#close);
      this.#look();
    };
  }

  /** Resolves when the connection has ended, for whatever reason. */
  get ended(): Promise<Close> {
    return this.#ended.promise;
  }

  /** Resolves once the connection is open; rejects with a `MissedFrame` if it ends first. */
  async opened(what: string): Promise<void> {
    const opening = Promise.withResolvers<null>();
    this.#socket.onopen = () => opening.resolve(null);
    if (this.#socket.readyState === WebSocket.OPEN) return;
    const close = await Promise.race([opening.promise, this.ended]);
    if (close !== null) throw new MissedFrame(what, close);
  }

  /** Sends a message, if the connection is open. */
  send(type: string, data: unknown = {}): void {
    const text = JSON.stringify({ type, data });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Waits for a frame that contains all these parts, and drops those before it. Rejects with a `MissedFrame`. */
  async frame(what: string, ...parts: readonly string[]): Promise<string> {
    const began = performance.now();
    const frame = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () => done(() => reject(new MissedFrame(what, null))),
        FRAME_WITHIN_MS,
      );
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#look = () => {};
        settle();
      };
      this.#look = () => {
        const at = this.#frames.findIndex((frame) => parts.every((part) => frame.includes(part)));
        const found = this.#frames.splice(0, at + 1).at(-1);
        if (found !== undefined) return done(() => resolve(found));
        if (this.#close !== null) {
          done(() => reject(new MissedFrame(what, this.#close, refusalIn(this.#frames))));
        }
      };
      this.#look();
    });
    const ms = performance.now() - began;
    if (ms > this.slowest.ms) this.slowest = { what, ms };
    return frame;
  }

  /** Closes the connection without waiting for the other side. */
  close(): void {
    this.#socket.onmessage = null;
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close();
  }
}

/** The message of the last v2 ERROR among these frames; null: there is none. */
function refusalIn(frames: readonly string[]): string | null {
  const error = frames.findLast((frame) => frame.startsWith('{"type":"ERROR"'));
  const quoted = /"message":("(?:[^"\\]|\\.)*")/.exec(error ?? "")?.[1];
  return quoted === undefined ? null : String(JSON.parse(quoted));
}
