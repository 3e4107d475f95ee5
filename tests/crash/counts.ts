/** What happened in a run of crashes. */
export interface Counts {
  kills: number;
  /** Of these, those in the first moments of a restart. */
  early_kills: number;
  /** Acknowledged commands whose effects were found. */
  acked: number;
  /** Of these, the commands in moderated rooms, by type. */
  readonly commands: Map<string, number>;
  /** Commands that were unacknowledged at a kill; each was executed completely or not at all. */
  in_doubt: number;
  /** v2 members that resumed. */
  resumed: number;
  /** Newcomers that a room had to admit or refuse. */
  newcomers: number;
  /** Cards that were compared with what was played. */
  cards: number;
  /** Sessions of v1 admins that ended with their results. */
  v1_sessions: number;
}
