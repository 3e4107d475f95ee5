/** What a node's membership is made with, what it reports, and what of it can be read. */
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
  /** The node's name: it gets the same shards again after a restart. */
  readonly node: string;
  /** This life of the node, `<node>-<random>`, never used again [C2]. */
  readonly incarnation: string;
  /** How long the engine may be out of reach before sockets are closed, in milliseconds [C20]. */
  readonly patienceMs: number;
  /** Lives of this node's workers, by worker: those of whom others may send to. In the heartbeats. */
  lives(): readonly string[];
  /** Whether a shard could be served here, if it were this node's [C20]; all where absent. */
  serves?(shard: number): boolean;
  /** Rooms of this node, for the sum in the heartbeats [C22]. */
  rooms(): number;
  readonly hooks: MembershipHooks;
  /** For simulations: the newest format of records that it knows [C18]. */
  readonly newestFormat?: number | undefined;
  /** For tests: a canary shortens one of them. */
  readonly timing?: Partial<Timing>;
}

/** Never called from inside a call of `Membership`, and never after `stop`. */
interface MembershipHooks {
  /** Shards that are this node's now: its workers may adopt their rooms. */
  owned(shards: readonly number[]): void;
  /**
   * Shards that an incarnation had and had not given up are to be this node's: `owned` follows. `since`: when the last
   * sign of it came, by the steady clock.
   */
  takenOver(from: string, shards: readonly number[], since: number): void;
  /** Stop serving this shard. `done`, once its last commit is through and its rooms are forgotten. */
  giveUp(shard: number, done: () => void): void;
  /** Who owns shards, as far as known: an incarnation that lives, or null. For every change, own shards among them. */
  owners(changes: readonly (readonly [shard: number, incarnation: string | null])[]): void;
  /** A node that others can reach, with its workers' lives; called again when one of them is replaced. */
  peerUp(incarnation: string, lives: readonly string[]): void;
  /** Its session was revoked, or it left: drop everything of it [C11]. */
  peerLost(incarnation: string): void;
  /** Our own session is gone [C12]: forget everything; whoever owns this starts a new incarnation. Called once. */
  sessionLost(): void;
  /** The engine is out of reach for longer than the patience [C20]: close sockets. false: all is well again. */
  outOfReach(is: boolean): void;
}

/** How a start ends. One of them is called, once. */
export interface Started {
  /** The session is there, the lease is good, and who owns which shard is known. */
  ready(): void;
  /** The cluster takes no such node [C1]: a sentence for whoever started it. */
  refused(problem: string): void;
}

/** Whether this node may serve. */
export interface MembershipReach {
  readonly connected: boolean;
  /** Milliseconds; not positive: it is over. */
  readonly leaseLeftMs: number;
}

/** What the nodes that are heard are together, this one among them. */
export interface MembershipTotals {
  readonly liveNodes: number;
  /** As the last heartbeats have it [C22]. */
  readonly rooms: number;
  /** The format that records are to be written in: the lowest of all who live [C18]. */
  readonly format: number;
}

/** For the metrics [C24]. */
export interface MembershipStatus extends MembershipReach, MembershipTotals {
  /** Shards that are this node's, and those that it would have if nobody had to wait. */
  readonly owned: number;
  readonly wanted: number;
  /** Shards claimed from an incarnation that had not given them up. */
  readonly takeovers: number;
  /** Nodes with a session that have not been heard for as long as it takes to be judged. */
  readonly silentNodes: number;
}

/** All in milliseconds. */
export interface Timing {
  /** A heartbeat is sent this often [C9]. */
  readonly heartbeatMs: number;
  /** Who has not been heard for so long is silent [C9]. */
  readonly silentMs: number;
  /** Ears that have been open for less than this judge nobody [C9]. */
  readonly listenMs: number;
  /** From one renewal of the session to the next [C7]. */
  readonly renewMs: number;
  /** A lease of another is waited out for so long [C10]. */
  readonly leaseMs: number;
}
