/**
 * Everything that a server keeps, in a directory or in a cluster, and that a move takes from one to the other. No I/O.
 */
import type { Saved, Tombstone } from "./journal.ts";
import type { SavedSession, SessionPosition } from "./saved_sessions.ts";

/** A session that is over, with its results. */
export type EndedSession = SavedSession & {
  readonly ended_at: number;
  readonly reason: NonNullable<SavedSession["reason"]>;
};

/** Deadlines of rooms are by the wall clock. */
export interface Contents {
  readonly rooms: readonly Saved[];
  readonly sessions: readonly EndedSession[];
  /** Rooms that ended recently, the oldest first [W9]. */
  readonly ended: readonly Tombstone[];
}

/** The order of a list of sessions: by time and then by the room's id, both descending. */
export function newestFirst(one: SessionPosition, other: SessionPosition): number {
  if (one.created_at !== other.created_at) return other.created_at - one.created_at;
  return one.room_id === other.room_id ? 0 : one.room_id < other.room_id ? 1 : -1;
}

/** Whether the session has ended. */
export function isOver(session: SavedSession): session is EndedSession {
  return session.ended_at !== null && session.reason !== null;
}
