/**
 * Splits a room into the parts that a journal keeps, finds which of them have changed, and puts them together again.
 * No I/O in here.
 *
 * A room is an immutable value, so its changes since the last save are found by comparing references. Only these are
 * written. No commands are logged, and recovery replays none.
 */
import { withHistory } from "../room/history.ts";
import {
  type Member,
  type MemberId,
  type OpenBallot,
  openBallot,
  type Participant,
  type RevealedBallot,
  type Room,
  type RoomId,
  type Settings,
  type Ticket,
  type Vote,
} from "../room/state.ts";
import type { Ending, RoomWrite, Saved } from "./journal.ts";
import { NO_CHANGES, rowChanges } from "./row_changes.ts";
import type { Tokens } from "./tokens.ts";

/** The part that seldom changes. */
export type Terms = Pick<Room, typeof TERMS[number]>;

const TERMS = [
  "capacity",
  "deck",
  "name",
  "locked",
  "passcode_hash",
  "bars",
  "cancelled",
  "admin_link_hash",
] as const;

/** The small part that changes with nearly every command. */
export interface Head {
  readonly version: number;
  readonly active_at: number;
  readonly admin_id: MemberId;
  readonly settings: Settings;
  readonly timer_ends_at: number | null;
  readonly timer_reveals: boolean;
  readonly admin_awaited_until: number | null;
  readonly filled: Room["filled"];
  /** `revealed`: the current ballot is the last one of the history. */
  readonly ballot: OpenHead | "revealed" | null;
}

/** An open ballot without its votes: a few are saved in the ballot's column, more in rows of their own. */
type OpenHead = Omit<OpenBallot, "votes">;

/** The changes from `before`, what was last saved (null: nothing), to `after`; null: there are none. */
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
    isNew: old === undefined,
    terms: old !== undefined && TERMS.every((term) => old[term] === room[term])
      ? null
      : termsOf(room),
    head: headOf(room),
    members: rowChanges(old?.members ?? new Map(), room.members),
    queue: old?.queue === room.queue ? null : room.queue,
    participants: old?.participants === room.participants
      ? NO_CHANGES
      : rowChanges(byId(old?.participants ?? []), byId(room.participants)),
    votes: rowChanges(votesOf(old), votesOf(room)),
    allVotes: votesOf(room),
    votesBefore: votesOf(old).size,
    ballots: changedBallots(old?.history ?? [], room.history),
    ...changedTokens(before?.tokens ?? new Map(), tokens),
    hasResults: room.history.length > 0,
    ended,
  };
}

const NO_VOTES: ReadonlyMap<MemberId, Vote> = new Map();

function votesOf(room: Room | undefined): ReadonlyMap<MemberId, Vote> {
  return (room && openBallot(room))?.votes ?? NO_VOTES;
}

function byId<Row extends { readonly member_id: MemberId }>(
  rows: readonly Row[],
): ReadonlyMap<MemberId, Row> {
  return new Map(rows.map((row) => [row.member_id, row]));
}

function termsOf(room: Room): Terms {
  const { capacity, deck, name, locked, passcode_hash, bars, cancelled, admin_link_hash } = room;
  return { capacity, deck, name, locked, passcode_hash, bars, cancelled, admin_link_hash };
}

function headOf(room: Room): Head {
  const open = openBallot(room);
  return {
    version: room.version,
    active_at: room.active_at,
    admin_id: room.admin_id,
    settings: room.settings,
    timer_ends_at: room.timer_ends_at,
    timer_reveals: room.timer_reveals,
    admin_awaited_until: room.admin_awaited_until,
    filled: room.filled,
    ballot: open === null ? room.ballot && "revealed" : openHead(open),
  };
}

function openHead({ votes: _, ...head }: OpenBallot): OpenHead {
  return head;
}

function changedBallots(
  before: readonly RevealedBallot[],
  after: readonly RevealedBallot[],
): ReadonlyMap<number, RevealedBallot> {
  const changed = new Map<number, RevealedBallot>();
  if (before === after) return changed;
  for (let n = 0; n < after.length; n++) {
    const ballot = after[n];
    if (ballot !== undefined && before[n] !== ballot) changed.set(n, ballot);
  }
  return changed;
}

function changedTokens(
  before: Tokens,
  after: Tokens,
): Pick<RoomWrite, "tokens" | "forgottenTokens"> {
  if (before === after) return { tokens: new Map(), forgottenTokens: [] };
  return {
    tokens: new Map([...after].filter(([hash, member_id]) => before.get(hash) !== member_id)),
    forgottenTokens: [...before.keys()].filter((hash) => !after.has(hash)),
  };
}

/** Participants who have left, ordered by `left_at`, since the journal does not keep their true order. */
function departedOf(participants: readonly Participant[]): readonly MemberId[] {
  return participants.filter(({ left_at }) => left_at !== null)
    .toSorted((a, b) => (a.left_at ?? 0) - (b.left_at ?? 0))
    .map(({ member_id }) => member_id);
}

/** The parts of a room, as read from a journal. */
interface Parts {
  readonly room_id: RoomId;
  readonly created_at: number;
  readonly terms: Terms;
  readonly head: Head;
  readonly members: readonly Member[];
  readonly queue: readonly Ticket[];
  readonly participants: readonly Participant[];
  readonly votes: readonly Vote[];
  readonly history: readonly RevealedBallot[];
}

/** Puts a room together. Throws if the parts are inconsistent. */
export function roomOf({ head, terms, members, votes, ...parts }: Parts): Room {
  const { ballot, ...rest } = head;
  const all = byId(members);
  // [A3] unless the room still waits for its admin
  if (!all.has(head.admin_id) && terms.admin_link_hash === null) {
    throw new Error(`admin ${head.admin_id} is no member`);
  }
  const last = parts.history.at(-1);
  if (ballot === "revealed" && last === undefined) {
    throw new Error("the revealed ballot is missing");
  }
  const room = {
    ...parts,
    ...terms,
    ...rest,
    nudged_at: null,
    departed: departedOf(parts.participants),
    members: all,
    ballot: ballot === "revealed" ? last ?? null : ballot && { ...ballot, votes: byId(votes) },
  };
  return withHistory(room, parts.history);
}
