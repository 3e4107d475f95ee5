/**
 * What a cluster needs of its engine, and no more [C25]: records under subjects, each appended under the condition
 * that the one before it is known, and an at-most-once bus. NATS is one (nats_engine.ts), the simulation has another.
 *
 * No call throws. What is asked is answered once, and never from inside the call. Any call may fail, and an append
 * that failed may have been done all the same, or be done yet.
 */

/** A record as the engine has it. */
export interface EngineRecord {
  readonly subject: string;
  /** Its number in the stream that keeps it: higher than that of every earlier record of its subject; at least 1. */
  readonly seq: number;
  readonly text: string;
}

/** Why a call came to nothing: a sentence for the log. Nothing follows from it about what is kept. */
export interface EngineFailure {
  readonly kind: "failed";
  readonly problem: string;
}

export type AppendResult =
  | { readonly kind: "appended"; readonly seq: number }
  /** When the engine looked, the last record of the subject was another one: perhaps one's own, from before [C13]. */
  | { readonly kind: "wrong_sequence" }
  | EngineFailure;

/** `record`: null: there is none. */
export type LastResult =
  | { readonly kind: "found"; readonly record: EngineRecord | null }
  | EngineFailure;

export type AllResult =
  | { readonly kind: "found"; readonly records: readonly EngineRecord[] }
  | EngineFailure;

export interface Append {
  readonly subject: string;
  readonly text: string;
  /** The number of the subject's last record; 0: it has none; null: whatever it has. */
  readonly expected: number | null;
  /** The engine keeps one of those with the same key, for about two minutes; none: each is kept. */
  readonly once?: string;
}

export interface Engine {
  append(append: Append, done: (result: AppendResult) => void): void;
  /** The last record of one subject, as the stream's leader has it [C14]. */
  last(subject: string, done: (result: LastResult) => void): void;
  /**
   * All records of one subject, or of all subjects that begin so (`rooms.7.>`), in the order they were appended.
   * They may be older than what the leader has: an append that expects the last of them proves that they are not [C14].
   */
  all(filter: string, done: (result: AllResult) => void): void;
  /**
   * The last record of each subject that begins so, then each that is appended. It goes on by itself after a failure,
   * and may then repeat the last of each subject, but never gives an older one after a newer one of its subject.
   * `caughtUp`: those that were there at the beginning have all come; called once.
   */
  watch(filter: string, watcher: Watcher): Cancel;
  /** Drops the subject's records up to this number. Best effort. */
  forget(subject: string, upTo: number): void;
  /** To whoever subscribes, at most once. Nothing is kept. */
  publish(subject: string, text: string): void;
  /** Own messages come back, too. In order from each publisher, with losses. */
  subscribe(subject: string, receive: (text: string) => void): Cancel;
  /**
   * What has come by now is taken; what comes after may wait for the next call, but for no longer than so many
   * milliseconds. 0: nothing waits any more. An engine that was never called so, or is connected anew, lets nothing wait.
   */
  rest(ms: number): void;
  /** Whether it can be reached at this moment, as far as is known. */
  readonly isConnected: boolean;
  /** Nothing is called any more. Any number of times. */
  close(): void;
}

export interface Watcher {
  each(record: EngineRecord): void;
  caughtUp?(): void;
}

export type Cancel = () => void;
