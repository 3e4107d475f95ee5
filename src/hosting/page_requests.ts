/**
 * Requests for pages of results after a session's end [P2.8]. All members ask for the same pages at the same time, and
 * the client library uses the same id for each. Such requests are answered together: the frame is encoded once, and
 * sent once to each worker.
 */
import type { Clock } from "../base/clock.ts";
import { encodeResultsPage } from "../protocol/results_pages.ts";
import type { Cause } from "../bus/envelopes.ts";
import type { Fanout } from "./fanout.ts";
import type { LiveRoom, Session } from "./sessions.ts";

interface PageRequest {
  /** The command's id, which the reply repeats. */
  readonly id: string;
  /** The number of the first ballot on the page. */
  readonly after: number;
  /** When the command arrived; if several are answered together, the first. */
  readonly cause: Cause;
}

/** Requests that have the same reply. */
interface Pending extends PageRequest {
  readonly live: LiveRoom;
  readonly sessions: Set<Session>;
}

export class PageRequests {
  readonly #options: { readonly clock: Clock; readonly fanout: Fanout };
  readonly #pending: Pending[] = [];
  #cancelFlush: (() => void) | null = null;

  constructor(options: { readonly clock: Clock; readonly fanout: Fanout }) {
    this.#options = options;
  }

  /** Answers at the end of this turn of the event loop, together with all requests for the same page. */
  add(session: Session, { id, after, cause }: PageRequest): void {
    // a member's replies must come in the order of its commands
    if (this.#pending.some(({ sessions }) => sessions.has(session))) this.flush();
    const { clock } = this.#options;
    const { live } = session;
    const same = this.#pending.find((one) =>
      one.live === live && one.id === id && one.after === after
    );
    if (same !== undefined) same.sessions.add(session);
    else this.#pending.push({ live, id, after, sessions: new Set([session]), cause });
    this.#cancelFlush ??= clock.after(0, () => this.flush());
  }

  /** Answers all pending requests now. */
  flush(): void {
    const { fanout } = this.#options;
    for (const { live, id, after, sessions, cause } of this.#take()) {
      if (sessions.size === 0) continue;
      const { room: { history }, view: { version } } = live;
      const frame = encodeResultsPage(id, { history, after, version });
      fanout.reply([...sessions], { re: id, frame, cause });
    }
  }

  /** Drops the requests of a member who is gone. */
  drop(session: Session): void {
    for (const { sessions } of this.#pending) sessions.delete(session);
  }

  /** Drops all requests. Idempotent. */
  clear(): void {
    this.#take();
  }

  #take(): readonly Pending[] {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    return this.#pending.splice(0);
  }
}
