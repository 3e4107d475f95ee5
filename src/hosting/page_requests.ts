/**
 * Requests for pages of results by members of a session that is over [P2.8]. When a room ends all its members ask
 * for the same pages at once, and the client library asks for each under the same id: such requests are answered
 * together, with a frame that is encoded once and crosses to another worker once.
 */
import type { Clock } from "../base/clock.ts";
import { encodeResultsPage } from "../protocol/results_pages.ts";
import type { Cause } from "../bus/envelopes.ts";
import type { Fanout } from "./fanout.ts";
import type { LiveRoom, Session } from "./sessions.ts";

interface PageRequest {
  /** The command's, which the reply repeats. */
  readonly id: string;
  /** The ballot that the page begins with. */
  readonly after: number;
  /** The message that asks for it; of several that have one reply, the first. */
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

  /** Answers at the end of the turn, with all others who ask for this in it. */
  add(session: Session, { id, after, cause }: PageRequest): void {
    // each member's replies come in the order of its commands
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

  /** Answers whatever is pending, now. */
  flush(): void {
    const { fanout } = this.#options;
    for (const { live, id, after, sessions, cause } of this.#take()) {
      if (sessions.size === 0) continue;
      const { room: { history }, view: { version } } = live;
      const frame = encodeResultsPage(id, { history, after, version });
      fanout.reply([...sessions], { re: id, frame, cause });
    }
  }

  /** Whoever has this session is gone. */
  drop(session: Session): void {
    for (const { sessions } of this.#pending) sessions.delete(session);
  }

  /** Answers nobody any more. Any number of times. */
  clear(): void {
    this.#take();
  }

  #take(): readonly Pending[] {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    return this.#pending.splice(0);
  }
}
