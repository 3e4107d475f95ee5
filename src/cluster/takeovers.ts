/**
 * What the log has of takeovers: whose shards they were, how many rooms came with them, and how long these had nobody
 * [C10, C24]. It only writes lines.
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Cancel } from "./engine.ts";

/** Shards of one node come in several batches: its line waits until no more have come for so long, in milliseconds. */
const QUIET_MS = 500;

interface Takeover {
  /** When the last sign of life of the former owner came, by the steady clock. */
  readonly since: number;
  shards: number;
  rooms: number;
  /** Shards whose rooms are not all here yet. */
  readonly open: Set<number>;
  cancel: Cancel;
}

export class Takeovers {
  readonly #deps: { readonly clock: Clock; readonly log: Log };
  /** By the incarnation that the shards belonged to. */
  readonly #takeovers = new Map<string, Takeover>();

  constructor(deps: { readonly clock: Clock; readonly log: Log }) {
    this.#deps = deps;
  }

  /** These shards of an incarnation are this node's now. */
  begin(from: string, shards: readonly number[], since: number): void {
    const takeover = this.#takeovers.get(from) ??
      { since, shards: 0, rooms: 0, open: new Set(), cancel: () => {} };
    this.#takeovers.set(from, takeover);
    takeover.cancel();
    takeover.shards += shards.length;
    for (const shard of shards) takeover.open.add(shard);
  }

  /** All rooms of this shard are here. */
  adopted(shard: number, rooms: number): void {
    const { clock, log } = this.#deps;
    for (const [from, takeover] of this.#takeovers) {
      if (!takeover.open.delete(shard)) continue;
      takeover.rooms += rooms;
      if (takeover.open.size > 0) return;
      const waitedMs = Math.round(clock.now() - takeover.since);
      takeover.cancel = clock.after(QUIET_MS, () => {
        this.#takeovers.delete(from);
        const all = { shards: takeover.shards, rooms: takeover.rooms };
        log.info("takeover", { from, ...all, waited_ms: waitedMs });
      });
      return;
    }
  }

  /** Forgets those that have no line yet. Any number of times. */
  stop(): void {
    for (const { cancel } of this.#takeovers.values()) cancel();
    this.#takeovers.clear();
  }
}
