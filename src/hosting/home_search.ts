/**
 * Connections on their way to the worker that is home to their room: to the first one, or to the next where a room goes
 * on elsewhere [C4, C19]. It knows who waits, and for how long; it sends no member anything.
 */
import type { Clock } from "../base/clock.ts";
import type { JoinRefusal, ToHome } from "../bus/envelopes.ts";
import { asked, type OpenConnection } from "./open_connection.ts";
import { homeFor, type Placement } from "./placement.ts";
import { REFUSED } from "./refusals.ts";
import { SharedWait } from "./shared_wait.ts";

/** A seat that was asked of a worker which is not home to its room is asked for again after this, in milliseconds. */
const SEEK_AGAIN_MS = 100;

interface HomeSearchOptions {
  readonly clock: Pick<Clock, "after">;
  readonly placement: Placement;
  /** How long a connection whose room has no home stays open [C20]. */
  readonly patience_ms: number;
  readonly toHome: (home: number, message: ToHome) => void;
  /** It waits no longer: no home was found in time, or the one that was is down. */
  readonly giveUp: (open: OpenConnection, refusal: JoinRefusal) => void;
}

export class HomeSearch {
  readonly #options: HomeSearchOptions;
  /** How long those wait whose room goes on elsewhere. */
  readonly #patience: SharedWait<OpenConnection>;
  /** Whose home was just asked, and is not. */
  readonly #later: SharedWait<OpenConnection>;
  /** Those who wait for somebody to be home to their room. */
  readonly #homeless = new Set<OpenConnection>();
  /** Workers that are down and could not be replaced yet. */
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

  /** Whether nobody is on the way from one home to the next. */
  get isAttached(): boolean {
    return this.#patience.isEmpty;
  }

  /** Asks whoever is home to the room now; with nobody it waits, for as long as its connection does [C4]. */
  seek(open: OpenConnection): void {
    const { conn, pending, seat } = open;
    const { placement, toHome, giveUp } = this.#options;
    const isFirst = pending !== null;
    const home = isFirst
      ? homeFor(pending.request, placement)
      : placement.homeOf(seat?.roomId ?? "");
    if (!placement.moves) open.pending = null; // on one machine nobody else can give it
    this.#later.end(open);
    // a worker that is down is not asked, so nobody need take the question back
    open.home = home !== null && this.#missing.has(home) ? null : home;
    if (home === null) return void this.#homeless.add(open);
    this.#homeless.delete(open);
    if (open.home === null) giveUp(open, REFUSED.workerMissing);
    else if (isFirst) toHome(home, asked(conn, pending));
    else if (seat !== null) toHome(home, seat.asked(conn));
  }

  /** In a moment: whoever is taken for the room's home now is not. */
  seekLater(open: readonly OpenConnection[]): void {
    for (const one of open) {
      one.home = null;
      this.#homeless.add(one);
    }
    this.#later.begin(open);
  }

  /** The home of these is gone: from here on they have so long to find the next one. */
  detached(open: readonly OpenConnection[]): void {
    for (const one of open) one.home = null;
    this.#patience.begin(open);
  }

  /** The next home has taken it in. */
  reattached(open: OpenConnection): void {
    this.#patience.end(open);
  }

  /** [W11] This worker is down and could not be replaced yet, or it is back. */
  workerMissing(worker: number, missing: boolean): void {
    if (missing) this.#missing.add(worker);
    else this.#missing.delete(worker);
  }

  /** It looks for nothing any more. Any number of times. */
  forget(open: OpenConnection): void {
    this.#homeless.delete(open);
    this.#patience.end(open);
    this.#later.end(open);
  }

  /** Stops the timers. Any number of times. */
  close(): void {
    this.#patience.close();
    this.#later.close();
  }
}
