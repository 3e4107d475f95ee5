/**
 * A worker's part in the cluster: where rooms are at home, adopting and releasing rooms, holding messages back until
 * they are saved, and the link to workers of other nodes. Main decides about shards; this module acts on it.
 */
import type { Envelope, ToEdge } from "../bus/envelopes.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Gauges, Metrics } from "../base/metrics.ts";
import type { Queue } from "../bus/link_options.ts";
import type { Saved } from "../journal/journal.ts";
import type { JournaledRoom, RoomOutbox } from "../journal/room_outbox.ts";
import type { RoomId } from "../room/state.ts";
import { Adoption } from "./adoption.ts";
import { ClusterLink } from "./cluster_link.ts";
import type { Engine } from "./engine.ts";
import { FORMAT, type Formats } from "./format.ts";
import { Lease } from "./lease.ts";
import { ClusterPlacement } from "./placement.ts";
import { Reach } from "./reach.ts";
import { ClusterOutbox } from "./cluster_outbox.ts";
import type { Subjects } from "./subjects.ts";
import {
  type FromWorkerCluster,
  OTHERS_EVERY_MS,
  type ToWorkerCluster,
} from "./worker_messages.ts";

/** How often to check whether a shard that is given up is idle, in milliseconds. */
const GIVE_UP_LOOK_MS = 10;

/** The worker's room store. */
interface RoomsHere {
  has(roomId: RoomId): boolean;
  adopt(saved: Saved, isHere: (room: JournaledRoom) => void): void;
  /** Drops rooms that move to another worker. */
  release(isReleased: (roomId: RoomId) => boolean): void;
  /** [C13] Another worker has taken this room over. */
  superseded(roomId: RoomId): void;
  /** Closes the members of this room, because messages to them were lost. */
  closeMembers(roomId: RoomId): void;
  /** An envelope from a worker of another node. */
  receive(from: number, envelope: Envelope): void;
  /** A worker of another node is dead. */
  workerLost(worker: number): void;
  /** [C20] Closes all connections, because nothing can be saved. */
  closeAll(): void;
}

interface WorkerClusterOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly subjects: Subjects;
  readonly lease: SharedArrayBuffer;
  readonly self: number;
  readonly workers: number;
  readonly incarnation: string;
  readonly workerId: string;
  readonly writeId: () => string;
  readonly post: (message: FromWorkerCluster) => void;
  /** For simulations: what may wait for a worker of another node that is silent. */
  readonly silentQueue?: Queue;
  /** For simulations: what one part of a record takes at most, in bytes [C15]. */
  readonly partBytes?: number;
  /** For simulations: the newest format of records that it knows [C18]. */
  readonly newestFormat?: number;
  /** For simulations: a random whole number from 0 to `limit` - 1. */
  readonly below?: (limit: number) => number;
}

export class WorkerCluster {
  readonly placement: ClusterPlacement;
  readonly residence: Adoption;
  readonly #options: WorkerClusterOptions;
  readonly #lease: Lease;
  readonly #link: ClusterLink;
  readonly #reach: Reach;
  #outbox: ClusterOutbox | null = null;
  #rooms: RoomsHere | null = null;
  /** Rooms of other nodes, as far as known [C22]. */
  #roomsElsewhere = 0;
  readonly #formats: { -readonly [Name in keyof Formats]: Formats[Name] };
  readonly #givingUp = new Map<number, () => void>();

  constructor(options: WorkerClusterOptions) {
    this.#options = options;
    const { engine, clock, log, subjects, workerId, writeId, self, workers, incarnation } = options;
    const newest = options.newestFormat ?? FORMAT;
    this.#formats = { newest, lowest: newest };
    // the difference of the clocks is unknown until main has answered
    this.#lease = new Lease(options.lease, clock, Infinity);
    this.#link = new ClusterLink({
      ...{ workerId, workers, engine, clock, subjects },
      receive: (from, envelope) => this.#rooms?.receive(from, envelope),
      lost: (peer) => this.#rooms?.workerLost(peer),
      begunAnew: (peer, why) => {
        log.warn(why === "stuck here" ? "peer_stuck" : "link_reset", { peer });
      },
      ...options.silentQueue !== undefined && { silentQueue: options.silentQueue },
    });
    this.placement = new ClusterPlacement({
      ...{ self, workers, incarnation, subjects },
      numberOf: (peer) => this.#link.numberOf(peer),
      ...options.below !== undefined && { below: options.below },
    });
    this.residence = new Adoption({
      ...{ engine, clock, lease: this.#lease, log, subjects, workerId, writeId },
      partBytes: options.partBytes,
      formats: this.#formats,
      tooNew: (shard) => options.post({ kind: "too_new", shard }),
      adopt: (saved, seq) =>
        this.#rooms?.adopt(saved, (room) => this.#outbox?.adopted(room, { seq, sinceWhole: 0 })),
      ready: (shard, rooms) => options.post({ kind: "adopted", shard, rooms }),
      // one that is over counts until its tombstone is kept: what is kept until then is a room that goes on
      has: (roomId) => this.#rooms?.has(roomId) === true || this.#outbox?.has(roomId) === true,
    });
    this.#reach = new Reach({
      ...{ engine, clock, subject: subjects.session(incarnation) },
      changed: (is) => options.post({ kind: "reach", is }),
    });
  }

  get roomsElsewhere(): number {
    return this.#roomsElsewhere;
  }

  /** Its counters, and zeros for those that are kept elsewhere, so that rates begin at the first count [C24]. */
  get counted() {
    return {
      doubtful: { commits: 0 },
      superseded: { rooms: 0 },
      posts: { ...this.#link.stats },
    };
  }

  /** Its gauges [C24]. */
  get gauges(): Required<Pick<Gauges, "held" | "peers">> {
    return {
      held: { messages: this.#outbox?.held ?? 0 },
      peers: { known: this.#link.peerCount },
    };
  }

  /** Makes the outbox that holds back the home's messages. Called once. */
  outbox(
    toEdge: (edge: number, message: ToEdge) => void,
    /** `log`: the home's, whose lines it holds back, too. */
    deps: { readonly log: Log; readonly metrics: Metrics; readonly patienceMs: number },
  ): RoomOutbox {
    const { engine, clock, subjects, workerId, writeId, partBytes } = this.#options;
    return this.#outbox = new ClusterOutbox({
      ...{ engine, clock, subjects, lease: this.#lease, workerId, writeId, toEdge, ...deps },
      partBytes,
      formats: this.#formats,
      ended: (roomId, tombstone) => this.residence.ended(roomId, tombstone),
      superseded: (roomId) => this.#rooms?.superseded(roomId),
      overfull: (roomId) => this.#rooms?.closeMembers(roomId),
      stopped: (are) => this.#options.post({ kind: "stopped", are }),
    });
  }

  /** Begins to adopt rooms and to receive messages. */
  begin(rooms: RoomsHere): void {
    this.#rooms = rooms;
  }

  /** Sends to a worker of another node, by its number. */
  send(to: number, envelope: Envelope): void {
    this.#link.send(to, envelope);
  }

  /** Handles a message from main. */
  take(message: ToWorkerCluster): void {
    switch (message.kind) {
      case "clock":
        this.#lease.aheadMs = message.main - message.at;
        return;
      case "owned":
        this.placement.owned(message.shards);
        return this.residence.owned(message.shards);
      case "give_up":
        return this.#giveUp(message.shard);
      case "owners":
        this.#askForClock();
        return this.placement.owners(message.changes);
      case "node_up":
        // a worker that has not begun has no id yet
        this.#link.nodeUp(
          message.incarnation,
          message.workerIds.filter((workerId) => workerId !== ""),
        );
        return this.placement.nodeUp(message.incarnation, message.workerIds);
      case "node_lost":
        this.placement.nodeLost(message.incarnation);
        return this.#link.nodeLost(message.incarnation);
      case "out_of_reach":
        this.placement.isOutOfReach = message.is;
        if (message.is) this.#rooms?.closeAll();
        return;
      case "others":
        this.#roomsElsewhere = message.rooms;
        this.#formats.lowest = message.format;
        return this.#outbox?.look(OTHERS_EVERY_MS);
    }
  }

  /** Stops all timers, and closes the connection to the engine. Idempotent. */
  close(): void {
    for (const cancel of this.#givingUp.values()) cancel();
    this.#givingUp.clear();
    this.#reach.close();
    this.residence.close();
    this.#outbox?.close();
    this.#link.close();
    this.#options.engine.close();
  }

  /** Asks main for its clock. */
  #askForClock(): void {
    const { clock, post } = this.#options;
    if (this.#lease.aheadMs === Infinity) post({ kind: "hello", at: clock.now() });
  }

  /** [C21] Waits for the last commits of a shard, drops its rooms, and notifies main. */
  #giveUp(shard: number): void {
    if (this.#givingUp.has(shard)) return;
    const { subjects } = this.#options;
    const isOfShard = (roomId: RoomId) => subjects.shardOf(roomId) === shard;
    this.placement.givesUp(shard);
    this.residence.givenUp(shard);
    this.#rooms?.release(isOfShard);
    const look = () => {
      if (this.#outbox !== null && !this.#outbox.isIdleIn(isOfShard)) {
        return void this.#givingUp.set(shard, this.#options.clock.after(GIVE_UP_LOOK_MS, look));
      }
      this.#givingUp.delete(shard);
      this.#outbox?.dropAll(isOfShard);
      this.#options.post({ kind: "gave_up", shard });
    };
    look();
  }
}
