/**
 * What of a worker outlives its life: a journal on a disk that may fail, the rooms of the model as they were
 * at the last commit, and the deaths that come in the middle of a commit's work.
 */
import type { Journal, Loaded, RoomWrite } from "../../src/store/journal.ts";
import { homeOf } from "../../src/store/ids.ts";
import { Death, MemoryDisk, MemoryJournal } from "../store/memory_journal.ts";
import type { Coverage } from "./coverage.ts";
import type { ModelRoom } from "./model_room.ts";
import type { JournalPlan } from "./plan.ts";
import type { Random } from "./random.ts";

/** Words that a life may still say after a commit, where it dies in the middle of telling. */
const LAST_WORDS_MAX = 4;

/** One worker's, for as long as the run. */
export class Shelf {
  readonly disk = new MemoryDisk();
  /** What has to come back, by room id. */
  rooms = new Map<string, ModelRoom>();
}

/** The same rooms and sessions, each where it is at home among so many workers. */
export function redistributed(shelves: readonly Shelf[], workers: number): readonly Shelf[] {
  const moved = Array.from({ length: workers }, () => new Shelf());
  const at = (room_id: string) => moved[homeOf(room_id, workers)] ?? new Shelf();
  for (const { disk, rooms } of shelves) {
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

/** Who is told what becomes of a journal. */
export interface JournalObserver {
  restores(): void;
  saved(writes: readonly RoomWrite[]): void;
  notSaved(writes: readonly RoomWrite[]): void;
}

export interface ShelfJournalOptions {
  readonly shelf: Shelf;
  readonly plan: JournalPlan;
  readonly random: Random;
  readonly coverage: Coverage;
  readonly observer: JournalObserver;
  /** Main gives this life up, in the middle of what it does, and its next one takes over; false: there is none. */
  readonly takeOver: () => boolean;
}

/** The journal of one life. */
export class ShelfJournal implements Journal {
  /** It may die of a commit: from when it serves until it stops. */
  mortal = false;
  readonly #options: ShelfJournalOptions;
  readonly #journal: MemoryJournal;
  /** Words until it dies in the middle of telling; null: it doesn't. */
  #words: number | null = null;

  constructor(options: ShelfJournalOptions) {
    this.#options = options;
    this.#journal = new MemoryJournal(options.shelf.disk);
  }

  load(ended_since: number): Loaded {
    this.#options.observer.restores();
    return this.#journal.load(ended_since);
  }

  commit(writes: readonly RoomWrite[]): void {
    const { plan, random, coverage, observer } = this.#options;
    this.#words = null;
    const dies = this.mortal && random.chance(plan.deaths)
      ? random.pick(["before", "after", "telling", "hanging"] as const)
      : null;
    if (dies === "before") {
      coverage.saw("deaths before a commit");
      throw new Death();
    }
    if (dies === "hanging") {
      // a disk that doesn't answer for seconds, and then does
      if (!this.#options.takeOver()) throw new Death();
      coverage.saw("commits of a life that was taken over meanwhile");
    }
    try {
      this.#journal.commit(writes);
    } catch (error) {
      coverage.saw("commits failed");
      observer.notSaved(writes);
      throw error;
    }
    observer.saved(writes);
    if (dies === "after") {
      coverage.saw("deaths between a commit and telling");
      throw new Death();
    }
    if (dies === "telling") this.#words = random.below(LAST_WORDS_MAX);
  }

  /** The home is about to say something. */
  speaks(): void {
    if (!this.mortal || this.#words === null || this.#words-- > 0) return;
    this.#options.coverage.saw("deaths in the middle of telling");
    throw new Death();
  }

  isSuperseded(): boolean {
    return this.#journal.isSuperseded();
  }

  prune(ended_before: number, at_most: number): number {
    return this.#journal.prune(ended_before, at_most);
  }

  close(): void {
    this.#journal.close();
  }
}
