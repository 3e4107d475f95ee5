/**
 * What outlives the process: the rooms as they are, and the results of those that ended. This is the interface
 * of whatever keeps them, and what a change comes to in rows; no I/O in here.
 *
 * A room is an immutable value, so what has changed since it was last saved is found by comparing references,
 * and only that is written: no command is kept, and recovery runs none.
 */
import type { Deck } from "../room/deck.ts";
import type {
  EndReason,
  Member,
  MemberId,
  OpenBallot,
  Participant,
  RevealedBallot,
  Room,
  RoomId,
  Settings,
  Ticket,
} from "../room/state.ts";
import type { Tokens } from "./tokens.ts";

/** A room as a journal has it. */
export interface Saved {
  readonly room: Room;
  readonly tokens: Tokens;
}

/** What never changes in a room's life. */
export interface Fixed {
  readonly capacity: number;
  readonly deck: Deck;
}

/** What changes with nearly every command, and is small. */
export interface Head {
  readonly version: number;
  readonly active_at: number;
  readonly admin_id: MemberId;
  readonly settings: Settings;
  readonly timer_ends_at: number | null;
  readonly admin_awaited_until: number | null;
  readonly filled: Room["filled"];
  /** `revealed`: the last of the session's ballots is the one shown. */
  readonly ballot: OpenBallot | "revealed" | null;
}

/** What one change of a room comes to. null: this part is as it was. Writing it twice is as good as once. */
export interface RoomWrite {
  readonly room_id: RoomId;
  /** With the id the name of the session: ids may be used again, years later. */
  readonly created_at: number;
  readonly fixed: Fixed | null;
  readonly head: Head;
  readonly members: readonly Member[] | null;
  readonly queue: readonly Ticket[] | null;
  readonly participants: readonly Participant[] | null;
  /** Revealed ballots that are new, or have changed, by their number from 0. */
  readonly ballots: ReadonlyMap<number, RevealedBallot>;
  /** Tokens that are new, or whose member has left (null). */
  readonly tokens: Tokens;
  readonly forgotten_tokens: readonly string[];
  /** The session is over: the room is gone, its results stay. */
  readonly ended: Ending | null;
}

export interface Ending {
  readonly reason: EndReason;
  readonly ended_at: number;
}

/** A session that is over. */
export interface EndedSession {
  readonly room_id: RoomId;
  readonly ended_at: number;
}

/** What a journal has kept. */
export interface Loaded {
  readonly rooms: readonly Saved[];
  /** Those that ended lately, the oldest first [W9]. */
  readonly ended: readonly EndedSession[];
  /** Rooms that can't be made sense of; what is left of them stays where it is. */
  readonly damaged: readonly { readonly room_id: RoomId; readonly problem: string }[];
}

/** Where one worker's rooms are kept. A call that throws a `JournalFailure` has changed nothing. */
export interface Journal {
  /** Everything that lives, and what ended since (milliseconds since 1970). */
  load(ended_since: number): Loaded;
  /** All of it or nothing: it outlives this process from when the call returns. */
  commit(writes: readonly RoomWrite[]): void;
  /** Whether another life has taken it over; false where that can't be found out. Never throws. */
  isSuperseded(): boolean;
  /** Forgets sessions that ended before (milliseconds since 1970), `at_most` of them; returns how many. */
  prune(ended_before: number, at_most: number): number;
  /** Any number of times. */
  close(): void;
}

/**
 * Why a journal can't: in a word for programs. `superseded`: another life of this worker has taken the journal
 * over, so this one may tell nobody anything any more [S5].
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

/** What brings a journal from `before` (null: it knows nothing of it) to `after`; null: there is nothing to do. */
export function writeOf(
  before: Saved | null,
  after: Saved,
  ended: Ending | null,
): RoomWrite | null {
  const { room, tokens } = after;
  const old = before?.room;
  if (old === room && before?.tokens === tokens && ended === null) return null;
  return {
    room_id: room.room_id,
    created_at: room.created_at,
    fixed: old === undefined ? { capacity: room.capacity, deck: room.deck } : null,
    head: headOf(room),
    members: old?.members === room.members ? null : [...room.members.values()],
    queue: old?.queue === room.queue ? null : room.queue,
    participants: old?.participants === room.participants && ended === null
      ? null
      : room.participants,
    ballots: changedBallots(old?.history ?? [], room.history),
    ...changedTokens(before?.tokens ?? new Map(), tokens),
    ended,
  };
}

function headOf(room: Room): Head {
  const { ballot } = room;
  return {
    version: room.version,
    active_at: room.active_at,
    admin_id: room.admin_id,
    settings: room.settings,
    timer_ends_at: room.timer_ends_at,
    admin_awaited_until: room.admin_awaited_until,
    filled: room.filled,
    ballot: ballot !== null && ballot.phase === "revealed" ? "revealed" : ballot,
  };
}

function changedBallots(
  before: readonly RevealedBallot[],
  after: readonly RevealedBallot[],
): ReadonlyMap<number, RevealedBallot> {
  const changed = new Map<number, RevealedBallot>();
  if (before === after) return changed;
  for (const [n, ballot] of after.entries()) if (before[n] !== ballot) changed.set(n, ballot);
  return changed;
}

function changedTokens(
  before: Tokens,
  after: Tokens,
): Pick<RoomWrite, "tokens" | "forgotten_tokens"> {
  if (before === after) return { tokens: new Map(), forgotten_tokens: [] };
  return {
    tokens: new Map([...after].filter(([hash, member_id]) => before.get(hash) !== member_id)),
    forgotten_tokens: [...before.keys()].filter((hash) => !after.has(hash)),
  };
}

/** A room in its parts, as a journal reads them. */
export interface Parts {
  readonly room_id: RoomId;
  readonly created_at: number;
  readonly fixed: Fixed;
  readonly head: Head;
  readonly members: readonly Member[];
  readonly queue: readonly Ticket[];
  readonly participants: readonly Participant[];
  readonly history: readonly RevealedBallot[];
}

/** The room that these parts make. Throws where they don't fit together. */
export function roomOf({ head, fixed, members, ...parts }: Parts): Room {
  const { ballot, ...rest } = head;
  const byId = new Map(members.map((member) => [member.member_id, member]));
  if (!byId.has(head.admin_id)) throw new Error(`admin ${head.admin_id} is no member`);
  const last = parts.history.at(-1);
  if (ballot === "revealed" && last === undefined) {
    throw new Error("the revealed ballot is missing");
  }
  return {
    ...parts,
    ...fixed,
    ...rest,
    members: byId,
    ballot: ballot === "revealed" ? last ?? null : ballot,
  };
}
