/**
 * What outlives the process: the rooms as they are, and the results of those that ended. This is the interface
 * of whatever keeps them; no I/O in here.
 *
 * All times in it are by the wall clock, deadlines, too, since no other goes on from one process to the next.
 */
import type {
  EndReason,
  Member,
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

/** What one change of a room comes to. null: this part is as it was. Writing it twice is as good as once. */
export interface RoomWrite {
  readonly room_id: RoomId;
  /** With the id the name of the session: ids may be used again, years later. */
  readonly created_at: number;
  /** The journal has had nothing of it yet. */
  readonly isNew: boolean;
  readonly terms: Terms | null;
  readonly head: Head;
  readonly members: RowChanges<Member>;
  /** At most 32 KiB, and so written whole. */
  readonly queue: readonly Ticket[] | null;
  readonly participants: RowChanges<Participant>;
  /** Of the open ballot. */
  readonly votes: RowChanges<Vote>;
  /** Revealed ballots that are new, or have changed, by their number from 0. */
  readonly ballots: ReadonlyMap<number, RevealedBallot>;
  /** Tokens that are new, or whose member has left (null). */
  readonly tokens: Tokens;
  readonly forgottenTokens: readonly string[];
  /** Whether a ballot has been revealed: without one nothing stays of a session that is over but its id. */
  readonly hasResults: boolean;
  /** The session is over: the room is gone, its results stay. */
  readonly ended: Ending | null;
}

export interface Ending {
  readonly reason: EndReason;
  readonly ended_at: number;
}

/** The id of a session that is over. */
export interface Tombstone {
  readonly room_id: RoomId;
  readonly ended_at: number;
}

/** What a journal has kept. */
export interface Loaded {
  readonly rooms: readonly Saved[];
  /** Those that ended lately, the oldest first [W9]. */
  readonly ended: readonly Tombstone[];
  /** Rooms that can't be made sense of; what is left of them stays where it is. */
  readonly damaged: readonly { readonly room_id: RoomId; readonly problem: string }[];
}

/** What one call has forgotten, and whether there is more to forget. */
export interface Pruned {
  readonly sessions: number;
  readonly more: boolean;
}

/** Results that are kept for a time. */
export interface Prunable {
  /**
   * Forgets sessions that ended before (milliseconds since 1970), the oldest first. It takes `atMost` rows in
   * one call, so a large session may need several; nobody is shown one that has lost a part.
   */
  prune(endedBefore: number, atMost: number): Pruned;
  /** Any number of times. */
  close(): void;
}

/** Where one worker's rooms are kept. A call that throws a `JournalFailure` has changed nothing. */
export interface Journal extends Prunable {
  /** Everything that lives, and what ended since (milliseconds since 1970). */
  load(endedSince: number): Loaded;
  /** All of it or nothing: it outlives this process from when the call returns. */
  commit(writes: readonly RoomWrite[]): void;
  /** Whether another incarnation has taken it over; false where that can't be found out. Never throws. */
  isSuperseded(): boolean;
}

/**
 * Why a journal can't: in a word for programs. `superseded`: another incarnation of this worker has taken the journal
 * over, so this one may send nothing any more [S5].
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

export class JournalFailure extends Error {
  override name = "JournalFailure";
  readonly fault: JournalFault;

  constructor(fault: JournalFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
