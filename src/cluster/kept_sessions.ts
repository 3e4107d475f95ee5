/**
 * The sessions that a cluster's records have, those that ended and those that go on [C17]. It reads and writes nothing,
 * and believes nothing that it reads.
 */
import type { Result } from "../base/result.ts";
import { Damaged, integer, listOf, readJson, text } from "../journal/decode_columns.ts";
import { endReason, participant } from "../journal/decode_room.ts";
import type { SavedSession } from "../journal/saved_sessions.ts";
import { fields } from "../protocol/fields.ts";
import type { AllResult, Engine, EngineRecord } from "./engine.ts";
import { revealedBallot } from "./room_changes.ts";
import { headerOf, readRoom } from "./room_records.ts";
import { roomIdOf, type Subjects } from "./subjects.ts";

export interface SessionFilter {
  /** Of this room alone. */
  readonly room_id?: string;
  /** Ended then or later, or not at all. Milliseconds since 1970. */
  readonly since?: number;
}

/** Takes a line about what can't be read; it may have anything in it that a record has. */
export type Complain = (problem: string) => void;

/** Where to read. */
interface Kept {
  readonly engine: Pick<Engine, "all">;
  readonly subjects: Subjects;
}

/** How often a read is tried: a record may go while it is read, or a leader. */
const ATTEMPTS = 3;

const results = fields({
  room_id: text,
  created_at: integer,
  reason: endReason,
  ended_at: integer,
  participants: listOf(participant),
  ballots: listOf(revealedBallot),
});

/** A session, and at which version of its room it is so. */
interface Found {
  readonly session: SavedSession;
  readonly version: number;
}

/** The sessions, the newest first. What can't be made sense of is left out, and `complain` is called. */
export async function keptSessions(
  { engine, subjects }: Kept,
  { room_id: roomId, since = 0 }: SessionFilter,
  complain: Complain,
): Promise<Result<readonly SavedSession[], string>> {
  // rooms first: one that ends meanwhile is found among the results
  const ofRooms = roomId === undefined
    ? allRooms(subjects)
    : [subjects.room(subjects.shardOf(roomId), roomId)];
  const rooms = await readAll(engine, ofRooms);
  if (!rooms.ok) return rooms;
  const ofResults = roomId === undefined ? subjects.allResults : subjects.resultsOf(roomId);
  const ended = await readAll(engine, [ofResults]);
  if (!ended.ok) return ended;

  const sessions = sessionsIn({ rooms: rooms.value, ended: ended.value }, subjects, complain)
    .filter(({ ended_at }) => ended_at === null || ended_at >= since)
    .sort((a, b) => b.created_at - a.created_at);
  return { ok: true, value: sessions };
}

/** The sessions that records of rooms and results have, each once. */
export function sessionsIn(
  { rooms, ended }: {
    readonly rooms: readonly EngineRecord[];
    readonly ended: readonly EngineRecord[];
  },
  subjects: Subjects,
  complain: Complain,
): SavedSession[] {
  const found = new Map<string, Found>();
  // The newest version counts, whichever came last: each home begins far above the one before [C19]. Clocks say
  // nothing: a home that stood still may end the session after the next one did.
  for (const one of [...endedIn(ended, subjects, complain), ...goingOnIn(rooms, complain)]) {
    const key = `${one.session.room_id} ${one.session.created_at}`;
    const other = found.get(key);
    if (other === undefined || one.version >= other.version) found.set(key, one);
  }
  return [...found.values()].map(({ session }) => session);
}

/** Filters that take in all rooms there are. */
export function allRooms(subjects: Subjects): readonly string[] {
  return Array.from({ length: subjects.shardCount }, (_, shard) => subjects.rooms(shard));
}

/** All records of these filters, or the engine's error in place of one. */
export async function readAll(
  engine: Kept["engine"],
  filters: readonly string[],
): Promise<Result<readonly EngineRecord[], string>> {
  const reads = await Promise.all(filters.map((filter) => readOne(engine, filter)));
  const records: EngineRecord[] = [];
  for (const read of reads) {
    if (read.kind === "failed") return { ok: false, error: read.problem };
    for (const record of read.records) records.push(record);
  }
  return { ok: true, value: records };
}

async function readOne(engine: Kept["engine"], filter: string): Promise<AllResult> {
  for (let attempt = 1;; attempt++) {
    const result = await new Promise<AllResult>((resolve) => engine.all(filter, resolve));
    if (result.kind === "found" || attempt === ATTEMPTS) return result;
  }
}

/** The rooms that are alive. */
function goingOnIn(records: readonly EngineRecord[], complain: Complain): readonly Found[] {
  const found: Found[] = [];
  for (const [subject, ofRoom] of Map.groupBy(records, ({ subject }) => subject)) {
    const room = readRoom(ofRoom);
    if (room.kind === "damaged" || room.kind === "too new") {
      complain(`room ${roomIdOf(subject)} can't be read: ${room.problem}`);
    }
    if (room.kind !== "room") continue;
    const { room_id, created_at, version, participants, history } = room.saved.room;
    if (room_id !== roomIdOf(subject)) {
      complain(`room ${roomIdOf(subject)} can't be read: its records are another room's`);
      continue;
    }
    const over = { ended_at: null, reason: null };
    found.push({
      session: { room_id, created_at, ...over, participants, ballots: history },
      version,
    });
  }
  return found;
}

/** Each ending that was kept as a whole; of a session that ended twice there are two. */
function endedIn(
  records: readonly EngineRecord[],
  subjects: Subjects,
  complain: Complain,
): readonly Found[] {
  const found: Found[] = [];
  for (const [subject, ofSession] of Map.groupBy(records, ({ subject }) => subject)) {
    const damaged = (error: unknown) => {
      if (!(error instanceof Damaged)) throw error;
      complain(`results under ${subject} can't be read: ${error.message}`);
    };
    for (const { payload, version } of wholeWrites(ofSession, damaged)) {
      try {
        const session = readJson(results, payload, "results");
        if (subjects.results(session.room_id, session.created_at) !== subject) {
          throw new Damaged("results are another session's");
        }
        found.push({ session, version });
      } catch (error) {
        damaged(error);
      }
    }
  }
  return found;
}

interface WholeWrite {
  readonly payload: string;
  readonly version: number;
}

/**
 * The writes of which every part is there. Nothing is compared when results are appended: parts of two endings may be
 * mixed, and come again once NATS has forgotten their keys.
 */
function wholeWrites(
  records: readonly EngineRecord[],
  damaged: (error: unknown) => void,
): readonly WholeWrite[] {
  const whole: WholeWrite[] = [];
  const open = new Map<string, Map<number, string>>();
  for (const { text } of records) {
    try {
      const { write, version, part, parts } = headerOf(text);
      if (part < 1 || part > parts) throw new Damaged(`record is part ${part} of ${parts}`);
      const key = `${parts} ${write}`;
      const those = open.get(key) ?? new Map<number, string>();
      open.set(key, those.set(part, text.slice(text.indexOf("\n") + 1)));
      if (those.size < parts) continue;
      open.delete(key);
      const inOrder = [...those].sort(([a], [b]) => a - b).map(([, payload]) => payload);
      whole.push({ payload: inOrder.join(""), version });
    } catch (error) {
      damaged(error);
    }
  }
  return whole;
}
