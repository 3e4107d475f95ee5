/** Replies that a state brings with it, for members whose clients ask for that [P2.3]. */
import type { Owed } from "../bus/envelopes.ts";
import type { Session } from "./sessions.ts";

/** What a state of this version has replies to, by the worker of whoever is owed them; null: to nothing. */
export function repliesIn(
  sessions: readonly Session[],
  version: number,
): ReadonlyMap<number, readonly OwedTo[]> | null {
  let all: Map<number, OwedTo[]> | null = null;
  for (const session of sessions) {
    if (session.owed.length === 0 || session.connection === null) continue;
    // while a state goes out over several turns, members change what is in the next one
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

/** A connection, and what it is owed. */
type OwedTo = readonly [conn: number, owed: readonly Owed[]];
