/**
 * One connection, from the upgrade to the end: the limits of W6, the slow reader of S4, and the farewell.
 * It owns its socket and its phase, and knows nothing of rooms: it hands messages to the store and frames
 * to the socket. Its end is decided here, once, and never waits for an event from the peer.
 */
import { type CloseName, farewell } from "../protocol/close_codes.ts";
import type { Entry } from "../protocol/request.ts";
import { decodeV1, plain } from "../protocol/v1.ts";
import type { Protocol } from "../room/state.ts";
import type { Clock } from "../store/clock.ts";
import type { Log } from "../store/log.ts";
import type { Connection, SeatRefusal } from "../store/messages.ts";
import type { Attachment } from "../store/room_store.ts";
import type { MessageBudget } from "./rate.ts";

/** The largest message a v1 client may send, in bytes [W6]. */
export const V1_MESSAGE_BYTES_MAX = 16 * 1024;

/** Malformed or unknown messages a connection is forgiven [W6]. */
export const BAD_MESSAGES_MAX = 8;

/** Unsent bytes at which a reader is too slow [S4]. */
export const OUTBOX_BYTES_MAX = 1024 * 1024;

/** How long an upgraded socket may take to open; a client that hung up before never does. */
export const OPEN_WITHIN_MS = 10_000;

/**
 * A peer that we close because of what it sent may have more on its way, and the runtime answers a message
 * behind our close frame by dropping the connection, close frame and all. So that the peer gets to know why
 * [W7], what it sends is discarded until it has been quiet for a moment, or has had its time.
 */
export const LINGER_QUIET_MS = 20;
export const LINGER_MAX_MS = 1_000;
const LINGERING: ReadonlySet<CloseName> = new Set(["not_text", "policy", "too_big"]);

/** What a connection needs of a WebSocket. */
export interface Socket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  addEventListener(type: string, listener: EventListenerObject): void;
}

/** What the upgrade request came to: a seat to ask for, or a refusal to tell [W4]. */
export type Purpose = { readonly entry: Entry } | { readonly refusal: Omit<SeatRefusal, "guess"> };

export interface ConnectionOptions {
  readonly protocol: Protocol;
  readonly purpose: Purpose;
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: MessageBudget;
  readonly enter: (connection: Connection, entry: Entry) => Attachment;
  /** How long the answer to a wrong room id waits, in milliseconds; asked once for each guess [W9]. */
  readonly guessDelay: () => number;
  /** The socket is really gone, or never opened: called once. */
  readonly onGone: (connection: SocketConnection) => void;
}

/** `closing`: we have said goodbye, and the peer or its TCP connection has yet to go. */
type Phase = "opening" | "entering" | "seated" | "refused" | "closing" | "gone";

export class SocketConnection implements Connection, EventListenerObject {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  #purpose: Purpose;
  #phase: Phase = "opening";
  #attachment: Attachment | null = null;
  #badMessages = 0;
  #heardWhileClosing = false;
  #cancelTimer: () => void;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#purpose = options.purpose;
    // one object listens to everything, so that a connection needs no closures
    for (const type of ["open", "message", "close", "error"]) socket.addEventListener(type, this);
    this.#cancelTimer = options.clock.after(OPEN_WITHIN_MS, () => {
      this.#closeSocket(1001, "");
      this.#gone();
    });
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case "open":
        return this.#opened();
      case "message":
        return this.#received((event as MessageEvent<unknown>).data);
      case "close":
        return this.#gone();
      case "error":
        // a close event follows; the peer's fault is worth a line only to whoever looks for it
        return this.#options.log.debug("socket_error", {
          error: event instanceof ErrorEvent ? event.message : "unknown",
        });
    }
  }

  seated(): void {
    if (this.#phase === "entering") this.#phase = "seated";
  }

  refused(refusal: SeatRefusal): void {
    if (this.#phase !== "entering") return;
    this.#phase = "refused";
    this.#attachment = null;
    const delay = refusal.guess ? this.#options.guessDelay() : 0;
    if (delay === 0) return this.close(refusal.close, refusal.message);
    this.#cancelTimer = this.#options.clock.after(
      delay,
      () => this.close(refusal.close, refusal.message),
    );
  }

  send(frame: string): void {
    if (this.#phase !== "seated") return;
    if (this.#socket.bufferedAmount <= OUTBOX_BYTES_MAX) return this.#sendNow(frame);
    // [S4] out at once; the store is told when it has finished what it is doing
    this.#options.log.warn("slow_reader", { unsent_bytes: this.#socket.bufferedAmount });
    this.close("too_slow", null);
  }

  close(name: CloseName, message: string | null): void {
    if (this.#phase === "closing" || this.#phase === "gone") return;
    if (this.#phase === "opening") {
      // it can be told only once it is open
      this.#purpose = { refusal: { close: name, message: message ?? "" } };
      return;
    }
    const { text, code, reason } = farewell(this.#options.protocol, name, message);
    this.#cancelTimer();
    this.#phase = "closing";
    this.#detach();
    if (text !== null) this.#sendNow(plain(text));
    if (LINGERING.has(name)) this.#closeWhenQuiet(code, reason, LINGER_MAX_MS);
    else this.#closeSocket(code, reason);
  }

  #closeWhenQuiet(code: number, reason: string, left_ms: number): void {
    this.#heardWhileClosing = false;
    this.#cancelTimer = this.#options.clock.after(LINGER_QUIET_MS, () => {
      if (!this.#heardWhileClosing || left_ms <= 0) return this.#closeSocket(code, reason);
      this.#closeWhenQuiet(code, reason, left_ms - LINGER_QUIET_MS);
    });
  }

  #opened(): void {
    if (this.#phase !== "opening") return this.#closeSocket(1001, "");
    this.#cancelTimer();
    this.#phase = "entering";
    const { enter, clock } = this.#options;
    const purpose = this.#purpose;
    if ("refusal" in purpose) return this.close(purpose.refusal.close, purpose.refusal.message);
    const attachment = enter(this, purpose.entry);
    // it may have been refused or closed already
    if (this.#isAttached()) this.#attachment = attachment;
    else clock.soon(() => attachment.gone());
  }

  #received(data: unknown): void {
    this.#heardWhileClosing = true;
    if (!this.#isAttached() || this.#attachment === null) return;
    const { clock, budget } = this.#options;
    if (typeof data !== "string") return this.close("not_text", "Text messages only, please.");
    if (isLongerThan(data, V1_MESSAGE_BYTES_MAX)) {
      return this.close(
        "too_big",
        `A message must be at most ${V1_MESSAGE_BYTES_MAX} bytes long.`,
      );
    }
    if (!budget.take(clock.now())) return this.close("policy", "Too many messages at once.");
    const decoded = decodeV1(data);
    if (decoded.ok) return this.#attachment.message(decoded.message);
    if (++this.#badMessages <= BAD_MESSAGES_MAX) return this.#sendNow(plain(decoded.error));
    this.close("policy", `${decoded.error} That was one bad message too many.`);
  }

  #isAttached(): boolean {
    return this.#phase === "entering" || this.#phase === "seated";
  }

  /** Tells the store, at the end of the tick: it may be in the middle of sending to us. */
  #detach(): void {
    const attachment = this.#attachment;
    this.#attachment = null;
    if (attachment !== null) this.#options.clock.soon(() => attachment.gone());
  }

  #gone(): void {
    if (this.#phase === "gone") return;
    this.#cancelTimer();
    this.#phase = "gone";
    this.#detach();
    this.#options.onGone(this);
  }

  #sendNow(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  #closeSocket(code: number, reason: string): void {
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close(code, reason);
  }
}

function isLongerThan(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  // a UTF-16 unit takes at most three bytes
  return text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes;
}
