/**
 * What the journal of one life is given and gives back, against the model: all that members are told is in
 * it before, and what could not be saved is not forgotten [S5, S6].
 */
import type { RoomWrite } from "../../src/store/journal.ts";
import type { Workers } from "./auditor.ts";
import type { Line } from "./line.ts";
import type { ModelHome } from "./model.ts";
import { copyOf, kept } from "./model_saved.ts";
import type { JournalObserver, Shelf, ShelfJournal } from "./shelf.ts";
import { fail, insist } from "./violation.ts";

export interface JournalAuditorOptions {
  readonly shelf: Shelf;
  readonly workers: Workers;
  readonly model: ModelHome<Line>;
}

export class JournalAuditor implements JournalObserver {
  /** The journal itself. */
  journal: ShelfJournal | null = null;
  readonly #shelf: Shelf;
  readonly #workers: Workers;
  readonly #model: ModelHome<Line>;
  /** The last commit failed, and what is told is not saved. */
  #failing = false;
  /** The next timer is to try that once more. */
  #retries = false;
  /** What the last commit had, if it failed. */
  #owed: readonly RoomWrite[] = [];
  /** More has happened while the last commit was told of. */
  #ahead = false;
  /** How many of the rooms that were opened have been written. */
  #named = 0;

  constructor({ shelf, workers, model }: JournalAuditorOptions) {
    this.#shelf = shelf;
    this.#workers = workers;
    this.#model = model;
  }

  /** The rooms of this life's journal come back. */
  restores(): void {
    const rooms = [...this.#shelf.rooms.values()].map(copyOf);
    this.#workers.restored(rooms);
    this.#model.restore(rooms);
  }

  /** The journal has everything that has happened here. */
  saved(writes: readonly RoomWrite[]): void {
    try {
      this.#saved(writes);
    } catch (error) {
      // whoever commits takes what is thrown here for a disk that fails
      this.#workers.suspect(error);
    }
  }

  #saved(writes: readonly RoomWrite[]): void {
    const shelf = this.#shelf;
    this.#insistNothingForgotten(writes);
    if (this.#failing) this.#workers.coverage.saw("commits that worked again");
    this.#failing = false;
    this.#ahead = false;
    for (const { room_id, head, ended, fixed } of writes) {
      if (fixed !== null) this.#names(room_id);
      if (ended !== null) {
        shelf.rooms.delete(room_id);
        continue;
      }
      const room = this.#model.rooms.find(({ id }) => id === room_id);
      if (room === undefined) fail(`[S5] the journal was given ${room_id}, which is gone`);
      insist(
        head.version === room.version,
        `[S5] version ${head.version} of ${room_id} was saved, not ${room.version}`,
      );
      room.forgetViews(shelf.rooms.get(room_id)?.version ?? 0);
      shelf.rooms.set(room_id, copyOf(room));
    }
  }

  notSaved(writes: readonly RoomWrite[]): void {
    this.#failing = true;
    this.#retries = true;
    this.#owed = writes;
  }

  /** What is told now is not saved. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Whether the timer that is set now is for trying once more what could not be saved. */
  takesRetry(): boolean {
    const retries = this.#retries;
    this.#retries = false;
    return retries;
  }

  /** What could not be saved is part of the next commit that is done. */
  #insistNothingForgotten(writes: readonly RoomWrite[]): void {
    for (const owed of this.#owed) {
      const { room_id } = owed;
      const write = writes.find((one) => one.room_id === room_id);
      const isWhole = write !== undefined &&
        (["fixed", "members", "queue", "participants", "ended"] as const).every((part) =>
          owed[part] === null || write[part] !== null
        ) && [...owed.ballots.keys()].every((n) => write.ballots.has(n));
      insist(isWhole, `[S5] what could not be saved of ${room_id} is forgotten`);
    }
    this.#owed = [];
  }

  /** What has happened here, and is not in the journal. */
  get unsaved(): string | null {
    const shelf = this.#shelf;
    if (this.#model.closed) return null;
    for (const room of this.#model.rooms) {
      const saved = shelf.rooms.get(room.id);
      if (saved?.changes === room.changes) continue;
      if (saved === undefined) return room.id === "" ? "a new room" : room.id;
      if (kept(saved) !== kept(room)) return room.id;
      saved.changes = room.changes;
    }
    const ended = [...shelf.rooms.keys()].find((id) =>
      this.#model.rooms.every((one) => one.id !== id)
    );
    return ended ?? null;
  }

  /** Journal before telling: the home says something, and may die of it. */
  speaks(): void {
    this.#insistSaved();
    this.journal?.speaks();
  }

  /** More has happened, because of what was just told. */
  runsAhead(): void {
    this.#ahead = true;
  }

  #insistSaved(): void {
    if (this.#failing || this.#ahead) return;
    const { unsaved } = this;
    insist(unsaved === null, `[S5] told, and ${unsaved} is not in the journal`);
  }

  /** Rooms are first written in the order in which they were opened. */
  #names(room_id: string): void {
    const room = this.#model.opened[this.#named++];
    if (room === undefined) fail(`[S5] the journal was given ${room_id}, which nobody opened`);
    if (room.id !== "") return insist(room.id === room_id, `[R18] ${room.id} saved as ${room_id}`);
    const wrong = this.#workers.takesRoom(room, room_id);
    insist(wrong === null, `${wrong}`);
  }
}
