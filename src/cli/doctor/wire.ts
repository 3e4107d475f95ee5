/** A WebSocket of either protocol that waits for frames with patience, and knows how it ended. */

import { type Headers, socketWith } from "../../terminal/header_file.ts";

/** How long a frame may take before it counts as never coming, in milliseconds. */
export const FRAME_WITHIN_MS = 10_000;

export interface Close {
  readonly code: number;
  readonly reason: string;
}

/** What was waited for did not come. */
export class Missed extends Error {
  override name = "Missed";
  readonly close: Close | null;
  /** What the server said is wrong; null: nothing. */
  readonly refusal: string | null;

  /** `close`: because the connection ended; null: it just did not come. */
  constructor(what: string, close: Close | null, refusal: string | null = null) {
    super(what);
    this.close = close;
    this.refusal = refusal;
  }
}

export class Wire {
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

  /** Resolves when it has ended, however. */
  get ended(): Promise<Close> {
    return this.#ended.promise;
  }

  /** Resolves once something can be sent. Throws a `Missed` if it ends first. */
  async opened(what: string): Promise<void> {
    const opening = Promise.withResolvers<null>();
    this.#socket.onopen = () => opening.resolve(null);
    if (this.#socket.readyState === WebSocket.OPEN) return;
    const close = await Promise.race([opening.promise, this.ended]);
    if (close !== null) throw new Missed(what, close);
  }

  send(type: string, data: unknown = {}): void {
    const text = JSON.stringify({ type, data });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Waits for a frame that has all of these parts, and forgets it and those before. Throws a `Missed`. */
  async frame(what: string, ...parts: readonly string[]): Promise<string> {
    const began = performance.now();
    const frame = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => done(() => reject(new Missed(what, null))), FRAME_WITHIN_MS);
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
          done(() => reject(new Missed(what, this.#close, refusalIn(this.#frames))));
        }
      };
      this.#look();
    });
    const ms = performance.now() - began;
    if (ms > this.slowest.ms) this.slowest = { what, ms };
    return frame;
  }

  /** Hangs up, whatever the other side does. */
  hangUp(): void {
    this.#socket.onmessage = null;
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close();
  }
}

/** What the last error of v2 among frames says; null: there is none. */
function refusalIn(frames: readonly string[]): string | null {
  const error = frames.findLast((frame) => frame.startsWith('{"type":"ERROR"'));
  const quoted = /"message":("(?:[^"\\]|\\.)*")/.exec(error ?? "")?.[1];
  return quoted === undefined ? null : String(JSON.parse(quoted));
}
