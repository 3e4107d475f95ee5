/**
 * Checks the journal of one incarnation against the model: whatever members are sent has been saved before, and changes
 * that could not be saved are not forgotten [S5, S6].
 */
import type { RoomWrite } from "../../src/journal/journal.ts";
import type { Workers } from "./auditor.ts";
import type { Line } from "./line.ts";
import type { ModelHome } from "./model.ts";
import { copyOf, haveSameTerms, kept } from "./model_saved.ts";
import type { JournalObserver, SimJournal, WorkerStorage } from "./storage.ts";
import { fail, insist } from "./violation.ts";

/** The parts of a room with a row for each member. */
const LISTS = ["members", "votes"] as const;

interface JournalAuditorOptions {
  readonly storage: WorkerStorage;
  readonly workers: Workers;
  readonly model: ModelHome<Line>;
}

export class JournalAuditor implements JournalObserver {
  /** The journal that is observed. */
  journal: SimJournal | null = null;
  readonly #storage: WorkerStorage;
  readonly #workers: Workers;
  readonly #model: ModelHome<Line>;
  /** Whether the last commit failed, so that what is sent is not saved. */
  #failing = false;
  /** The versions of rooms in storage before the last commit. */
  readonly #savedBefore = new Map<string, number>();
  /** Whether the next timer is the retry of a commit. */
  #retries = false;
  /** The writes of the last commit, if it failed. */
  #owed: readonly RoomWrite[] = [];
  /** Whether more has happened while the outbox of the last commit was flushed. */
  #ahead = false;
  /** How many of the opened rooms have been written. */
  #named = 0;

  constructor({ storage, workers, model }: JournalAuditorOptions) {
    this.#storage = storage;
    this.#workers = workers;
    this.#model = model;
  }

  /** The rooms in the journal are restored. */
  restores(): void {
    const rooms = [...this.#storage.rooms.values()].map(copyOf);
    this.#workers.restored(rooms);
    this.#model.restore(rooms);
  }

  /** A commit has succeeded: checks that it had everything that has happened. */
  saved(writes: readonly RoomWrite[]): void {
    try {
      this.#saved(writes);
    } catch (error) {
      // an error thrown here would be taken for a failing disk
      this.#workers.suspect(error);
    }
  }

  #saved(writes: readonly RoomWrite[]): void {
    const storage = this.#storage;
    this.#insistNothingForgotten(writes);
    if (this.#failing) this.#workers.coverage.count("commits that worked again");
    this.#failing = false;
    this.#ahead = false;
    for (const { room_id, head, ended, isNew } of writes) {
      if (isNew) this.#names(room_id);
      if (ended !== null) {
        storage.rooms.delete(room_id);
        continue;
      }
      const room = this.#model.rooms.find(({ id }) => id === room_id);
      if (room === undefined) fail(`[S5] the journal was given ${room_id}, which is gone`);
      insist(
        head.version === room.version,
        `[S5] version ${head.version} of ${room_id} was saved, not ${room.version}`,
      );
      // a retry may commit between a state and the commit of the turn that sends it
      room.forgetViews(this.#savedBefore.get(room_id) ?? 0);
      this.#savedBefore.set(room_id, storage.rooms.get(room_id)?.version ?? 0);
      room.savedAhead = this.#workers.wall() - this.#workers.now();
      storage.rooms.set(room_id, copyOf(room));
    }
  }

  notSaved(writes: readonly RoomWrite[]): void {
    this.#failing = true;
    this.#retries = true;
    this.#owed = writes;
  }

  /** Whether what is sent now is not saved. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Whether the timer that is being set is the retry of a commit. */
  takesRetry(): boolean {
    const retries = this.#retries;
    this.#retries = false;
    return retries;
  }

  /** Checks that a commit includes what earlier ones could not save. */
  #insistNothingForgotten(writes: readonly RoomWrite[]): void {
    for (const owed of this.#owed) {
      const { room_id } = owed;
      const write = writes.find((one) => one.room_id === room_id);
      const isWhole = write !== undefined &&
        (["terms", "queue", "ended"] as const).every((part) =>
          owed[part] === null || write[part] !== null ||
          part === "terms" && this.#hasSavedTerms(room_id)
        ) && [...owed.ballots.keys()].every((n) => write.ballots.has(n)) &&
        (write.ended !== null || LISTS.every((list) => this.#isWritten(list, owed, write)));
      insist(isWhole, `[S5] what could not be saved of ${room_id} is forgotten`);
    }
    this.#owed = [];
  }

  /** Whether a room's terms are as saved, although they changed meanwhile: it was locked and unlocked, for example. */
  #hasSavedTerms(room_id: string): boolean {
    const saved = this.#storage.rooms.get(room_id);
    const room = this.#model.rooms.find(({ id }) => id === room_id);
    return saved !== undefined && room !== undefined && haveSameTerms(saved, room);
  }

  /** Whether each row that was to be written is written now, or no longer exists. */
  #isWritten(list: typeof LISTS[number], { room_id, [list]: owed }: RoomWrite, write: RoomWrite) {
    const rows = this.#storage.disk.rooms.get(room_id)?.[list];
    const { changed, appended } = write[list];
    return [...owed.changed.keys(), ...owed.appended.keys(), ...owed.removed].every((key) =>
      changed.has(key) || appended.has(key) || rows?.has(key) === false
    );
  }

  /** What has happened but is not in the journal; null: nothing. */
  get unsaved(): string | null {
    const storage = this.#storage;
    if (this.#model.closed) return null;
    for (const room of this.#model.rooms) {
      const saved = storage.rooms.get(room.id);
      if (saved?.changes === room.changes) continue;
      if (saved === undefined) return room.id === "" ? "a new room" : room.id;
      if (kept(saved) !== kept(room)) return room.id;
      saved.changes = room.changes;
    }
    const ended = [...storage.rooms.keys()].find((id) =>
      this.#model.rooms.every((one) => one.id !== id)
    );
    return ended ?? null;
  }

  /** The home sends something, which must be saved. It may die in that. */
  sends(): void {
    this.#insistSaved();
    this.journal?.sends();
  }

  /** More has happened because of what was just sent. */
  runsAhead(): void {
    this.#ahead = true;
  }

  #insistSaved(): void {
    if (this.#failing || this.#ahead) return;
    const { unsaved } = this;
    insist(unsaved === null, `[S5] sent, and ${unsaved} is not in the journal`);
  }

  /** Gives a room's id to the model: rooms are first written in the order in which they were opened. */
  #names(room_id: string): void {
    const room = this.#model.opened[this.#named++];
    if (room === undefined) fail(`[S5] the journal was given ${room_id}, which nobody opened`);
    if (room.id !== "") return insist(room.id === room_id, `[R18] ${room.id} saved as ${room_id}`);
    const wrong = this.#workers.takesRoom(room, room_id);
    insist(wrong === null, `${wrong}`);
  }
}
