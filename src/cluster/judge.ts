/**
 * Revokes the sessions of silent nodes, by compare-and-set on their records [C10], and deletes old records of ended
 * sessions.
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Engine } from "./engine.ts";
import type { Heartbeats } from "./heartbeats.ts";
import { FORMAT } from "./format.ts";
import type { SessionRecord } from "./records.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { Shards } from "./shards.ts";
import type { Subjects } from "./subjects.ts";

/** When a call to the engine without an answer is repeated, in milliseconds. */
const CALL_MS = 1_000;

/** When a failed call is repeated, in milliseconds. */
const RETRY_MS = 200;

/** When the record of an ended session is deleted, in milliseconds. */
const FORGET_MS = 60_000;

/** So long everybody remembers that it was ended, in milliseconds: longer than its record is there. */
const REMEMBER_MS = 600_000;

/** Of one whose record is gone. */
const UNKNOWN: SessionRecord = {
  node: "",
  state: "revoked",
  format: FORMAT,
  by: "",
  write: 0,
  after: 0,
};

interface JudgeOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly subjects: Subjects;
  readonly incarnation: string;
  readonly sessions: Sessions;
  readonly heartbeats: Heartbeats;
  readonly shards: Shards;
}

export class Judge {
  readonly #options: JudgeOptions;
  /** Whom it is asking the engine about, and until when no second time. */
  readonly #asking = new Map<string, number>();
  /** Whose records it has asked the engine to drop. */
  readonly #forgotten = new Set<string>();
  #isStopped = false;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** To be called often. */
  look(): void {
    const { sessions, heartbeats, incarnation, shards } = this.#options;
    const owners = shards.owners();
    heartbeats.forgetStrangers((one) => sessions.isAlive(one));
    for (const session of [...sessions.all()]) {
      if (session.incarnation === incarnation) continue;
      if (session.record.state !== "alive") this.#forget(session, owners);
      else if (this.isSilent(session)) this.#revoke(session.incarnation);
    }
    for (const owner of owners) {
      // the watch of the sessions is behind, or the record is long forgotten
      if (sessions.get(owner) === undefined) this.#revoke(owner);
    }
  }

  isSilent({ incarnation, seen }: Session): boolean {
    return this.#options.heartbeats.isSilent(incarnation, seen.steady);
  }

  /** Writes that it is revoked, unless its record shows something new. Once at a time. */
  #revoke(silent: string): void {
    const { engine, clock, subjects, sessions } = this.#options;
    const now = clock.now();
    if (now < (this.#asking.get(silent) ?? 0)) return;
    this.#asking.set(silent, now + CALL_MS);
    engine.last(subjects.session(silent), (result) => {
      if (this.#isStopped) return;
      this.#asking.set(silent, clock.now() + RETRY_MS);
      if (result.kind === "failed") return;
      const { record } = result;
      if (record !== null) sessions.apply(silent, record.seq, record.text);
      const session = sessions.get(silent);
      // its record may have changed since it was looked at, or its voice may have come
      if (record === null && session === undefined) this.#write(silent, UNKNOWN, 0);
      else if (session?.record.state === "alive" && this.isSilent(session)) {
        this.#write(silent, session.record, session.seq);
      }
    });
  }

  /** That it expects the record that was read proves that this was the last [C14]. */
  #write(silent: string, last: SessionRecord, expected: number): void {
    const { engine, clock, log, subjects, incarnation, sessions } = this.#options;
    const record: SessionRecord = {
      ...last,
      state: "revoked",
      format: FORMAT,
      by: incarnation,
      after: expected,
    };
    const text = JSON.stringify(record);
    this.#asking.set(silent, clock.now() + CALL_MS);
    engine.append({ subject: subjects.session(silent), text, expected }, (result) => {
      this.#asking.delete(silent);
      // "wrong sequence" or a failure: the next look reads again, and sees what has become of it [C13]
      if (this.#isStopped || result.kind !== "appended") return;
      log.warn("session_revoked", { incarnation: silent });
      sessions.apply(silent, result.seq, text);
    });
  }

  #forget({ incarnation, seen, seq }: Session, owners: ReadonlySet<string>): void {
    const { engine, clock, subjects, sessions, heartbeats } = this.#options;
    heartbeats.forget(incarnation);
    const age = clock.now() - seen.steady;
    if (age < FORGET_MS || owners.has(incarnation)) return;
    if (age >= REMEMBER_MS) {
      this.#forgotten.delete(incarnation);
      this.#asking.delete(incarnation);
      sessions.forget(incarnation);
    } else if (!this.#forgotten.has(incarnation)) {
      this.#forgotten.add(incarnation);
      engine.forget(subjects.session(incarnation), seq);
    }
  }
}
