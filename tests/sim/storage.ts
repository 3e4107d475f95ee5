/**
 * What outlives a worker's incarnation: a journal on a disk that may fail, and copies of the model's rooms at the last
 * commit. The worker may die in the middle of a commit.
 */
import type { Journal, Loaded, Pruned, RoomWrite } from "../../src/journal/journal.ts";
import { homeOf } from "../../src/base/ids.ts";
import { Death, MemoryDisk, MemoryJournal } from "../journal/memory_journal.ts";
import type { Coverage } from "./coverage.ts";
import type { ModelRoom } from "./model_room.ts";
import type { JournalPlan } from "./plan.ts";
import type { Random } from "./random.ts";

/** How many envelopes an incarnation that dies while it sends may still send after a commit. */
const FRAMES_MAX = 4;

/** The storage of a worker, for the whole run. */
export class WorkerStorage {
  readonly disk = new MemoryDisk();
  /** Rooms that must be restored, by id. */
  rooms = new Map<string, ModelRoom>();
}

/** The same rooms and ended sessions, distributed to the homes that they have with another number of workers. */
export function redistributed(
  storages: readonly WorkerStorage[],
  workers: number,
): readonly WorkerStorage[] {
  const moved = Array.from({ length: workers }, () => new WorkerStorage());
  const at = (room_id: string) => moved[homeOf(room_id, workers)] ?? new WorkerStorage();
  for (const { disk, rooms } of storages) {
    for (const tombstone of disk.tombstones) at(tombstone.room_id).disk.tombstones.push(tombstone);
    for (const [key, session] of disk.sessions) {
      const { disk: to } = at(session.room_id);
      to.sessions.set(key, session);
      to.ballots.set(key, disk.ballots.get(key) ?? []);
    }
    for (const [room_id, living] of disk.rooms) at(room_id).disk.rooms.set(room_id, living);
    for (const [room_id, room] of rooms) at(room_id).rooms.set(room_id, room);
  }
  return moved;
}

/** Sees what happens to a journal. */
export interface JournalObserver {
  restores(): void;
  saved(writes: readonly RoomWrite[]): void;
  notSaved(writes: readonly RoomWrite[]): void;
}

interface SimJournalOptions {
  readonly storage: WorkerStorage;
  readonly plan: JournalPlan;
  readonly random: Random;
  readonly coverage: Coverage;
  readonly observer: JournalObserver;
  /** Main replaces this incarnation while it hangs. Returns whether it did. */
  readonly takeOver: () => boolean;
}

/** The journal of one incarnation. */
export class SimJournal implements Journal {
  /** Whether it may die in a commit: from when it serves until it stops. */
  mortal = false;
  readonly #options: SimJournalOptions;
  readonly #journal: MemoryJournal;
  /** After how many more envelopes it dies; null: it does not. */
  #framesLeft: number | null = null;

  constructor(options: SimJournalOptions) {
    this.#options = options;
    this.#journal = new MemoryJournal(options.storage.disk);
  }

  load(endedSince: number): Loaded {
    this.#options.observer.restores();
    return this.#journal.load(endedSince);
  }

  commit(writes: readonly RoomWrite[]): void {
    const { plan, random, coverage, observer } = this.#options;
    this.#framesLeft = null;
    const dies = this.mortal && random.chance(plan.deaths)
      ? random.pick(["before", "after", "sending", "hanging"] as const)
      : null;
    if (dies === "before") {
      coverage.count("workers lost before a commit");
      throw new Death();
    }
    if (dies === "hanging") {
      // a disk that hangs for seconds, and then works
      if (!this.#options.takeOver()) throw new Death();
      coverage.count("commits of an incarnation that was taken over meanwhile");
    }
    try {
      this.#journal.commit(writes);
    } catch (error) {
      coverage.count("commits failed");
      observer.notSaved(writes);
      throw error;
    }
    observer.saved(writes);
    if (dies === "after") {
      coverage.count("workers lost between a commit and sending");
      throw new Death();
    }
    if (dies === "sending") this.#framesLeft = random.below(FRAMES_MAX);
  }

  /** Called before the home sends something; throws a `Death` if it dies now. */
  sends(): void {
    if (!this.mortal || this.#framesLeft === null || this.#framesLeft-- > 0) return;
    this.#options.coverage.count("workers lost in the middle of sending");
    throw new Death();
  }

  isSuperseded(): boolean {
    return this.#journal.isSuperseded();
  }

  prune(endedBefore: number, atMost: number): Pruned {
    return this.#journal.prune(endedBefore, atMost);
  }

  close(): void {
    this.#journal.close();
  }
}
