/**
 * The interface of a journal, which keeps running rooms and the results of ended sessions beyond the process. No I/O
 * in here.
 *
 * All times in it, deadlines included, are on the wall clock, because the steady clock ends with the process.
 */
import type {
  EndReason,
  Member,
  MemberId,
  Participant,
  RevealedBallot,
  Room,
  RoomId,
  Ticket,
  Vote,
} from "../room/state.ts";
import type { Head, Terms } from "./room_parts.ts";
import type { RowChanges } from "./row_changes.ts";
import type { Tokens } from "./tokens.ts";

/** A room as a journal has it. */
export interface Saved {
  readonly room: Room;
  readonly tokens: Tokens;
}

/** The parts of a room that have changed; null: this part has not. Writing it twice has the same effect as once. */
export interface RoomWrite {
  readonly room_id: RoomId;
  /** Identifies the session together with the id, which may be used again later. */
  readonly created_at: number;
  /** Whether the journal has nothing of this room yet. */
  readonly isNew: boolean;
  readonly terms: Terms | null;
  readonly head: Head;
  readonly members: RowChanges<Member>;
  /** Written as a whole: it has at most 32 KiB. */
  readonly queue: readonly Ticket[] | null;
  readonly participants: RowChanges<Participant>;
  /** Of the open ballot. */
  readonly votes: RowChanges<Vote>;
  /** All votes of the open ballot, and how many there were when it was last saved. */
  readonly allVotes: ReadonlyMap<MemberId, Vote>;
  readonly votesBefore: number;
  /** New or changed ballots, by their index in the history. */
  readonly ballots: ReadonlyMap<number, RevealedBallot>;
  /** Tokens that are new, or whose member has left (null). */
  readonly tokens: Tokens;
  readonly forgottenTokens: readonly string[];
  /** Whether a ballot has been revealed: an ended session without one leaves only its id. */
  readonly hasResults: boolean;
  /** How the session ended: the room is deleted, its results are kept. null: it goes on. */
  readonly ended: Ending | null;
}

export interface Ending {
  readonly reason: EndReason;
  readonly ended_at: number;
}

/** The id of an ended room, so that it is not used again soon. */
export interface Tombstone {
  readonly room_id: RoomId;
  readonly ended_at: number;
}

/** What a journal has kept. */
export interface Loaded {
  readonly rooms: readonly Saved[];
  /** Rooms that ended recently, oldest first [W9]. */
  readonly ended: readonly Tombstone[];
  /** Rooms that can't be read; their rows stay in the file. */
  readonly damaged: readonly { readonly room_id: RoomId; readonly problem: string }[];
}

/** How many sessions a call has deleted, and whether there are more to delete. */
export interface Pruned {
  readonly sessions: number;
  readonly more: boolean;
}

/** Results that are kept for a time. */
export interface Prunable {
  /**
   * Deletes sessions that ended before `endedBefore` (milliseconds since 1970), oldest first, and at most `atMost` rows
   * in one call. A session that is partly deleted is not shown to anybody.
   */
  prune(endedBefore: number, atMost: number): Pruned;
  /** Idempotent. */
  close(): void;
}

/** Keeps the rooms of one worker. A call that throws a `JournalFailure` has changed nothing. */
export interface Journal extends Prunable {
  /** All running rooms, and the ids of those that ended since `endedSince` (milliseconds since 1970). */
  load(endedSince: number): Loaded;
  /** Saves all of it or nothing. When the call returns, it survives the death of the process. */
  commit(writes: readonly RoomWrite[]): void;
  /** Whether another incarnation has taken the journal over; false if that can't be found out. Never throws. */
  isSuperseded(): boolean;
}

/**
 * Why a journal can't save, as a code. `superseded`: another incarnation of this worker has taken the journal over, so
 * this one must not send anything any more [S5].
 */
export const JOURNAL_FAULTS = [
  "failed",
  "disk_full",
  "io_error",
  "read_only",
  "corrupt",
  "locked",
  "superseded",
] as const;
export type JournalFault = typeof JOURNAL_FAULTS[number];

/** A journal or data file can't be used. The message is a line for the operator. */
export class JournalFailure extends Error {
  override name = "JournalFailure";
  readonly fault: JournalFault;

  constructor(fault: JournalFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
