/** The records of rooms as a journal, so that the contract of journals runs over them. */
import {
  type Journal,
  JournalFailure,
  type Loaded,
  type Pruned,
  type RoomWrite,
} from "../../src/journal/journal.ts";
import type { EngineRecord } from "../../src/cluster/engine.ts";
import { encodeChange, RoomParts } from "../../src/cluster/room_changes.ts";
import { encodeRecords, readRoom } from "../../src/cluster/room_records.ts";

/** What stays when a process ends. */
export class RecordsDisk {
  readonly records = new Map<string, EngineRecord[]>();
  /** Sessions that are over and have results, with the rows that they come to. */
  readonly results = new Map<string, { readonly ended_at: number; readonly rows: number }>();
  incarnation = 0;
  writes = 0;
}

export class RecordsJournal implements Journal {
  readonly #disk: RecordsDisk;
  readonly #incarnation: number;

  constructor(disk: RecordsDisk) {
    this.#disk = disk;
    this.#incarnation = ++disk.incarnation;
  }

  load(endedSince: number): Loaded {
    const found = [...this.#disk.records].map(([room_id, records]) => ({
      room_id,
      ...readRoom(records),
    }));
    return {
      rooms: found.flatMap((one) => one.kind === "room" ? [one.saved] : []),
      ended: found.flatMap((one) =>
        one.kind === "ended" && one.ended_at >= endedSince
          ? [{ room_id: one.room_id, ended_at: one.ended_at }]
          : []
      ).toSorted((a, b) => a.ended_at - b.ended_at),
      damaged: found.flatMap((one) => one.kind === "damaged" ? [one] : []),
    };
  }

  commit(writes: readonly RoomWrite[]): void {
    if (this.isSuperseded()) throw new JournalFailure("superseded", "another process has it");
    const encoded = writes.map((write) => [write, encodeChange(write)] as const);
    for (const [write, change] of encoded) this.#write(write, change);
  }

  isSuperseded(): boolean {
    return this.#disk.incarnation !== this.#incarnation;
  }

  prune(endedBefore: number, atMost: number): Pruned {
    const { results } = this.#disk;
    const old = [...results].filter(([, { ended_at }]) => ended_at < endedBefore)
      .sort(([, a], [, b]) => a.ended_at - b.ended_at);
    let [sessions, all] = [0, 0];
    for (const [key, { rows }] of old) {
      if (all >= atMost) return { sessions, more: true };
      all += rows;
      sessions++;
      results.delete(key);
    }
    return { sessions, more: all >= atMost };
  }

  close(): void {}

  #write(write: RoomWrite, change: string): void {
    const { room_id, created_at, ended, head: { version }, isNew, hasResults } = write;
    const { records, results } = this.#disk;
    const workerId = `worker ${this.#incarnation}`;
    const record = { life: workerId, write: `write ${++this.#disk.writes}`, version, whole: isNew };
    const texts = ended === null
      ? encodeRecords(record, change)
      : encodeRecords({ ...record, whole: false, ended_at: ended.ended_at }, "");
    if (ended !== null && hasResults) {
      const rows = 1 + rowsAtEnd(isNew ? [] : records.get(room_id) ?? [], change);
      results.set(`${room_id} ${created_at}`, { ended_at: ended.ended_at, rows });
    }
    const before = records.get(room_id) ?? [];
    const after = texts.map((text, n) => ({ subject: room_id, seq: before.length + n + 1, text }));
    records.set(room_id, [...before, ...after]);
  }
}

/** Who took part, and ballots, in a room once this change is made. */
function rowsAtEnd(records: readonly EngineRecord[], change: string): number {
  const parts = new RoomParts();
  for (const { text } of records) parts.apply(text.slice(text.indexOf("\n") + 1));
  parts.apply(change);
  const { participants, history } = parts.room().room;
  return participants.length + history.length;
}
