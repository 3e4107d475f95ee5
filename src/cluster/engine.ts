/**
 * The interface of the engine under a cluster [C25]: records under subjects, appended by compare-and-set on the
 * subject's last record, and an at-most-once bus. nats_engine.ts implements it over NATS; simulations have a fake.
 *
 * No call throws. Each result comes once, and never from inside the call. Any call may fail; an append that failed may
 * have been done nevertheless, or may still be done later.
 */

/** A record of the engine. */
export interface EngineRecord {
  readonly subject: string;
  /** Its sequence number in the stream, at least 1: higher than that of every earlier record of its subject. */
  readonly seq: number;
  readonly text: string;
}

/** Why a call failed, a sentence for the log. It says nothing about which records exist. */
export interface EngineFailure {
  readonly kind: "failed";
  readonly problem: string;
}

export type AppendResult =
  | { readonly kind: "appended"; readonly seq: number }
  /** The subject's last record was not the expected one; it may be one's own, from an earlier try [C13]. */
  | { readonly kind: "wrong_sequence" }
  | EngineFailure;

/** `record` is null if the subject has none. */
export type LastResult =
  | { readonly kind: "found"; readonly record: EngineRecord | null }
  | EngineFailure;

export type AllResult =
  | { readonly kind: "found"; readonly records: readonly EngineRecord[] }
  | EngineFailure;

export interface Append {
  readonly subject: string;
  readonly text: string;
  /** The sequence number that the subject's last record must have; 0: it must have none; null: any. */
  readonly expected: number | null;
  /** Of appends with the same key within about two minutes, only one is kept; without a key, each is. */
  readonly once?: string;
}

export interface Engine {
  append(append: Append, done: (result: AppendResult) => void): void;
  /** Reads the last record of a subject from the stream's leader [C14]. */
  last(subject: string, done: (result: LastResult) => void): void;
  /**
   * Reads all records of a subject, or of all subjects that match (`rooms.7.>`), in the order of their appends. They
   * may be stale; a successful append that expects the last of them proves that they are not [C14].
   */
  all(filter: string, done: (result: AllResult) => void): void;
  /**
   * Watches all subjects that match: gives the last record of each, then every record that is appended. It continues by
   * itself after a failure, and may then repeat the last record of each subject, but never gives an older record after
   * a newer one. `caughtUp` is called once, when all records that existed at the start have been given.
   */
  watch(filter: string, watcher: Watcher): Cancel;
  /** Deletes the subject's records up to this number. Best effort. */
  forget(subject: string, upTo: number): void;
  /** Sends to all subscribers, at most once. Nothing is kept. */
  publish(subject: string, text: string): void;
  /** Receives what is published, one's own messages included: in order from each publisher, with losses. */
  subscribe(subject: string, receive: (text: string) => void): Cancel;
  /**
   * Reads what has arrived; what arrives later may wait for the next call, at most `ms` milliseconds, which saves
   * wake-ups. 0 ends that; so does a new connection, and it is the state at the start.
   */
  rest(ms: number): void;
  /** Whether the engine can be reached, as far as known. */
  readonly isConnected: boolean;
  /** Calls nothing back any more. Idempotent. */
  close(): void;
}

export interface Watcher {
  each(record: EngineRecord): void;
  caughtUp?(): void;
}

export type Cancel = () => void;
