/**
 * The engine of a cluster over NATS with JetStream [C25]. It translates the calls of engine.ts into requests to NATS,
 * and knows nothing of what they are for. It never throws an error of NATS: every result is a value [C14].
 */
import { headers, type MsgHdrs, type NatsConnection } from "@nats-io/nats-core";
import { systemClock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { messageOf } from "../base/message_of.ts";
import { RareLog } from "../base/rare_log.ts";
import type { Result } from "../base/result.ts";
import type {
  AllResult,
  Append,
  AppendResult,
  Cancel,
  Engine,
  EngineFailure,
  EngineRecord,
  LastResult,
  Watcher,
} from "./engine.ts";
import { type Connection, openConnection } from "./nats_connection.ts";
import { unreachable } from "./nats_dial.ts";
import { Read } from "./nats_read.ts";
import { type Body, type JetStreamAnswer, numberAt, objectOf, Requests } from "./nats_requests.ts";
import { recordsKept, streamOf } from "./nats_stream_settings.ts";
import { ensureStreams, findStreams, type StreamsThere } from "./nats_streams.ts";
import { type Source, Watch } from "./nats_watch.ts";

export interface NatsOptions {
  readonly servers: readonly string[];
  /** The cluster's name: one token. */
  readonly cluster: string;
  /** The name of this connection, which NATS shows. */
  readonly name: string;
  /** The contents of the credentials file and of the CA file. */
  readonly creds?: string;
  readonly ca?: string;
  /** How many streams keep rooms [C15]. */
  readonly streams: number;
  /** null: three if NATS is a cluster, one if it is a single server [C15]. */
  readonly replicas: number | null;
  readonly log: Log;
}

/** Options for reading only. */
type ReaderOptions = Omit<NatsOptions, "streams" | "replicas">;

/** JetStream's error codes for a wrong expected sequence; the second one while an append is in flight. */
const WRONG_SEQUENCE = [10071, 10164];
const NO_RECORD = 10037;
/** The most calls of `all` at a time: each takes a consumer, which NATS creates one after the other. */
const READS_MAX = 16;

/** Connects, and makes or checks the streams. The error is a line that says what has to be done first [C23]. */
export function connectNats(options: NatsOptions): Promise<Result<NatsEngine, string>> {
  return connect(options, (nats) => ensureStreams(nats, options));
}

/** Connects without checking the streams, which another engine of this process has done. */
export function connectToChecked(
  { replicas, ...options }: NatsOptions & { readonly replicas: number },
): Promise<Result<NatsEngine, string>> {
  const there = { ok: true, value: { streams: options.streams, replicas } } as const;
  return connect(options, () => Promise.resolve(there));
}

/** Connects to an existing cluster, and makes nothing. The error is a line that says why it can't be read [C17]. */
export function connectToRead(options: ReaderOptions): Promise<Result<NatsEngine, string>> {
  return connect(options, (nats) => findStreams(nats, options.cluster));
}

async function connect(
  options: ReaderOptions,
  streamsOf: (nats: NatsConnection) => Promise<Result<StreamsThere, string>>,
): Promise<Result<NatsEngine, string>> {
  let connection: Connection;
  try {
    connection = await openConnection({ ...options, inbox: repliesOf(options.cluster) });
  } catch (error) {
    return { ok: false, error: unreachable(options, messageOf(error)) };
  }
  const there = await streamsOf(connection.nats);
  if (there.ok) return { ok: true, value: new NatsEngine(connection, options, there.value) };
  connection.close();
  await connection.closed;
  return there;
}

/** The subject of answers: one of the cluster's own, so that an account needs no others. */
function repliesOf(cluster: string): string {
  return `estimatex.${cluster}.replies`;
}

export class NatsEngine implements Engine {
  /** How many servers keep each record; 1 is logged at the start [C15]. */
  readonly replicas: number;
  /** Settles after `close`, when everything is released. */
  readonly closed: Promise<void>;
  readonly #connection: Connection;
  readonly #requests: Requests;
  readonly #options: ReaderOptions;
  /** How many streams keep rooms. */
  readonly #streams: number;
  /** A subject of this engine alone. */
  readonly #inbox: string;
  readonly #watches = new Set<Watch>();
  /** Each watch tries again several times a second, for as long as a stream is missing. */
  readonly #watchFailures: RareLog;
  readonly #reads = new Set<Read>();
  /** Reads that wait for others to finish. */
  readonly #waiting: (() => void)[] = [];
  #reading = 0;
  #consumers = 0;
  #isClosed = false;

  constructor(
    connection: Connection,
    options: ReaderOptions,
    { streams, replicas }: StreamsThere,
  ) {
    this.#connection = connection;
    this.#options = options;
    const { log } = options;
    this.#watchFailures = new RareLog({ clock: systemClock, log, event: "nats_watch_failed" });
    this.#streams = streams;
    this.replicas = replicas;
    this.closed = connection.closed;
    const own = crypto.randomUUID().replaceAll("-", "");
    this.#inbox = `${repliesOf(options.cluster)}.${own}`;
    this.#requests = new Requests(connection, `${this.#inbox}.answers`);
  }

  get isConnected(): boolean {
    return this.#connection.isConnected;
  }

  append({ subject, text, expected, once }: Append, done: (result: AppendResult) => void): void {
    if (this.#streamOf(subject, done) === null) return;
    let conditions: MsgHdrs | undefined;
    if (expected !== null || once !== undefined) conditions = headers();
    if (expected !== null) {
      conditions?.set("Nats-Expected-Last-Subject-Sequence", `${expected}`);
    }
    if (once !== undefined) conditions?.set("Nats-Msg-Id", once);
    this.#requests.ask(subject, text, (answer) => done(appended(answer)), conditions);
  }

  last(subject: string, done: (result: LastResult) => void): void {
    const stream = this.#streamOf(subject, done);
    if (stream !== null) this.#last(stream, subject, done);
  }

  all(filter: string, done: (result: AllResult) => void): void {
    const stream = this.#streamOf(filter, done);
    if (stream === null) return;
    const finish = (result: AllResult) => {
      this.#reading--;
      this.#waiting.shift()?.();
      done(result);
    };
    this.#inTurn(() =>
      this.#last(stream, filter, (result) => {
        if (result.kind === "failed") return finish(result);
        if (result.record === null) return finish({ kind: "found", records: [] });
        const bounds = { last: result.record.seq, kept: recordsKept(filter) };
        const read: Read = new Read(this.#source(stream, filter), bounds, (all) => {
          this.#reads.delete(read);
          finish(all);
        });
        this.#reads.add(read);
      })
    );
  }

  watch(filter: string, watcher: Watcher): Cancel {
    const stream = streamOf(this.#options.cluster, this.#streams, filter);
    if (this.#isClosed || stream === null) return () => {};
    const watch = new Watch(() => this.#source(stream, filter), watcher, (problem) => {
      this.#watchFailures.report({ filter, error: problem });
    });
    this.#watches.add(watch);
    return () => {
      watch.end();
      this.#watches.delete(watch);
    };
  }

  forget(subject: string, upTo: number): void {
    const stream = streamOf(this.#options.cluster, this.#streams, subject);
    if (this.#isClosed || stream === null) return;
    const purge = JSON.stringify({ filter: subject, seq: upTo + 1 });
    this.#connection.publish(`$JS.API.STREAM.PURGE.${stream}`, purge);
  }

  publish(subject: string, text: string): void {
    this.#connection.publish(subject, text);
  }

  subscribe(subject: string, receive: (text: string) => void): Cancel {
    return this.#connection.subscribe(subject, (message) => receive(message.string()));
  }

  rest(ms: number): void {
    this.#connection.rest(ms);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const watch of this.#watches) watch.end();
    this.#watchFailures.stop();
    for (const read of this.#reads) read.stop();
    this.#waiting.length = 0;
    this.#requests.close();
    this.#connection.close();
  }

  #last(stream: string, subject: string, done: (result: LastResult) => void): void {
    const ask = JSON.stringify({ last_by_subj: subject });
    this.#requests.ask(`$JS.API.STREAM.MSG.GET.${stream}`, ask, (answer) => {
      if (answer.kind === "refused" && answer.code === NO_RECORD) {
        return done({ kind: "found", record: null });
      }
      if (answer.kind !== "done") return done(failure(answer));
      const record = recordOf(objectOf(answer.body["message"]));
      done(record === null ? failed("NATS showed no record") : { kind: "found", record });
    });
  }

  #inTurn(begin: () => void): void {
    const start = () => {
      this.#reading++;
      begin();
    };
    if (this.#reading < READS_MAX) start();
    else this.#waiting.push(start);
  }

  /** The stream that keeps a subject; null: there is none, or the engine is closed; `done` has then been handled. */
  #streamOf(subject: string, done: (result: EngineFailure) => void): string | null {
    if (this.#isClosed) return null;
    const stream = streamOf(this.#options.cluster, this.#streams, subject);
    if (stream === null) {
      systemClock.after(0, () => this.#isClosed || done(failed(`no stream keeps ${subject}`)));
    }
    return stream;
  }

  #source(stream: string, filter: string): Source {
    const inbox = `${this.#inbox}.consumers.${++this.#consumers}`;
    const name = inbox.replace(/^.*\.replies\./, "").replaceAll(".", "-");
    return { connection: this.#connection, requests: this.#requests, stream, filter, name, inbox };
  }
}

function appended(answer: JetStreamAnswer): AppendResult {
  if (answer.kind === "refused" && WRONG_SEQUENCE.includes(answer.code)) {
    return { kind: "wrong_sequence" };
  }
  if (answer.kind !== "done") return failure(answer);
  const seq = numberAt(answer.body, "seq");
  return seq === null ? failed("NATS gave no sequence") : { kind: "appended", seq };
}

function failure({ problem }: { readonly problem: string }): EngineFailure {
  return failed(problem);
}

function failed(problem: string): EngineFailure {
  return { kind: "failed", problem };
}

/** Decodes a record of JetStream, whose text is in base64. */
function recordOf(message: Body | null): EngineRecord | null {
  const seq = numberAt(message, "seq");
  const subject = message?.["subject"];
  const data = message?.["data"] ?? "";
  if (seq === null || typeof subject !== "string" || typeof data !== "string") return null;
  return { subject, seq, text: textOf(data) };
}

const decoder = new TextDecoder();

function textOf(base64: string): string {
  return decoder.decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
}
