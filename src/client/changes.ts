/**
 * What changed between two states of a room: the wire carries states only [P2.3], and whoever shows a room
 * wants to show "Bob joined". It finds the changes; words for them are the caller's. Pure.
 */
import type { RoomChanges } from "./commands.ts";
import { openBallot } from "./open_ballot.ts";
import type { Member, MemberId, OpenBallot, RoomState, Settings, ShownBallot } from "./types.ts";

const SETTINGS = ["auto_reveal", "on_admin_leave", "who_runs"] as const;
const ROOM_FIELDS = ["name", "capacity", "deck", "locked", "passcode"] as const;

/** The ballot that a room shows. */
export type Ballot = NonNullable<RoomState["ballot"]>;

/** A thing that happened between two states, by its kind (`what`). */
export type Change =
  /** `role`: its role alone; a member that is away or back is that first. */
  | {
    readonly what: "left" | "joined" | "away" | "back" | "role" | "voted";
    readonly member: Member;
  }
  /** `was`: the name before. */
  | { readonly what: "renamed"; readonly member: Member; readonly was: string }
  /** null: the new admin is not in the list. */
  | { readonly what: "admin"; readonly member: Member | null }
  /** Another ticket or attempt than before, in whatever phase it is. */
  | { readonly what: "begun" | "complete"; readonly ballot: Ballot }
  /** The open ballot was given up, its cards unseen [R11a]. */
  | { readonly what: "cancelled"; readonly ballot: OpenBallot }
  /** `noted`: what is to be remembered about it is another, or nothing any more. */
  | { readonly what: "revealed" | "estimated" | "noted"; readonly ballot: ShownBallot }
  | { readonly what: "setting"; readonly name: keyof Settings }
  /** Something about the room itself [R17b]. */
  | { readonly what: "room"; readonly name: keyof RoomChanges }
  | { readonly what: "queued"; readonly count: number }
  | { readonly what: "timer" };

/** Changes in the order a person would list them. `me` is left out, but for becoming the admin. */
export function changesBetween(
  before: RoomState,
  after: RoomState,
  me: MemberId | null,
): readonly Change[] {
  return [
    ...ofMembers(before, after, me),
    ...ofAdmin(before, after),
    ...ofBallot(before, after),
    ...ofRest(before, after),
  ];
}

function* ofMembers(
  before: RoomState,
  after: RoomState,
  me: MemberId | null,
): Generator<Change> {
  const was = new Map(before.members.map((member) => [member.member_id, member]));
  const is = new Set(after.members.map(({ member_id }) => member_id));
  for (const member of before.members) {
    if (member.member_id !== me && !is.has(member.member_id)) yield { what: "left", member };
  }
  for (const member of after.members) {
    if (member.member_id === me) continue;
    const then = was.get(member.member_id);
    if (then === undefined) {
      yield { what: "joined", member };
      continue;
    }
    if (then.presence !== member.presence) {
      yield { what: member.presence === "away" ? "away" : "back", member };
    } else if (then.role !== member.role) yield { what: "role", member };
    if (then.name !== member.name) yield { what: "renamed", member, was: then.name };
    if (member.voted && !then.voted && isSame(before.ballot, after.ballot)) {
      yield { what: "voted", member };
    }
  }
}

function* ofAdmin(before: RoomState, { admin_id: adminId, members }: RoomState): Generator<Change> {
  if (before.admin_id === adminId) return;
  const member = members.find(({ member_id }) => member_id === adminId) ?? null;
  yield { what: "admin", member };
}

function* ofBallot(from: RoomState, { ballot }: RoomState): Generator<Change> {
  if (ballot === null) {
    const cancelled = openBallot(from);
    if (cancelled !== null) yield { what: "cancelled", ballot: cancelled };
    return;
  }
  const before = isSame(from.ballot, ballot) ? from.ballot : null;
  if (before === null) yield { what: "begun", ballot };
  if (ballot.phase === "complete" && (before === null || before.phase === "voting")) {
    yield { what: "complete", ballot };
  }
  if (ballot.phase !== "revealed") return;
  if (before?.phase !== "revealed") yield { what: "revealed", ballot };
  else {
    if (ballot.estimate !== undefined && ballot.estimate !== before.estimate) {
      yield { what: "estimated", ballot };
    }
    if (ballot.note !== before.note) yield { what: "noted", ballot };
  }
}

function* ofRest(before: RoomState, after: RoomState): Generator<Change> {
  for (const name of SETTINGS) {
    if (before.settings[name] !== after.settings[name]) yield { what: "setting", name };
  }
  for (const name of ROOM_FIELDS) {
    // a deck is its cards
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) yield { what: "room", name };
  }
  const count = after.queue.length - before.queue.length;
  if (count > 0) yield { what: "queued", count };
  if (after.timer !== null && after.timer.ends_at !== before.timer?.ends_at) {
    yield { what: "timer" };
  }
}

/** The same attempt at the same ticket; so is none and none. */
function isSame(one: RoomState["ballot"], other: RoomState["ballot"]): boolean {
  return one?.ticket_id === other?.ticket_id && one?.attempt === other?.attempt;
}
