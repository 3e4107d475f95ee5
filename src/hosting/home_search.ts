/**
 * Finds the home of each connection's room: the first one, or the next one after the room has moved [C4, C19]. It knows
 * which connections wait, and for how long. It sends nothing to members.
 */
import type { Clock } from "../base/clock.ts";
import type { JoinRefusal, ToHome } from "../bus/envelopes.ts";
import { asked, type OpenConnection } from "./open_connection.ts";
import { homeFor, type Placement } from "./placement.ts";
import { REFUSED } from "./refusals.ts";
import { SharedWait } from "./shared_wait.ts";

/** How long to wait, in milliseconds, before asking again if the worker that was asked is not the room's home. */
const SEEK_AGAIN_MS = 100;

interface HomeSearchOptions {
  readonly clock: Pick<Clock, "after">;
  readonly placement: Placement;
  /** How long a connection whose room has no home stays open [C20]. */
  readonly patience_ms: number;
  readonly toHome: (home: number, message: ToHome) => void;
  /** Refuses a connection: no home was found in time, or the home is down. */
  readonly giveUp: (open: OpenConnection, refusal: JoinRefusal) => void;
}

export class HomeSearch {
  readonly #options: HomeSearchOptions;
  /** Bounds how long detached connections wait for the next home. */
  readonly #patience: SharedWait<OpenConnection>;
  /** Connections that ask again after SEEK_AGAIN_MS. */
  readonly #later: SharedWait<OpenConnection>;
  /** Connections whose room has no home now. */
  readonly #homeless = new Set<OpenConnection>();
  /** Workers that are down and have not been replaced yet. */
  readonly #missing = new Set<number>();

  constructor(options: HomeSearchOptions) {
    this.#options = options;
    const { clock, placement, patience_ms, giveUp } = options;
    this.#patience = new SharedWait(clock, patience_ms, (open) => giveUp(open, REFUSED.noSeat));
    this.#later = new SharedWait(clock, SEEK_AGAIN_MS, (open) => this.seek(open));
    placement.onChange(() => {
      for (const open of [...this.#homeless]) this.seek(open);
    });
  }

  /** Whether no connection waits for its room's next home. */
  get isAttached(): boolean {
    return this.#patience.isEmpty;
  }

  /** Sends the connection's request to its room's home. If there is none now, the connection waits for one [C4]. */
  seek(open: OpenConnection): void {
    const { conn, pending, seat } = open;
    const { placement, toHome, giveUp } = this.#options;
    const isFirst = pending !== null;
    const home = isFirst
      ? homeFor(pending.request, placement)
      : placement.homeOf(seat?.roomId ?? "");
    if (!placement.moves) open.pending = null; // on one machine no other worker could be asked
    this.#later.end(open);
    // null if the worker is down: it is not asked, so nothing has to be withdrawn from it
    open.home = home !== null && this.#missing.has(home) ? null : home;
    if (home === null) return void this.#homeless.add(open);
    this.#homeless.delete(open);
    if (open.home === null) giveUp(open, REFUSED.workerMissing);
    else if (isFirst) toHome(home, asked(conn, pending));
    else if (seat !== null) toHome(home, seat.asked(conn));
  }

  /** Looks for the home again after SEEK_AGAIN_MS: the placement still names a worker that is not the home. */
  seekLater(open: readonly OpenConnection[]): void {
    for (const one of open) {
      one.home = null;
      this.#homeless.add(one);
    }
    this.#later.begin(open);
  }

  /** The home of these connections is gone: starts the time that they wait for the next one. */
  detached(open: readonly OpenConnection[]): void {
    for (const one of open) one.home = null;
    this.#patience.begin(open);
  }

  /** The connection is attached to its next home. */
  reattached(open: OpenConnection): void {
    this.#patience.end(open);
  }

  /** [W11] This worker is down and has not been replaced yet, or is back. */
  workerMissing(worker: number, missing: boolean): void {
    if (missing) this.#missing.add(worker);
    else this.#missing.delete(worker);
  }

  /** The connection has ended. Idempotent. */
  forget(open: OpenConnection): void {
    this.#homeless.delete(open);
    this.#patience.end(open);
    this.#later.end(open);
  }

  /** Stops the timers. Idempotent. */
  close(): void {
    this.#patience.close();
    this.#later.close();
  }
}
