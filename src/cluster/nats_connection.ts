/**
 * A connection to NATS that reconnects after whatever happens to it, for as long as it takes: servers that die, hang or
 * refuse. It owns sockets and subscriptions, and knows nothing of streams. No call throws, no promise of the library
 * escapes, and nothing is buffered for a server that can't be reached.
 */
import type { Msg, MsgHdrs, NatsConnection, Status } from "@nats-io/nats-core";
import { everyBeat, systemClock } from "../base/clock.ts";
import type { Fields, Log } from "../base/log.ts";
import { messageOf } from "../base/message_of.ts";
import { RareLog } from "../base/rare_log.ts";
import type { Cancel } from "./engine.ts";
import {
  dial,
  endConnection,
  type NatsAddress,
  onFailedAttempt,
  readsOf,
  redialMs,
  restConnection,
} from "./nats_dial.ts";

interface ConnectionSettings extends NatsAddress {
  readonly log: Log;
}

/** How often to check whether anything has arrived, in milliseconds; if not, the server is pinged. */
const LOOK_MS = 1_000;
/** After how many unanswered pings the server counts as dead. */
const ASKED_MAX = 2;
/** The most bytes that the server has not confirmed to have read; more is dropped. */
const UNCONFIRMED_BYTES_MAX = 64 * 1_024 * 1_024;
/** After so many bytes the server is asked to confirm. */
const CONFIRM_BYTES = 1_024 * 1_024;
/** The shortest time between two log lines about the same error, in milliseconds. */
const COMPLAIN_AGAIN_MS = 10_000;
/** How long `close` waits for the last messages to be sent, in milliseconds. */
const FLUSH_MS = 1_000;

interface Subscription {
  readonly subject: string;
  readonly receive: (message: Msg) => void;
  unsubscribe: Cancel;
}

/** Callbacks for a connection that is lost, or there again. */
interface ConnectionWatcher {
  connected(): void;
  lost(): void;
}

/** Makes one attempt with each server, until one accepts. Throws the last server's error. */
export async function openConnection(address: ConnectionSettings): Promise<Connection> {
  return new Connection(address, await dial(address));
}

export class Connection {
  readonly #address: ConnectionSettings;
  readonly #subscriptions = new Set<Subscription>();
  readonly #watchers = new Set<ConnectionWatcher>();
  /** The library's connection, which may be replaced. */
  #nats: NatsConnection;
  #state: "connected" | "lost" | "closed" = "connected";
  #unconfirmedBytes = 0;
  #isConfirming = false;
  #complaint = { error: "", at: 0 };
  /** Several attempts a second may fail, for as long as NATS is out of reach. */
  readonly #failures: RareLog;
  /** Why the last attempt to reconnect failed; null: none has, or the connection is there. */
  #problem: string | null = null;
  #cancelTimer: Cancel = () => {};
  #cancelLook: Cancel = () => {};
  /** How many reads there were at the last check, and how many pings have been unanswered since. */
  #reads = 0;
  #asked = 0;
  /** Whether the connection is being replaced. */
  #isReplacing = false;
  #dialling: Promise<void> = Promise.resolve();
  /** Settles after `close`, when everything is released. */
  readonly closed: Promise<void>;
  #hasClosed: () => void = () => {};

  constructor(address: ConnectionSettings, nats: NatsConnection) {
    this.#address = address;
    this.#nats = nats;
    const { log } = address;
    this.#failures = new RareLog({ clock: systemClock, log, event: "nats_connect_failed" });
    this.closed = new Promise((resolve) => this.#hasClosed = resolve);
    this.#use(nats);
  }

  get isConnected(): boolean {
    return this.#state === "connected";
  }

  /** For the checks at the start only. */
  get nats(): NatsConnection {
    return this.#nats;
  }

  watch(watcher: ConnectionWatcher): Cancel {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Publishes a message, which may be lost. Returns what is wrong with it; null: nothing. */
  publish(
    subject: string,
    payload: string,
    { reply, headers }: { readonly reply?: string; readonly headers?: MsgHdrs } = {},
  ): string | null {
    if (this.#state !== "connected") {
      return `not connected to NATS${this.#problem === null ? "" : ` (${this.#problem})`}`;
    }
    if (this.#unconfirmedBytes > UNCONFIRMED_BYTES_MAX) return "NATS doesn't read what is sent";
    try {
      this.#nats.publish(subject, payload, {
        ...reply !== undefined && { reply },
        ...headers !== undefined && { headers },
      });
    } catch (error) {
      return messageOf(error); // too large, or closing
    }
    this.#unconfirmedBytes += payload.length;
    if (this.#unconfirmedBytes > CONFIRM_BYTES) this.#confirm();
    return null;
  }

  /** Subscribes. The subscription survives reconnections, but messages in between are lost. */
  subscribe(subject: string, receive: (message: Msg) => void): Cancel {
    if (this.#state === "closed") return () => {};
    const subscription = { subject, receive, unsubscribe: () => {} };
    this.#subscriptions.add(subscription);
    this.#open(subscription);
    return () => {
      if (this.#subscriptions.delete(subscription)) subscription.unsubscribe();
    };
  }

  /** As `Engine.rest`: what arrives is read at the next call, or after `ms` milliseconds; 0: at once. */
  rest(ms: number): void {
    restConnection(this.#nats, ms);
  }

  /** Sends what was published, then closes. Idempotent. */
  close(): void {
    if (this.#state === "closed") return;
    const wasConnected = this.#state === "connected";
    this.#state = "closed";
    this.#cancelTimer();
    this.#cancelLook();
    this.#failures.stop();
    this.#subscriptions.clear();
    this.#watchers.clear();
    const nats = this.#nats;
    const flushed = wasConnected ? within(FLUSH_MS, nats.flush()) : Promise.resolve();
    Promise.all([flushed.then(() => endConnection(nats)), this.#dialling]).then(this.#hasClosed);
  }

  #use(nats: NatsConnection): void {
    this.#nats = nats;
    this.#isReplacing = false;
    this.#unconfirmedBytes = 0;
    this.#isConfirming = false;
    for (const subscription of this.#subscriptions) this.#open(subscription);
    onFailedAttempt(nats, (problem) => {
      if (nats === this.#nats && !this.#isReplacing) this.#failed(problem);
    });
    this.#lookSoon();
    this.#follow(nats).catch(() => {}).then(() => this.#replace(nats, "closed"));
  }

  async #follow(nats: NatsConnection): Promise<void> {
    for await (const status of nats.status()) {
      const isOurs = nats === this.#nats && !this.#isReplacing && this.#state !== "closed";
      if (isOurs) this.#note(status);
    }
  }

  #note(status: Status): void {
    if (status.type === "disconnect") {
      this.#cancelTimer();
      this.#lost({ server: status.server });
    } else if (status.type === "reconnect") {
      this.#unconfirmedBytes = 0;
      this.#asked = 0;
      this.#connected(status.server);
    } else if (status.type === "error") {
      const { message } = status.error;
      if (this.#state === "connected") this.#complain(message);
      else this.#failed(message);
    }
  }

  #lookSoon(): void {
    this.#cancelLook();
    this.#asked = 0;
    this.#cancelLook = everyBeat(systemClock, LOOK_MS, () => {
      if (this.#state === "connected") this.#look();
    });
  }

  /** Checks whether the server is alive. Usually something has arrived anyway. */
  #look(): void {
    const nats = this.#nats;
    const reads = readsOf(nats);
    if (reads !== this.#reads) {
      this.#reads = reads;
      this.#asked = 0;
    } else if (this.#asked++ < ASKED_MAX) {
      nats.flush().catch(() => {});
    } else {
      // with a full buffer the library would wait for ever for a server that has stopped reading
      this.#replace(nats, "stopped");
    }
  }

  /** Replaces the connection, as soon as a server can be reached. */
  #replace(nats: NatsConnection, reason: string): void {
    if (nats !== this.#nats || this.#isReplacing || this.#state === "closed") return;
    this.#isReplacing = true;
    this.#cancelTimer();
    this.#lost({ reason });
    endConnection(nats);
    this.#redial();
  }

  #redial(): void {
    this.#dialling = dial(this.#address).then(async (nats) => {
      if (this.#state === "closed") {
        await endConnection(nats);
        return;
      }
      this.#use(nats);
      this.#connected(nats.getServer());
    }, (error) => {
      if (this.#state === "closed") return;
      this.#failed(messageOf(error));
      this.#cancelTimer = systemClock.after(redialMs(), () => this.#redial());
    });
  }

  #connected(server: string): void {
    if (this.#state !== "lost") return;
    this.#state = "connected";
    this.#problem = null;
    this.#failures.stop();
    this.#address.log.info("nats_connected", { server });
    for (const watcher of [...this.#watchers]) watcher.connected();
  }

  /** An attempt to reconnect that NATS turns away after it has begun is no further loss. */
  #lost(how: Fields): void {
    if (this.#state !== "connected") return;
    this.#state = "lost";
    this.#address.log.warn("nats_disconnected", how);
    for (const watcher of [...this.#watchers]) watcher.lost();
  }

  /** An attempt to reconnect has failed. */
  #failed(problem: string): void {
    if (this.#state !== "lost") return;
    this.#problem = problem;
    this.#failures.report({ error: problem });
  }

  #open(subscription: Subscription): void {
    if (this.#isReplacing) return; // the next connection will make the subscription
    const receive = (error: Error | null, message: Msg) => {
      if (error !== null) {
        this.#complain(error.message);
      } else if (this.#subscriptions.has(subscription)) {
        // an error of a receiver would end the library's reader
        try {
          subscription.receive(message);
        } catch (thrown) {
          reportError(thrown);
        }
      }
    };
    try {
      const { subject } = subscription;
      const opened = this.#nats.subscribe(subject, {
        callback: (error, message) => void receive(error, message),
      });
      subscription.unsubscribe = () => opened.unsubscribe();
    } catch (error) {
      this.#complain(messageOf(error));
    }
  }

  /** Logs an error, but not too often: a missing permission is reported with each message. */
  #complain(error: string): void {
    const now = systemClock.now();
    if (error === this.#complaint.error && now - this.#complaint.at < COMPLAIN_AGAIN_MS) return;
    this.#complaint = { error, at: now };
    this.#address.log.warn("nats_error", { error });
  }

  /** Asks the server to confirm: when it answers, it has read everything that was sent before. */
  #confirm(): void {
    if (this.#isConfirming) return;
    this.#isConfirming = true;
    const bytes = this.#unconfirmedBytes;
    const nats = this.#nats;
    nats.flush().then(() => {
      if (nats !== this.#nats) return;
      this.#unconfirmedBytes = Math.max(0, this.#unconfirmedBytes - bytes);
    }).catch(() => {}).then(() => {
      if (nats === this.#nats) this.#isConfirming = false;
    });
  }
}

/** Resolves when the promise settles, or after `ms` milliseconds. */
function within(ms: number, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = systemClock.after(ms, resolve);
    promise.catch(() => {}).then(() => {
      cancel();
      resolve();
    });
  });
}
