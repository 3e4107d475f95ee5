/**
 * Ended rooms whose v2 members may still fetch the ballots that SESSION_ENDED left out [P2.8]. Such a room can't be
 * joined, counts nowhere and does not change any more. Its history and the sessions of its readers are kept until the
 * last reader has left, for 5 s at most.
 */
import type { V2Message } from "../protocol/client_message.ts";
import { encodeError, encodeOk } from "../protocol/v2_encode.ts";
import type { Clock } from "../base/clock.ts";
import type { Cause } from "../bus/envelopes.ts";
import type { Fanout } from "./fanout.ts";
import type { Metrics } from "../base/metrics.ts";
import { PageRequests } from "./page_requests.ts";
import type { LiveRoom, Session, SessionsByConnection } from "./sessions.ts";

/** How long members have for the rest of the results, in milliseconds [P2.8]. */
export const RESULTS_WITHIN_MS = 5_000;

interface FarewellsOptions {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly fanout: Fanout;
  readonly byConnection: SessionsByConnection;
}

export class Farewells {
  readonly #options: FarewellsOptions;
  /** Ended rooms, and what cancels the timer of each. */
  readonly #cancels = new Map<LiveRoom, () => void>();
  readonly #pages: PageRequests;

  constructor(options: FarewellsOptions) {
    this.#options = options;
    this.#pages = new PageRequests(options);
  }

  /** Whether there are no readers. */
  get isEmpty(): boolean {
    return this.#cancels.size === 0;
  }

  has({ live }: Session): boolean {
    return this.#cancels.has(live);
  }

  /** A room has ended; the members who still have a session in it are its readers. */
  begin(live: LiveRoom): void {
    if (live.sessions.size === 0) return;
    const cancel = this.#options.clock.after(RESULTS_WITHIN_MS, () => this.#end(live));
    this.#cancels.set(live, cancel);
  }

  /** Handles a reader's command: results and leaving work, anything else is refused. */
  request(session: Session, { id, request }: V2Message, cause: Cause): void {
    const { metrics, fanout } = this.#options;
    if (request.type === "results") {
      metrics.count("commands", "results");
      if (id !== null) this.#pages.add(session, { id, after: request.after, cause });
      return;
    }
    this.#pages.flush();
    if (request.type !== "leave") {
      return fanout.reply([session], { re: id, frame: encodeError(id, OVER), cause });
    }
    if (id !== null) {
      const frame = encodeOk(id, session.live.view.version);
      fanout.reply([session], { re: id, frame, cause });
    }
    fanout.close([session], "session_over", null);
    this.gone(session);
  }

  /** A reader has left, or lost its connection. Idempotent. */
  gone(session: Session): void {
    const { live } = session;
    this.#pages.drop(session);
    this.#options.byConnection.disconnect(session);
    live.sessions.delete(session.member_id);
    if (live.sessions.size > 0) return;
    this.#cancels.get(live)?.();
    this.#cancels.delete(live);
  }

  /** [S6] Closes all readers: their time is up. */
  endAll(): void {
    for (const live of [...this.#cancels.keys()]) this.#end(live);
  }

  /** Drops everything without sending. Idempotent. */
  clear(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
    this.#pages.clear();
  }

  #end(live: LiveRoom): void {
    this.#pages.flush();
    const sessions = [...live.sessions.values()];
    this.#options.fanout.close(sessions, "session_over", null);
    for (const session of sessions) this.gone(session);
  }
}

const OVER = {
  code: "session_over",
  message: "The session is over: its results can be asked for, and nothing else.",
};
