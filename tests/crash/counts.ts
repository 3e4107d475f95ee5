/** What a run of crashes came across. */
export interface Counts {
  kills: number;
  /** Of these, those in the first moments of a restart. */
  early_kills: number;
  /** Commands that the server acknowledged, and that were there. */
  acked: number;
  /** Of these, what was done in moderated rooms, by its type. */
  readonly commands: Map<string, number>;
  /** Commands that were under way at a kill: done or not, never half. */
  in_doubt: number;
  /** v2 members who came back. */
  resumed: number;
  /** Newcomers whom a room had to let in, or to turn away. */
  newcomers: number;
  /** Cards held against what was played. */
  cards: number;
  /** Sessions of v1 admins that ended with their results. */
  v1_sessions: number;
}
