/**
 * The sessions that the server keeps, for whoever fetches them: in the files of `--data`, or in a cluster's records.
 * It reads beside whoever writes, and changes nothing.
 */
import type { Log } from "../base/log.ts";
import type { Result } from "../base/result.ts";
import type { ClusterAddress } from "../cluster/worker_messages.ts";
import type { SavedSession, SessionHead, SessionPosition } from "../journal/saved_sessions.ts";

/** Where sessions are kept; neither: nowhere. */
export interface KeptWhere {
  readonly data: string | null;
  readonly cluster: ClusterAddress | null;
}

export interface KeptSessions {
  /** So many of them, the newest first; those behind `after` alone, if it is given. */
  list(
    after: SessionPosition | null,
    most: number,
  ): Promise<Result<readonly SessionHead[], string>>;
  /** A session of this room: the one that was opened then, or the newest; null: none is known. */
  find(roomId: string, createdAt: number | null): Promise<Result<SavedSession | null, string>>;
}

/** null: no sessions are kept. */
export function keptSessions({ data, cluster }: KeptWhere, log: Log): KeptSessions | null {
  const complain = (problem: string) => log.warn("session_not_read", { problem });
  if (cluster !== null) return inCluster(cluster, complain);
  return data === null ? null : inDirectory(data, complain);
}

type Complain = (problem: string) => void;

function inDirectory(directory: string, complain: Complain): KeptSessions {
  // with --data alone
  const load = () => import("../journal/saved_sessions.ts");
  return {
    list: (after, most) => attempt(async () => (await load()).listSessions(directory, after, most)),
    find: (roomId, createdAt) =>
      attempt(async () => {
        const { readSessions } = await load();
        return chosen(readSessions(directory, { room_id: roomId }, complain), createdAt);
      }),
  };
}

function inCluster(address: ClusterAddress, complain: Complain): KeptSessions {
  /** Several who ask at once share one reading: each takes a connection of its own. */
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
      if (!all.ok) return all;
      const heads = all.value.map(headOf).sort(newestFirst);
      const rest = after === null ? heads : heads.filter((head) => newestFirst(after, head) < 0);
      return { ok: true, value: rest.slice(0, most) };
    },
    async find(roomId, createdAt) {
      const all = await read(roomId);
      return all.ok ? { ok: true, value: chosen(all.value, createdAt) } : all;
    },
  };
}

function headOf({ participants, ballots, ...head }: SavedSession): SessionHead {
  return { ...head, people: participants.length, ballots: ballots.length };
}

function newestFirst(one: SessionPosition, other: SessionPosition): number {
  return other.created_at - one.created_at || (one.room_id < other.room_id ? 1 : -1);
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
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}
