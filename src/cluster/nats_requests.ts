/**
 * Requests to NATS. Each gets one answer: from the server, or `failed` when the connection is lost or the time is up.
 * All answers come over one subscription, and one timer watches the oldest request.
 */
import type { Msg, MsgHdrs } from "@nats-io/nats-core";
import { systemClock } from "../base/clock.ts";
import type { Cancel, EngineFailure } from "./engine.ts";
import type { Connection } from "./nats_connection.ts";
import { isRecord } from "../protocol/is_record.ts";

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 5_000;

/** An answer of JetStream: its body, or an error code. */
export type JetStreamAnswer =
  | { readonly kind: "done"; readonly body: Body }
  | { readonly kind: "refused"; readonly code: number; readonly problem: string }
  | EngineFailure;

/** A JSON object. */
export type Body = Readonly<Record<string, unknown>>;

interface Question {
  readonly askedAt: number;
  readonly done: (answer: JetStreamAnswer) => void;
}

export class Requests {
  readonly #connection: Connection;
  readonly #prefix: string;
  /** By number, the oldest first. */
  readonly #open = new Map<number, Question>();
  #number = 0;
  #cancelTimer: Cancel | null = null;
  #isClosed = false;

  /** `inbox`: a subject of this engine, below which answers come. */
  constructor(connection: Connection, inbox: string) {
    this.#connection = connection;
    this.#prefix = `${inbox}.`;
    connection.subscribe(`${inbox}.*`, (message) => this.#receive(message));
    connection.watch({
      connected() {},
      lost: () => this.#failAll("the connection to NATS was lost"),
    });
  }

  /** Sends a request; the answer never comes from inside the call. */
  ask(
    subject: string,
    payload: string,
    done: (answer: JetStreamAnswer) => void,
    headers?: MsgHdrs,
  ): void {
    if (this.#isClosed) return;
    const number = ++this.#number;
    const problem = this.#connection.publish(subject, payload, {
      reply: `${this.#prefix}${number}`,
      ...headers !== undefined && { headers },
    });
    this.#open.set(number, { askedAt: systemClock.now(), done });
    if (problem === null) this.#wait();
    else systemClock.after(0, () => this.#answer(number, { kind: "failed", problem }));
  }

  close(): void {
    this.#isClosed = true;
    this.#open.clear();
    this.#cancelTimer?.();
  }

  #receive(message: Msg): void {
    const number = Number(message.subject.slice(this.#prefix.length));
    if (this.#open.has(number)) this.#answer(number, answerOf(message));
  }

  #answer(number: number, answer: JetStreamAnswer): void {
    const question = this.#open.get(number);
    if (question === undefined) return;
    this.#open.delete(number); // the timer stays: a new one for each request would double its cost
    question.done(answer);
  }

  #failAll(problem: string): void {
    for (const number of [...this.#open.keys()]) this.#answer(number, { kind: "failed", problem });
  }

  #wait(): void {
    const [oldest] = this.#open.values();
    if (this.#cancelTimer !== null || oldest === undefined) return;
    const ms = Math.max(1, oldest.askedAt + ANSWER_MS - systemClock.now());
    this.#cancelTimer = systemClock.after(ms, () => {
      this.#cancelTimer = null;
      const before = systemClock.now() - ANSWER_MS;
      const late = [...this.#open].filter(([, { askedAt }]) => askedAt <= before);
      const problem = `NATS didn't answer in ${ANSWER_MS / 1_000} s`;
      for (const [number] of late) this.#answer(number, { kind: "failed", problem });
      if (!this.#isClosed) this.#wait();
    });
  }
}

function answerOf(message: Msg): JetStreamAnswer {
  if (message.data.length === 0 && message.headers?.code === 503) {
    return { kind: "failed", problem: "no JetStream server answers for this subject" };
  }
  let body: Body | null;
  try {
    body = objectOf(JSON.parse(message.string()));
  } catch {
    body = null;
  }
  if (body === null) return { kind: "failed", problem: "NATS answered with something else" };
  const error = objectOf(body["error"]);
  if (error === null) return { kind: "done", body };
  const { err_code, description } = error;
  return {
    kind: "refused",
    code: typeof err_code === "number" ? err_code : 0,
    problem: `NATS refused: ${String(description)}`,
  };
}

/** The value as a JSON object; null: it is none. */
export function objectOf(value: unknown): Body | null {
  return isRecord(value) ? value : null;
}

/** The number under this name; null: there is none. */
export function numberAt(body: Body | null, name: string): number | null {
  const value = body?.[name];
  return typeof value === "number" ? value : null;
}
