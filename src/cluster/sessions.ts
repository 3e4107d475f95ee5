/**
 * The sessions of all incarnations as far as they are known here: who has one, whose was ended, and when the lease of
 * such a one is over for certain [C7, C10]. It asks nobody: records come from a watch and from reads.
 */
import type { Clock } from "../base/clock.ts";
import { LEASE_MS } from "./lease.ts";
import { decode, type SessionRecord } from "./records.ts";
import { type Reading, readingOf, Wait } from "./waits.ts";

/** Clocks of two machines, and rounding, make a lease look shorter by this at most, in milliseconds. */
const LEASE_MARGIN_MS = 50;

/** How long a lease of another is waited out [C10]. */
export const LEASE_WAIT_MS = LEASE_MS + LEASE_MARGIN_MS;

/** An incarnation's session. */
export interface Session {
  readonly incarnation: string;
  readonly seq: number;
  readonly record: SessionRecord;
  /** When this record came here: its lease began before. */
  readonly seen: Reading;
  /** When its last renewal came here. */
  readonly renewed: Reading;
  /** Of one that was ended: over as soon as nobody can rely on its lease any more. */
  readonly lease: Wait | null;
}

interface SessionsOptions {
  readonly clock: Clock;
  /** How long a lease is waited out, in milliseconds. */
  readonly leaseMs: number;
  /** It is the first that is known of this one, or it has ended. */
  changed(session: Session): void;
}

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get(incarnation: string): Session | undefined {
    return this.#sessions.get(incarnation);
  }

  all(): Iterable<Session> {
    return this.#sessions.values();
  }

  isAlive(incarnation: string): boolean {
    return this.#sessions.get(incarnation)?.record.state === "alive";
  }

  /** Whether nothing that this incarnation had is of any use to it any more. Not known: no. */
  isOver(incarnation: string): boolean {
    const session = this.#sessions.get(incarnation);
    if (session === undefined || session.record.state === "alive") return false;
    return session.lease === null || session.lease.isOver;
  }

  /** A record that was read, or written. Older ones than the known change nothing. */
  apply(incarnation: string, seq: number, text: string): void {
    const record = decode.session(text);
    const known = this.#sessions.get(incarnation);
    if (record === null || (known !== undefined && seq <= known.seq)) return;
    const { clock, leaseMs, changed } = this.#options;
    const seen = readingOf(clock);
    // the record that a revocation replaced was the last renewal: no lease began after it was known here
    const last = known !== undefined && known.seq === record.after ? known.seen : seen;
    const lease = record.state === "revoked"
      ? known?.lease ?? new Wait(clock, last, leaseMs)
      : null;
    const renewed = record.state === "alive" ? seen : known?.renewed ?? seen;
    const session = { incarnation, seq, record, seen, renewed, lease };
    this.#sessions.set(incarnation, session);
    const wasAlive = known?.record.state === "alive";
    if (known === undefined || wasAlive !== (record.state === "alive")) changed(session);
  }

  /** Drops one that was ended. */
  forget(incarnation: string): void {
    if (!this.isAlive(incarnation)) this.#sessions.delete(incarnation);
  }
}
