/** Rooms that move from worker to worker, as among many machines: a test says who is home, and what is kept. */
import { assert } from "@std/assert";
import type { ToEdge } from "../../src/bus/envelopes.ts";
import { encodeChange, RoomParts } from "../../src/cluster/room_changes.ts";
import type { Placement, Residence } from "../../src/hosting/placement.ts";
import type { Saved } from "../../src/journal/journal.ts";
import { toJournal } from "../../src/journal/journal_time.ts";
import type { JournaledRoom, RoomOutbox } from "../../src/journal/room_outbox.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import type { RoomId } from "../../src/room/state.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { clockOf, type ClusterOptions } from "./store_story.ts";
import { MixedCluster } from "./v2_story.ts";

/** An outbox that holds back what speaks of a room, while a test has it do so. */
class HeldOutbox implements RoomOutbox {
  readonly log = new RecordingLog();
  readonly rooms = new Map<RoomId, JournaledRoom>();
  isHeld = false;
  /** Whether no room's changes can be kept. */
  isStill = false;
  readonly #send: (edge: number, message: ToEdge) => void;
  #pending: { readonly edge: number; readonly message: ToEdge }[] = [];

  constructor(send: (edge: number, message: ToEdge) => void) {
    this.#send = send;
  }

  get isIdle(): boolean {
    return this.#pending.length === 0;
  }

  toEdge(edge: number, message: ToEdge, roomId: RoomId | null): void {
    if (this.isHeld && roomId !== null) this.#pending.push({ edge, message });
    else this.#send(edge, message);
  }

  defer({ run }: { readonly run: () => void }): void {
    run();
  }

  changed(room: JournaledRoom): void {
    this.rooms.set(room.room.room_id, room);
  }

  ended(room: JournaledRoom): void {
    this.rooms.delete(room.room.room_id);
  }

  /** What is held back is never sent. */
  shed(): void {
    this.#pending = [];
  }

  standsStill(): boolean {
    return this.isStill;
  }

  workerLost(edge: number): void {
    this.#pending = this.#pending.filter((one) => one.edge !== edge);
  }

  flush(): void {}
  finish(): void {}
  close(): void {}
}

export class MovingRooms extends MixedCluster {
  readonly #outboxes: HeldOutbox[];
  readonly #asked: Asked[][];
  readonly #homes: Homes;

  constructor(options: ClusterOptions = {}) {
    const outboxes: HeldOutbox[] = [];
    const asked: Asked[][] = [];
    const homes: Homes = { home: 0, workers: options.workers ?? 2, changed: [] };
    super({
      ...options,
      workers: homes.workers,
      movesOf: (self) => ({
        placement: placementOf(homes, self),
        outbox: (send) =>
          outboxes[self] = new HeldOutbox((edge, message) => send(edge, message, null)),
        residence: residenceOf(asked[self] = []),
      }),
    });
    this.#outboxes = outboxes;
    this.#asked = asked;
    this.#homes = homes;
  }

  outbox(worker: number): HeldOutbox {
    const outbox = this.#outboxes[worker];
    assert(outbox !== undefined);
    return outbox;
  }

  /** Who waits for a room that is not on this worker. */
  asked(worker: number): Asked[] {
    return this.#asked[worker]?.splice(0) ?? [];
  }

  /** The room as it is kept. */
  kept(roomId: RoomId, worker: number): Saved {
    const room = this.outbox(worker).rooms.get(roomId);
    assert(room !== undefined, `${roomId} was never on ${worker}`);
    const write = writeOf(null, room, null);
    assert(write !== null);
    const parts = new RoomParts();
    parts.apply(encodeChange(toJournal(write, clockOf(worker, this.clock))));
    return parts.room();
  }

  /** All rooms are at home on this worker from now on; null: on none. */
  homeIs(worker: number | null): void {
    this.#homes.home = worker;
    for (const changed of this.#homes.changed) changed();
    this.carry();
  }

  adopt(saved: Saved, on: number): void {
    const { rooms } = this.outbox(on);
    this.store(on).adopt(saved, (room) => rooms.set(room.room.room_id, room));
    this.carry();
  }

  /** The room leaves its worker, and nobody is home to it; returns it as it is kept. */
  leave(roomId: RoomId, from: number): Saved {
    this.homeIs(null);
    const saved = this.kept(roomId, from);
    this.store(from).release((other) => other === roomId);
    return saved;
  }

  /** The room leaves one worker, and is brought to the other. */
  move(roomId: RoomId, from: number, to: number): void {
    const saved = this.leave(roomId, from);
    this.carry();
    this.adopt(saved, to);
    this.homeIs(to);
  }
}

/** Somebody asks for a room, and is to be answered. */
export interface Asked {
  readonly roomId: RoomId;
  readonly then: Parameters<Residence["find"]>[1];
}

interface Homes {
  home: number | null;
  readonly workers: number;
  readonly changed: (() => void)[];
}

function placementOf(homes: Homes, self: number): Placement {
  return {
    moves: true,
    isOutOfReach: false,
    homeOf: () => homes.home,
    homeForNew: () => homes.home,
    isHere: () => homes.home === self,
    isOnThisMachine: (worker) => worker === self,
    onChange: (changed) => void homes.changed.push(changed),
  };
}

function residenceOf(asked: Asked[]): Residence {
  return { find: (roomId, then) => void asked.push({ roomId, then }) };
}
