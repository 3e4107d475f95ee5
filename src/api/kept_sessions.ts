/**
 * Reads saved sessions, from the files of `--data` or from a cluster's records. It changes nothing, and others may
 * write at the same time.
 */
import type { Log } from "../base/log.ts";
import { messageOf } from "../base/message_of.ts";
import type { Result } from "../base/result.ts";
import type { ClusterAddress } from "../cluster/worker_messages.ts";
import { newestFirst } from "../journal/contents.ts";
import type { SavedSession, SessionHead, SessionPosition } from "../journal/saved_sessions.ts";

/** Where sessions are saved. Both null: they are not saved. */
export interface SessionSource {
  readonly data: string | null;
  readonly cluster: ClusterAddress | null;
}

export interface KeptSessions {
  /** The newest `most` sessions, the newest first; with `after`, of those that come after it in this order. */
  list(
    after: SessionPosition | null,
    most: number,
  ): Promise<Result<readonly SessionHead[], string>>;
  /** The session of this room that was created at this time, or its newest; the value is null if there is none. */
  find(roomId: string, createdAt: number | null): Promise<Result<SavedSession | null, string>>;
}

/** Opens a source; null: sessions are not saved. */
export function keptSessions({ data, cluster }: SessionSource, log: Log): KeptSessions | null {
  const complain = (problem: string) => log.warn("session_not_read", { problem });
  if (cluster !== null) return inCluster(cluster, complain);
  return data === null ? null : inDirectory(data, complain);
}

type Complain = (problem: string) => void;

function inDirectory(directory: string, complain: Complain): KeptSessions {
  // loaded only with --data
  const load = () => import("../journal/saved_sessions.ts");
  return {
    list: (after, most) =>
      attempt(async () => (await load()).listSessions(directory, { after, most, complain })),
    find: (roomId, createdAt) =>
      attempt(async () => {
        const { readSessions } = await load();
        return chosen(readSessions(directory, { room_id: roomId }, complain), createdAt);
      }),
  };
}

function inCluster(address: ClusterAddress, complain: Complain): KeptSessions {
  /** Requests at the same time share a reading, because each takes a connection of its own. */
  const readings = new Map<string, Promise<Result<readonly SavedSession[], string>>>();
  const read = async (roomId: string | null) => {
    const key = roomId ?? "";
    const reading = readings.get(key) ?? start(roomId).finally(() => readings.delete(key));
    readings.set(key, reading);
    return await reading;
  };
  const start = async (roomId: string | null) => {
    const { readClusterSessions } = await import("../cluster/read_results.ts");
    return await readClusterSessions(address, roomId === null ? {} : { room_id: roomId }, complain);
  };
  return {
    async list(after, most) {
      const all = await read(null);
      return all.ok ? { ok: true, value: pageOf(all.value, after, most) } : all;
    },
    async find(roomId, createdAt) {
      const all = await read(roomId);
      return all.ok ? { ok: true, value: chosen(all.value, createdAt) } : all;
    },
  };
}

/** What `list` returns of all these sessions. */
export function pageOf(
  sessions: readonly SavedSession[],
  after: SessionPosition | null,
  most: number,
): readonly SessionHead[] {
  const rest = after === null ? sessions : sessions.filter((one) => newestFirst(after, one) < 0);
  return rest.toSorted(newestFirst).slice(0, most).map(headOf);
}

function headOf({ participants, ballots, ...head }: SavedSession): SessionHead {
  return { ...head, people: participants.length, ballots: ballots.length };
}

function chosen(sessions: readonly SavedSession[], createdAt: number | null): SavedSession | null {
  const found = createdAt === null
    ? sessions[0]
    : sessions.find(({ created_at }) => created_at === createdAt);
  return found ?? null;
}

async function attempt<T>(read: () => Promise<T>): Promise<Result<T, string>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    return { ok: false, error: messageOf(error) };
  }
}
