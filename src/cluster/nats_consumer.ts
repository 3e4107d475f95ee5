/**
 * Reads the matching records of a stream, in order and without gaps; at the first sign that one may be missing, it
 * ends, and says why. It is an ephemeral push consumer of JetStream, with heartbeats and flow control.
 */
import type { Msg } from "@nats-io/nats-core";
import { systemClock } from "../base/clock.ts";
import { Deadline } from "../base/deadline.ts";
import type { Cancel, EngineRecord } from "./engine.ts";
import type { Connection } from "./nats_connection.ts";
import { type JetStreamAnswer, numberAt, objectOf, type Requests } from "./nats_requests.ts";

const HEARTBEAT_MS = 1_000;
/** After how long without messages and heartbeats a consumer counts as dead, in milliseconds. */
const SILENCE_MS = 3_500;
/** How long the server keeps a consumer without a subscriber, in milliseconds. */
const KEPT_MS = 10_000;
const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** Where to begin: with the first record, with the last one of each subject, or at a sequence number. */
type From = "all" | "last" | number;

export interface ConsumerOptions {
  readonly connection: Connection;
  readonly requests: Requests;
  readonly stream: string;
  readonly filter: string;
  readonly from: From;
  /** A unique token. */
  readonly name: string;
  /** A subject of this consumer alone. */
  readonly inbox: string;
  each(record: EngineRecord): void;
  /** All records that existed at the start have come. */
  caughtUp(): void;
  /** It has ended by itself. Called once. */
  ended(problem: string): void;
}

export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #unsubscribe: Cancel;
  readonly #unwatch: Cancel;
  readonly #silence = new Deadline(systemClock, () => this.#end("the consumer is silent"));
  /** How many records have come. */
  #count = 0;
  /** How many records existed at the start; null: not known yet. */
  #total: number | null = null;
  #isCaughtUp = false;
  #hasEnded = false;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    const { connection, requests, stream, filter, name, inbox } = options;
    this.#unsubscribe = connection.subscribe(inbox, (message) => this.#receive(message));
    this.#unwatch = connection.watch({
      connected() {},
      lost: () => this.#end("the connection to NATS was lost"),
    });
    requests.ask(
      `$JS.API.CONSUMER.CREATE.${stream}.${name}.${filter}`,
      JSON.stringify({ stream_name: stream, config: configOf(options), action: "create" }),
      (answer) => this.#created(answer),
    );
  }

  /** Calls nothing back any more. Idempotent. */
  stop(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#silence.cancel();
    this.#unsubscribe();
    this.#unwatch();
    const { connection, stream, name } = this.#options;
    connection.publish(`$JS.API.CONSUMER.DELETE.${stream}.${name}`, "");
  }

  #created(answer: JetStreamAnswer): void {
    if (this.#hasEnded) return;
    if (answer.kind !== "done") return this.#end(answer.problem);
    const pending = numberAt(answer.body, "num_pending");
    const sent = numberAt(objectOf(answer.body["delivered"]), "consumer_seq");
    if (pending === null || sent === null) return this.#end("NATS made no consumer");
    this.#total = pending + sent;
    this.#silence.set(SILENCE_MS);
    this.#checkCaughtUp(false);
  }

  #receive(message: Msg): void {
    if (this.#hasEnded) return;
    if (this.#total !== null) this.#silence.set(SILENCE_MS);
    const status = message.headers?.code ?? 0;
    if (status === 100) return this.#heartbeat(message);
    if (status !== 0) return this.#end(`NATS ended the consumer: ${status}`);
    const place = placeOf(message.reply ?? "");
    if (place === null) return;
    if (place.number !== ++this.#count) return this.#end("a record is missing");
    this.#options.each({ subject: message.subject, seq: place.seq, text: message.string() });
    this.#checkCaughtUp(place.pending === 0);
  }

  /** A heartbeat, which says how many records should have come, or a request of flow control. */
  #heartbeat(message: Msg): void {
    const { connection } = this.#options;
    const reply = message.reply || message.headers?.get("Nats-Consumer-Stalled");
    if (reply) connection.publish(reply, "");
    const sent = message.headers?.get("Nats-Last-Consumer");
    if (!sent) return;
    if (Number(sent) !== this.#count) this.#end("a record is missing");
    else this.#checkCaughtUp(!reply);
  }

  /** `isIdle`: there are no more records now. Of the original ones, some may have been deleted since. */
  #checkCaughtUp(isIdle: boolean): void {
    if (this.#hasEnded || this.#isCaughtUp || this.#total === null) return;
    if (this.#count < this.#total && !isIdle) return;
    this.#isCaughtUp = true;
    this.#options.caughtUp();
  }

  #end(problem: string): void {
    if (this.#hasEnded) return;
    this.stop();
    this.#options.ended(problem);
  }
}

function configOf({ from, filter, name, inbox }: ConsumerOptions): unknown {
  const policy = from === "all"
    ? "all"
    : from === "last"
    ? "last_per_subject"
    : "by_start_sequence";
  return {
    name,
    deliver_policy: policy,
    ...typeof from === "number" && { opt_start_seq: from },
    filter_subject: filter,
    deliver_subject: inbox,
    ack_policy: "none",
    replay_policy: "instant",
    max_deliver: 1,
    flow_control: true,
    idle_heartbeat: HEARTBEAT_MS * NANOSECONDS_PER_MILLISECOND,
    inactive_threshold: KEPT_MS * NANOSECONDS_PER_MILLISECOND,
    num_replicas: 1,
    mem_storage: true,
  };
}

interface Place {
  /** Its sequence number in the stream. */
  readonly seq: number;
  /** Its number among those that were delivered, and how many are pending. */
  readonly number: number;
  readonly pending: number;
}

/** A record's position, which the reply subject contains. */
function placeOf(reply: string): Place | null {
  const tokens = reply.split(".");
  if (tokens[0] !== "$JS" || tokens[1] !== "ACK" || tokens.length < 9) return null;
  // longer subjects have a domain and an account before the stream
  const [seq, number, , pending] = tokens.slice(tokens.length === 9 ? 5 : 7).map(Number);
  if (seq === undefined || number === undefined || pending === undefined) return null;
  return { seq, number, pending };
}
