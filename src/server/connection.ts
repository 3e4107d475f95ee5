/**
 * One connection, from the upgrade to the end: the limits of W6, the slow reader of S4, and the farewell.
 * It owns its socket and its phase, and knows nothing of rooms: it hands messages to the store and frames
 * to the socket. Its end is decided here, once, and never waits for an event from the peer.
 */
import { type CloseName, farewell } from "../protocol/close_codes.ts";
import type { Entry } from "../protocol/request.ts";
import { decodeV1, plain } from "../protocol/v1.ts";
import { decodeV2 } from "../protocol/v2_decode.ts";
import { encodeError, encodePong } from "../protocol/v2_encode.ts";
import type { Protocol } from "../room/state.ts";
import type { Clock } from "../store/clock.ts";
import type { Log } from "../store/log.ts";
import { WAITING_MESSAGES_MAX } from "../store/edge.ts";
import type { Connection, SeatRefusal } from "../store/messages.ts";
import type { Metrics } from "../store/metrics.ts";
import type { Attachment } from "../store/room_store.ts";
import type { MessageBudget } from "./rate.ts";
import { SILENT_PERIODS_MAX } from "./silence.ts";
import { CatchUp, LAG_BYTES, OUTBOX_BYTES_MAX } from "./slow_reader.ts";

/** The largest message a client may send, in bytes [W6]. */
export const MESSAGE_BYTES_MAX: Readonly<Record<Protocol, number>> = {
  v1: 16 * 1024,
  v2: 64 * 1024,
};

/** Malformed or unknown messages a connection is forgiven [W6]. */
export const BAD_MESSAGES_MAX = 8;

/**
 * How long an upgraded socket may take to open. That of a client that reset its connection before it had
 * our answer never does: Deno 2.9.6 tells nobody, and holds its descriptor as long as the process lives.
 */
export const OPEN_WITHIN_MS = 10_000;

/**
 * A peer that we close because of what it sent may have more on its way, and the runtime answers a message
 * behind our close frame by dropping the connection, close frame and all. So that the peer gets to know why
 * [W7], what it sends is discarded until it has been quiet for a moment, or has had its time.
 */
export const LINGER_QUIET_MS = 20;
export const LINGER_MAX_MS = 1_000;
const LINGERING: ReadonlySet<CloseName> = new Set(["not_text", "policy", "too_big"]);

/** What a connection listens to. */
const EVENTS = ["open", "message", "close", "error"] as const;

/** What a connection needs of a WebSocket. */
export interface Socket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  addEventListener(type: string, listener: EventListenerObject): void;
  removeEventListener(type: string, listener: EventListenerObject): void;
}

/** What the upgrade request came to: a seat to ask for, or a refusal to tell [W4]. */
export type Purpose = { readonly entry: Entry } | { readonly refusal: Omit<SeatRefusal, "guess"> };

/** What one connection was let in as. */
export interface Accepted {
  readonly protocol: Protocol;
  readonly address: string;
  readonly purpose: Purpose;
  readonly budget: MessageBudget;
}

/** What all connections of a worker have around them. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly enter: (connection: Connection, entry: Entry) => Attachment;
  /** How long the answer to a wrong room id waits, in milliseconds; asked once for each guess [W9]. */
  readonly guessDelay: (address: string) => number;
  /** The socket is really gone: called once. */
  readonly onGone: (connection: SocketConnection) => void;
  /** It didn't open in time, and may hold its descriptor for good: called once, `onGone` may follow. */
  readonly onLost: (connection: SocketConnection) => void;
}

/**
 * `closing`: we have said goodbye, and the peer or its TCP connection has yet to go. `lost`: it never
 * opened, and nobody waits for it any more.
 */
type Phase = "opening" | "entering" | "seated" | "refused" | "closing" | "lost" | "gone";

export class SocketConnection implements Connection, EventListenerObject {
  readonly #socket: Socket;
  readonly #around: Surroundings;
  readonly protocol: Protocol;
  readonly #address: string;
  readonly #budget: MessageBudget;
  /** null once it has been seen to: there are many connections, and most of their time is after that. */
  #purpose: Purpose | null;
  #phase: Phase = "opening";
  #attachment: Attachment | null = null;
  #badMessages = 0;
  #heard = false;
  #silentPeriods = 0;
  /** What came from a v2 client before WELCOME, which is the first frame [W4, P2.2]; then null. */
  #early: string[] | null;
  /** null: it does not lag. */
  #catchUp: CatchUp | null = null;
  #cancelTimer: () => void;

  constructor(socket: Socket, accepted: Accepted, around: Surroundings) {
    this.#socket = socket;
    this.#around = around;
    this.protocol = accepted.protocol;
    this.#address = accepted.address;
    this.#budget = accepted.budget;
    this.#purpose = accepted.purpose;
    this.#early = accepted.protocol === "v2" ? [] : null;
    // one object listens to everything, so that a connection needs no closures
    for (const type of EVENTS) socket.addEventListener(type, this);
    this.#cancelTimer = around.clock.after(OPEN_WITHIN_MS, () => this.#lost());
  }

  /** Whether it has a seat that it can come back to [P2.7]. */
  get returns(): boolean {
    return this.protocol === "v2" && this.#phase === "seated";
  }

  /** Whether there is nobody left to be told anything. */
  get isOver(): boolean {
    return this.#phase === "closing" || this.#phase === "lost" || this.#phase === "gone";
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
        // the peer's fault is worth a line only to whoever looks for it
        this.#around.log.debug("socket_error", {
          error: event instanceof ErrorEvent ? event.message : "unknown",
        });
        // a close event follows, but for a socket that failed to open: that is all there is of it
        if (this.#phase === "opening" || this.#phase === "lost") this.#gone();
        return;
    }
  }

  seated(): void {
    if (this.#phase !== "entering") return;
    this.#phase = "seated";
    this.#heard = true;
  }

  refused(refusal: SeatRefusal): void {
    if (this.#phase !== "entering") return;
    this.#phase = "refused";
    this.#attachment = null;
    const delay = refusal.guess ? this.#around.guessDelay(this.#address) : 0;
    if (delay === 0) return this.#turnAway(refusal);
    this.#cancelTimer = this.#around.clock.after(delay, () => this.#turnAway(refusal));
  }

  /** [W4] */
  #turnAway({ close, message, field }: Omit<SeatRefusal, "guess">): void {
    this.#around.metrics.count("turned_away", close);
    if (this.protocol === "v2") {
      this.#sendNow(encodeError(null, { code: close, message, field }));
    }
    this.close(close, message);
  }

  send(frame: string): void {
    if (this.#phase !== "seated") return;
    if (this.#socket.bufferedAmount <= OUTBOX_BYTES_MAX) {
      this.#sendNow(frame);
      // that was WELCOME, perhaps a post later than the seat: what was sent before is read now
      if (this.#early?.length === 0) this.#early = null;
      else if (this.#early !== null) this.#around.clock.soon(() => this.#readEarly());
      return;
    }
    this.#tooSlow();
  }

  sendState(frame: string): void {
    if (this.#phase !== "seated") return;
    const { bufferedAmount } = this.#socket;
    if (bufferedAmount > OUTBOX_BYTES_MAX) return this.#tooSlow();
    if (this.#catchUp !== null) {
      this.#around.metrics.count("states", "skipped");
      this.#catchUp.replace(frame);
    } else if (bufferedAmount > LAG_BYTES) {
      this.#catchUp = new CatchUp(frame, {
        socket: this.#socket,
        clock: this.#around.clock,
        onCaughtUp: (newest) => this.#caughtUp(newest),
        onStuck: () => this.#tooSlow(),
      });
    } else this.#sendStateNow(frame);
  }

  #caughtUp(newest: string): void {
    this.#catchUp = null;
    this.#sendStateNow(newest);
  }

  #sendStateNow(frame: string): void {
    this.#around.metrics.count("states", "sent");
    this.send(frame);
  }

  /** [S4] Out at once; the store is told when it has finished what it is doing. */
  #tooSlow(): void {
    const { log, metrics } = this.#around;
    metrics.count("slow_readers", this.protocol);
    log.warn("slow_reader", { unsent_bytes: this.#socket.bufferedAmount });
    this.close("too_slow", null);
  }

  /** [W8] One more period is over: who has a seat in v2 and said nothing in the last ones is lost. */
  periodOver(): void {
    if (this.protocol !== "v2" || this.#phase !== "seated") return;
    this.#silentPeriods = this.#heard ? 0 : this.#silentPeriods + 1;
    this.#heard = false;
    if (this.#silentPeriods >= SILENT_PERIODS_MAX) this.close("going_away", null);
  }

  close(name: CloseName, message: string | null): void {
    if (this.#phase === "closing" || this.#phase === "lost" || this.#phase === "gone") return;
    if (this.#phase === "opening") {
      // it can be told only once it is open
      this.#purpose = { refusal: { close: name, message: message ?? "" } };
      return;
    }
    const { text, code, reason } = farewell(this.protocol, name, message);
    if (this.#phase === "seated") this.#around.metrics.count("closes", name);
    this.#cancelTimer();
    this.#catchUp?.cancel();
    this.#phase = "closing";
    this.#detach();
    if (text !== null) this.#sendNow(plain(text));
    if (LINGERING.has(name)) this.#closeWhenQuiet(code, reason, LINGER_MAX_MS);
    else this.#closeSocket(code, reason);
  }

  #closeWhenQuiet(code: number, reason: string, left_ms: number): void {
    this.#heard = false;
    this.#cancelTimer = this.#around.clock.after(LINGER_QUIET_MS, () => {
      if (!this.#heard || left_ms <= 0) return this.#closeSocket(code, reason);
      this.#closeWhenQuiet(code, reason, left_ms - LINGER_QUIET_MS);
    });
  }

  #opened(): void {
    if (this.#phase !== "opening") return this.#closeSocket(1001, "");
    this.#cancelTimer();
    this.#cancelTimer = NOTHING;
    // there are many connections: what none needs any more is not kept for each of them
    this.#socket.removeEventListener("open", this);
    this.#phase = "entering";
    const { enter, clock } = this.#around;
    const purpose = this.#purpose;
    this.#purpose = null;
    if (purpose === null) return;
    if ("refusal" in purpose) return this.#turnAway(purpose.refusal);
    const attachment = enter(this, purpose.entry);
    // it may have been refused or closed already
    if (this.#isAttached()) this.#attachment = attachment;
    else clock.soon(() => attachment.gone());
  }

  #received(data: unknown): void {
    this.#heard = true;
    if (!this.#isAttached() || this.#attachment === null) return;
    const { protocol } = this;
    const bytes_max = MESSAGE_BYTES_MAX[protocol];
    if (typeof data !== "string") return this.close("not_text", "Text messages only, please.");
    if (isLongerThan(data, bytes_max)) {
      return this.close("too_big", `A message must be at most ${bytes_max} bytes long.`);
    }
    if (!this.#budget.take(this.#around.clock.now())) {
      return this.close("policy", "Too many messages at once.");
    }
    if (this.#early !== null) this.#receivedEarly(data, this.#early);
    else if (protocol === "v1") this.#receivedV1(data, this.#attachment);
    else this.#receivedV2(data, this.#attachment);
  }

  /** [W4] */
  #receivedEarly(text: string, early: string[]): void {
    if (early.length < WAITING_MESSAGES_MAX) early.push(text);
    else this.close("policy", "Too many messages before the room has answered.");
  }

  #readEarly(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const text of early) {
      if (this.#isAttached() && this.#attachment !== null) this.#receivedV2(text, this.#attachment);
    }
  }

  #receivedV1(text: string, attachment: Attachment): void {
    const decoded = decodeV1(text);
    if (decoded.ok) return attachment.message(decoded.message);
    this.#around.metrics.count("bad_messages", "v1");
    this.#complain(plain(decoded.error), decoded.error);
  }

  #receivedV2(text: string, attachment: Attachment): void {
    const decoded = decodeV2(text);
    switch (decoded.kind) {
      case "request":
        return attachment.message(decoded.message);
      case "ping":
        if (decoded.id !== null) this.send(encodePong(decoded.id));
        return;
      case "wrong":
        this.#around.metrics.count("bad_messages", decoded.problem.code);
        return this.#complain(encodeError(decoded.id, decoded.problem), decoded.problem.message);
    }
  }

  /** [W6] One clear error for each bad message; one too many ends it. */
  #complain(frame: string, error: string): void {
    if (++this.#badMessages <= BAD_MESSAGES_MAX) {
      return this.#phase === "seated" ? this.send(frame) : this.#sendNow(frame);
    }
    this.close("policy", `${error} That was one bad message too many.`);
  }

  #isAttached(): boolean {
    return this.#phase === "entering" || this.#phase === "seated";
  }

  /** Tells the store, at the end of the tick: it may be in the middle of sending to us. */
  #detach(): void {
    const attachment = this.#attachment;
    this.#attachment = null;
    if (attachment !== null) this.#around.clock.soon(() => attachment.gone());
  }

  #gone(): void {
    if (this.#phase === "gone") return;
    this.#cancelTimer();
    this.#catchUp?.cancel();
    this.#phase = "gone";
    this.#detach();
    // the runtime's idle timer holds a socket that was cut for half the idle timeout, and us with it
    for (const type of EVENTS) this.#socket.removeEventListener(type, this);
    this.#around.onGone(this);
  }

  #lost(): void {
    this.#phase = "lost";
    this.#around.log.warn("never_opened");
    this.#closeSocket(1001, "");
    this.#around.onLost(this);
  }

  #sendNow(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  #closeSocket(code: number, reason: string): void {
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close(code, reason);
  }
}

const NOTHING = () => {};

function isLongerThan(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  // a UTF-16 unit takes at most three bytes
  return text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes;
}
