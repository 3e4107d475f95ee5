/**
 * A node's part in the cluster, on its main thread: its session and lease, who else lives, which shards are whose.
 * All of it runs on callbacks under an injected clock and engine.
 */
import type { MembershipOptions, MembershipStatus, Started } from "./membership_options.ts";

export class Membership {
  readonly #options: MembershipOptions;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  /** Once. It is tried again for as long as the engine is out of reach. */
  start(_started: Started): void {
    throw new Error(`cluster: ${this.#options.incarnation} cannot start yet`);
  }

  /** Stops being wanted, gives up shard by shard, then the session [C21]. `done` is not called after `stop`. */
  leave(_done: () => void): void {}

  /** At once, any number of times. The session stays: others will find it silent. */
  stop(): void {}

  /** Shards that this node serves now: what a worker that replaces another is to adopt. */
  get ownedShards(): readonly number[] {
    return [];
  }

  get status(): MembershipStatus {
    throw new Error(`cluster: ${this.#options.incarnation} cannot start yet`);
  }
}
