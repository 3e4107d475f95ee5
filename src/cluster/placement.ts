/** The placement in a cluster: which worker of which node is home to a room, as far as this worker knows [C3, C4]. */
import type { Subjects } from "./subjects.ts";

interface PlacementOptions {
  /** This worker, of so many on this node. */
  readonly self: number;
  readonly workers: number;
  /** Of this node. */
  readonly incarnation: string;
  readonly subjects: Pick<Subjects, "shardCount" | "shardOf">;
  /** This worker's number for a worker of another node; null: unknown or dead. */
  readonly numberOf: (workerId: string) => number | null;
  /** A random integer from 0 to `limit` - 1; tests inject their own. */
  readonly below?: (limit: number) => number;
}

export class ClusterPlacement {
  readonly moves = true;
  isOutOfReach = false;
  readonly #options: PlacementOptions;
  /** By shard: the incarnation that owns it; null: none does. */
  readonly #owners: (string | null)[];
  /** The ids of the workers of each node that is known. */
  readonly #workerIds = new Map<string, readonly string[]>();
  /**
   * Shards that main has given to this worker, in which it may open rooms. `#owners` doesn't tell: main may be giving a
   * shard up whose record has not changed yet.
   */
  readonly #own = new Set<number>();
  #changed: () => void = () => {};

  constructor(options: PlacementOptions) {
    this.#options = options;
    this.#owners = Array.from({ length: options.subjects.shardCount }, () => null);
  }

  homeOf(roomId: string): number | null {
    return this.#homeOfShard(this.#options.subjects.shardOf(roomId));
  }

  homeForNew(): number | null {
    if (this.#own.size > 0) return this.#options.self;
    const homes = [...this.#owners.keys()].map((shard) => this.#homeOfShard(shard))
      .filter((home) => home !== null);
    // the probability is proportional to the number of shards
    const { below = randomBelow } = this.#options;
    return homes[below(homes.length)] ?? null;
  }

  isHere(roomId: string): boolean {
    return this.#own.has(this.#options.subjects.shardOf(roomId));
  }

  isOnThisMachine(worker: number): boolean {
    return worker < this.#options.workers;
  }

  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** Owners of shards have changed; null: nobody owns it. */
  owners(changes: readonly (readonly [shard: number, incarnation: string | null])[]): void {
    for (const [shard, owner] of changes) {
      this.#owners[shard] = owner;
      if (owner !== this.#options.incarnation) this.#own.delete(shard);
    }
    this.#changed();
  }

  /** These shards are this worker's. */
  owned(shards: readonly number[]): void {
    for (const shard of shards) this.#own.add(shard);
    this.#changed();
  }

  /** The shard is being given up: no rooms are opened in it, and requests for its rooms wait. */
  givesUp(shard: number): void {
    this.owners([[shard, null]]);
  }

  /** A node's workers, by number. */
  nodeUp(incarnation: string, workerIds: readonly string[]): void {
    this.#workerIds.set(incarnation, workerIds);
    this.#changed();
  }

  nodeLost(incarnation: string): void {
    this.#workerIds.delete(incarnation);
  }

  #homeOfShard(shard: number): number | null {
    const { self, workers, incarnation, numberOf } = this.#options;
    const owner = this.#owners[shard] ?? null;
    if (owner === null) return null;
    if (owner === incarnation) {
      const worker = shard % workers;
      return worker === self && !this.#own.has(shard) ? null : worker;
    }
    const workerIds = this.#workerIds.get(owner);
    const workerId = workerIds?.[shard % workerIds.length];
    return workerId === undefined ? null : numberOf(workerId);
  }
}

function randomBelow(limit: number): number {
  return Math.floor(Math.random() * limit);
}
