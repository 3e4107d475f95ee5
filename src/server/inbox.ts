/**
 * The receiving side of a connection: it limits the size and number of messages, decodes them, keeps those that wait
 * for the seat, counts bad ones, and notices silence [W4, W6, W8]. It knows neither the socket nor the room. There is
 * one for each connection, so what few of them need is allocated late.
 */
import { fitsUtf8 } from "../base/utf8.ts";
import type { ClientMessage } from "../protocol/client_message.ts";
import type { CloseName } from "../protocol/close_codes.ts";
import { decodeV1 } from "../protocol/v1_decode.ts";
import { plain } from "../protocol/v1_encode.ts";
import { decodeV2, type V2Problem } from "../protocol/v2_decode.ts";
import { encodeError } from "../protocol/v2_encode.ts";
import { MESSAGE_BYTES_MAX } from "../protocol/wire_limits.ts";
import type { Protocol } from "../room/state.ts";
import { Forgiveness } from "./forgiveness.ts";
import type { MessageBudget } from "./rate.ts";
import { SILENT_PERIODS_MAX } from "./silence.ts";

/** Messages that wait while a seat is being reserved [W4]. */
export const WAITING_MESSAGES_MAX = 8;

/** A message within the limits, decoded. */
export type Received =
  /** To be passed to the room. */
  | { readonly kind: "message"; readonly message: ClientMessage }
  /** Answered by the connection itself. */
  | { readonly kind: "ping"; readonly id: string | null }
  | BadMessage;

/** A malformed or unknown message: `frame` is the reply [W6]. */
export interface BadMessage {
  readonly kind: "bad";
  readonly code: V2Problem["code"] | "v1";
  readonly error: string;
  readonly frame: string;
}

/** A message past a limit: the connection is closed. */
interface PastLimit {
  readonly kind: "past_limit";
  readonly close: CloseName;
  readonly message: string;
}

/** Instead of a number of silent periods: something has arrived in the current one. */
const ACTIVE = -1;

export class Inbox {
  readonly protocol: Protocol;
  readonly #budget: MessageBudget;
  /** null: it has received no bad message. */
  #forgiveness: Forgiveness | null = null;
  /** null: nothing waits. */
  #waiting: Received[] | null = null;
  #silentPeriods = ACTIVE;

  constructor(protocol: Protocol, budget: MessageBudget) {
    this.protocol = protocol;
    this.#budget = budget;
  }

  /** [W6] Checks a message against the limits and decodes it; `now` on the steady clock. */
  receive(data: unknown, now: number): Received | PastLimit {
    if (typeof data !== "string") return NOT_TEXT;
    if (!fitsUtf8(data, MESSAGE_BYTES_MAX[this.protocol])) return TOO_BIG[this.protocol];
    if (!this.#budget.take(now)) return TOO_FAST;
    return this.protocol === "v1" ? receivedV1(data) : receivedV2(data);
  }

  /** [W4] Keeps a message until `takeWaiting`; null: it waits. */
  wait(received: Received): PastLimit | null {
    const waiting = this.#waiting ??= [];
    if (waiting.length >= WAITING_MESSAGES_MAX) return TOO_EARLY;
    waiting.push(received);
    return null;
  }

  get hasWaiting(): boolean {
    return this.#waiting !== null;
  }

  /** Takes out the messages that waited, in order. */
  takeWaiting(): readonly Received[] {
    const waiting = this.#waiting ?? NONE;
    this.#waiting = null;
    return waiting;
  }

  /** [W6] Counts a bad message; null: it is forgiven. */
  forgive({ error }: BadMessage, now: number): PastLimit | null {
    this.#forgiveness ??= new Forgiveness(now);
    if (this.#forgiveness.take(now)) return null;
    const message = `${error} That was one bad message too many.`;
    return { kind: "past_limit", close: "policy", message };
  }

  /** Something has arrived, valid or not. */
  noteActivity(): void {
    this.#silentPeriods = ACTIVE;
  }

  /** [W8] A period is over. Returns whether the client has now been silent for SILENT_PERIODS_MAX. */
  periodOver(): boolean {
    return ++this.#silentPeriods >= SILENT_PERIODS_MAX;
  }

  /** Whether anything has arrived since the last call, or since the current period began. */
  takeActivity(): boolean {
    const isActive = this.#silentPeriods === ACTIVE;
    this.#silentPeriods = 0;
    return isActive;
  }
}

function receivedV1(text: string): Received {
  const decoded = decodeV1(text);
  if (decoded.ok) return { kind: "message", message: decoded.value };
  return { kind: "bad", code: "v1", error: decoded.error, frame: plain(decoded.error) };
}

function receivedV2(text: string): Received {
  const decoded = decodeV2(text);
  if (!decoded.ok) {
    const { id, problem } = decoded.error;
    return {
      kind: "bad",
      code: problem.code,
      error: problem.message,
      frame: encodeError(id, problem),
    };
  }
  const message = decoded.value;
  return message.type === "ping" ? { kind: "ping", id: message.id } : { kind: "message", message };
}

const NONE: readonly Received[] = [];

const NOT_TEXT: PastLimit = {
  kind: "past_limit",
  close: "not_text",
  message: "Text messages only, please.",
};
const TOO_BIG: Readonly<Record<Protocol, PastLimit>> = {
  v1: tooBig(MESSAGE_BYTES_MAX.v1),
  v2: tooBig(MESSAGE_BYTES_MAX.v2),
};
const TOO_FAST: PastLimit = {
  kind: "past_limit",
  close: "policy",
  message: "Too many messages at once.",
};
const TOO_EARLY: PastLimit = {
  kind: "past_limit",
  close: "policy",
  message: "Too many messages before the room has answered.",
};

function tooBig(bytesMax: number): PastLimit {
  const message = `A message must be at most ${bytesMax} bytes long.`;
  return { kind: "past_limit", close: "too_big", message };
}
