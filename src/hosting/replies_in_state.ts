/** Replies that are sent with a state, for clients that asked for `replies=in_state` [P2.3]. */
import type { Owed } from "../bus/envelopes.ts";
import type { Session } from "./sessions.ts";

/** The replies to send with a state of this version, by worker; null: there are none. Takes them off the sessions. */
export function repliesIn(
  sessions: readonly Session[],
  version: number,
): ReadonlyMap<number, readonly OwedTo[]> | null {
  let all: Map<number, OwedTo[]> | null = null;
  for (const session of sessions) {
    if (session.owed.length === 0 || session.connection === null) continue;
    // a state is sent over several turns, in which newer commands may come: the next state replies to those
    const shown = session.owed.filter((owed) => owed.version <= version);
    if (shown.length === 0) continue;
    session.owed = session.owed.filter((owed) => owed.version > version);
    const { edge, conn } = session.connection;
    all ??= new Map();
    const ofEdge = all.get(edge);
    if (ofEdge === undefined) all.set(edge, [[conn, shown]]);
    else ofEdge.push([conn, shown]);
  }
  return all;
}

/** A connection and its replies. */
type OwedTo = readonly [conn: number, owed: readonly Owed[]];
