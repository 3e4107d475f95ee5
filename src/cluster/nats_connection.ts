/**
 * A connection to NATS that is there again after whatever happens to it: servers that die, stop or refuse, for as
 * long as it takes. It owns sockets, subscriptions and what is on its way; it knows nothing of streams. No call
 * throws, nothing is kept for a server that can't be reached, and every promise ends here.
 */
import type { Msg, MsgHdrs, NatsConnection, Status } from "@nats-io/nats-core";
import { systemClock, untilBeat } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Cancel } from "./engine.ts";
import {
  dial,
  endConnection,
  messageOf,
  type NatsAddress,
  readsOf,
  redialMs,
  restConnection,
} from "./nats_dial.ts";

interface ConnectionSettings extends NatsAddress {
  readonly log: Log;
}

/** How often it is looked whether anything came, in milliseconds; if not, the server is asked for a sign. */
const LOOK_MS = 1_000;
/** So often in a row it is asked in vain before it is taken for dead. */
const ASKED_MAX = 2;
/** Bytes that were sent, and that the server has not yet shown to have read: more is dropped. */
const UNCONFIRMED_BYTES_MAX = 64 * 1_024 * 1_024;
/** From so many bytes on the server is asked whether it has read them. */
const CONFIRM_BYTES = 1_024 * 1_024;
/** Before the log has the same error again. */
const COMPLAIN_AGAIN_MS = 10_000;
/** How long the last messages may take to leave when it is closed. */
const FLUSH_MS = 1_000;

interface Subscription {
  readonly subject: string;
  readonly receive: (message: Msg) => void;
  unsubscribe: Cancel;
}

/** What is called when the connection is there again, or lost. */
interface ConnectionWatcher {
  connected(): void;
  lost(): void;
}

/** Connects once, to any of the servers; throws the error of the last one. */
export async function openConnection(address: ConnectionSettings): Promise<Connection> {
  return new Connection(address, await dial(address));
}

export class Connection {
  readonly #address: ConnectionSettings;
  readonly #subscriptions = new Set<Subscription>();
  readonly #watchers = new Set<ConnectionWatcher>();
  /** Until it is closed; another one when the first is given up. */
  #nats: NatsConnection;
  #state: "connected" | "lost" | "closed" = "connected";
  #unconfirmedBytes = 0;
  #isConfirming = false;
  #complaint = { error: "", at: 0 };
  #cancelTimer: Cancel = () => {};
  #cancelLook: Cancel = () => {};
  /** What had come at the last look, and how often the server was asked for a sign since. */
  #reads = 0;
  #asked = 0;
  /** Whether the connection has been given up, and there is no other one yet. */
  #isReplacing = false;
  #dialling: Promise<void> = Promise.resolve();
  /** Settles once it was closed and nothing is left of it. */
  readonly closed: Promise<void>;
  #hasClosed: () => void = () => {};

  constructor(address: ConnectionSettings, nats: NatsConnection) {
    this.#address = address;
    this.#nats = nats;
    this.closed = new Promise((resolve) => this.#hasClosed = resolve);
    this.#use(nats);
  }

  get isConnected(): boolean {
    return this.#state === "connected";
  }

  /** For what is asked at the start, and for nothing else. */
  get nats(): NatsConnection {
    return this.#nats;
  }

  watch(watcher: ConnectionWatcher): Cancel {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** What is wrong with it; null: it is on its way, or will be lost. */
  publish(
    subject: string,
    payload: string,
    { reply, headers }: { readonly reply?: string; readonly headers?: MsgHdrs } = {},
  ): string | null {
    if (this.#state !== "connected") return "not connected to NATS";
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

  /** It stays over reconnections; what comes meanwhile is lost. */
  subscribe(subject: string, receive: (message: Msg) => void): Cancel {
    if (this.#state === "closed") return () => {};
    const subscription = { subject, receive, unsubscribe: () => {} };
    this.#subscriptions.add(subscription);
    this.#open(subscription);
    return () => {
      if (this.#subscriptions.delete(subscription)) subscription.unsubscribe();
    };
  }

  /** What comes is read when this is called again, or after so many milliseconds; 0: at once, as before the first call. */
  rest(ms: number): void {
    restConnection(this.#nats, ms);
  }

  /** Sends what was published, then ends. Any number of times. */
  close(): void {
    if (this.#state === "closed") return;
    const wasConnected = this.#state === "connected";
    this.#state = "closed";
    this.#cancelTimer();
    this.#cancelLook();
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
    const { log } = this.#address;
    if (status.type === "disconnect") {
      log.warn("nats_disconnected", { server: status.server });
      this.#cancelTimer();
      this.#lost();
    } else if (status.type === "reconnect") {
      log.info("nats_connected", { server: status.server });
      this.#unconfirmedBytes = 0;
      this.#asked = 0;
      this.#connected();
    } else if (status.type === "error") {
      this.#complain(status.error.message);
    }
  }

  #lookSoon(): void {
    this.#cancelLook();
    this.#asked = 0;
    const look = () => {
      this.#cancelLook = systemClock.after(untilBeat(systemClock, LOOK_MS), () => {
        look();
        if (this.#state === "connected") this.#look();
      });
    };
    look();
  }

  /** Whether the server is there: anything that comes shows it. Where all is well something has come anyway. */
  #look(): void {
    const nats = this.#nats;
    const reads = readsOf(nats);
    if (reads !== this.#reads) {
      this.#reads = reads;
      this.#asked = 0;
    } else if (this.#asked++ < ASKED_MAX) {
      nats.flush().catch(() => {});
    } else {
      // with a full buffer the client waits, for ever, for a server that has stopped to read it
      this.#replace(nats, "stopped");
    }
  }

  /** Gives this one up for a new one, as soon as a server can be reached. */
  #replace(nats: NatsConnection, reason: string): void {
    if (nats !== this.#nats || this.#isReplacing || this.#state === "closed") return;
    this.#isReplacing = true;
    this.#address.log.warn("nats_disconnected", { reason });
    this.#cancelTimer();
    this.#lost();
    endConnection(nats);
    this.#redial();
  }

  #redial(): void {
    this.#dialling = dial(this.#address).then(async (nats) => {
      if (this.#state === "closed") {
        await endConnection(nats);
        return;
      }
      this.#address.log.info("nats_connected", { server: nats.getServer() });
      this.#use(nats);
      this.#connected();
    }, () => {
      if (this.#state === "closed") return;
      this.#cancelTimer = systemClock.after(redialMs(), () => this.#redial());
    });
  }

  #connected(): void {
    if (this.#state !== "lost") return;
    this.#state = "connected";
    for (const watcher of [...this.#watchers]) watcher.connected();
  }

  #lost(): void {
    if (this.#state !== "connected") return;
    this.#state = "lost";
    for (const watcher of [...this.#watchers]) watcher.lost();
  }

  #open(subscription: Subscription): void {
    if (this.#isReplacing) return; // the next connection will have it
    const receive = (error: Error | null, message: Msg) => {
      if (error !== null) {
        this.#complain(error.message);
      } else if (this.#subscriptions.has(subscription)) {
        // what a receiver throws would end the client's reader
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

  /** What an account may not do comes again with each message: one line a while is enough. */
  #complain(error: string): void {
    const now = systemClock.now();
    if (error === this.#complaint.error && now - this.#complaint.at < COMPLAIN_AGAIN_MS) return;
    this.#complaint = { error, at: now };
    this.#address.log.warn("nats_error", { error });
  }

  /** Whatever was sent so far has been read when the answer comes. */
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

/** Settles when this does, however, or after so long. */
function within(ms: number, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = systemClock.after(ms, resolve);
    promise.catch(() => {}).then(() => {
      cancel();
      resolve();
    });
  });
}
