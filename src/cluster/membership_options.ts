/** The options of a node's membership, its callbacks, and its status. */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Engine } from "./engine.ts";
import type { Lease } from "./lease.ts";
import type { Subjects } from "./subjects.ts";

export interface MembershipOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly subjects: Subjects;
  readonly lease: Lease;
  /** The node's name: under the same name it gets the same shards after a restart. */
  readonly node: string;
  /** `<node>-<random>`, never used again [C2]. */
  readonly incarnation: string;
  /** How long the engine may be out of reach before sockets are closed, in milliseconds [C20]. */
  readonly patienceMs: number;
  /** The ids of this node's workers, for the heartbeats: other nodes may send to these. */
  workerIds(): readonly string[];
  /** Whether this node can serve a shard [C20]; without it, all. */
  serves?(shard: number): boolean;
  /** Number of this node's rooms, for the heartbeats [C22]. */
  rooms(): number;
  readonly hooks: MembershipHooks;
  /** For simulations: the newest format of records that it knows [C18]. */
  readonly newestFormat?: number | undefined;
  /** For tests: a canary shortens one of them. */
  readonly timing?: Partial<Timing>;
}

/** Never called from inside a call of `Membership`, and never after `stop`. */
interface MembershipHooks {
  /** This node owns these shards now: its workers may adopt their rooms. */
  owned(shards: readonly number[]): void;
  /**
   * This node takes over shards that another incarnation has not given up; `owned` follows. `since`: when that
   * incarnation was last heard, on the steady clock.
   */
  takenOver(from: string, shards: readonly number[], since: number): void;
  /** The workers must stop serving this shard, and call `done` after its last commit, when its rooms are dropped. */
  giveUp(shard: number, done: () => void): void;
  /** Owners of shards have changed, this node's included. null: no live incarnation owns it. */
  owners(changes: readonly (readonly [shard: number, incarnation: string | null])[]): void;
  /** A node can be reached, at these workers. Called again when a worker is replaced. */
  nodeUp(incarnation: string, workerIds: readonly string[]): void;
  /** A node has left, or its session was revoked: everything of it must be dropped [C11]. */
  nodeLost(incarnation: string): void;
  /** This node's session is lost [C12]: everything must be dropped, and a new incarnation started. Called once. */
  sessionLost(): void;
  /**
   * Nothing was acknowledged for longer than the patience, or the node could not join for so long, because of this
   * problem, so connections must be closed; null: that is over [C20].
   */
  outOfReach(problem: string | null): void;
}

/** The outcome of a start: `ready` or `refused` is called, once. */
export interface Started {
  /** The node has joined: it has a session, a good lease, and knows the owners of shards. */
  ready(): void;
  /** The cluster refuses this node [C1]; `problem` is a sentence for the operator. */
  refused(problem: string): void;
  /** It has not joined within the patience, because of this problem, and goes on trying. Missing: `outOfReach`. */
  late?(problem: string): void;
}

/** Whether this node may serve. */
export interface MembershipReach {
  readonly connected: boolean;
  /** In milliseconds; 0 or less: the lease has ended. */
  readonly leaseLeftMs: number;
}

/** Totals over all live nodes, this one included. */
export interface MembershipTotals {
  readonly liveNodes: number;
  /** According to the last heartbeats [C22]. */
  readonly rooms: number;
  /** The format in which records must be written: the lowest of all live nodes [C18]. */
  readonly format: number;
}

/** For the metrics [C24]. */
export interface MembershipStatus extends MembershipReach, MembershipTotals {
  /** Shards that this node owns, and shards that it should own. */
  readonly owned: number;
  readonly wanted: number;
  /** Shards claimed from an incarnation that had not given them up. */
  readonly takeovers: number;
  /** Nodes with a session that have been silent for so long that it may be revoked. */
  readonly silentNodes: number;
}

/** All in milliseconds. */
export interface Timing {
  /** How often a heartbeat is sent [C9]. */
  readonly heartbeatMs: number;
  /** After how long without a heartbeat a node counts as silent [C9]. */
  readonly silentMs: number;
  /** How long a node must have listened before it judges others [C9]. */
  readonly listenMs: number;
  /** How often the session is renewed [C7]. */
  readonly renewMs: number;
  /** How long to wait for another node's lease to end [C10]. */
  readonly leaseMs: number;
}
