/**
 * Finds what changed between two states of a room, because the server sends only states [P2.3], and people want to read
 * "Bob joined". The caller has the words for each change. Pure.
 */
import type { RoomChanges } from "./commands.ts";
import { openBallot } from "./open_ballot.ts";
import { isSameBallot } from "./same_ballot.ts";
import type { Member, MemberId, OpenBallot, RoomState, Settings, ShownBallot } from "./types.ts";

const SETTINGS = ["auto_reveal", "on_admin_leave", "who_runs"] as const;
const ROOM_FIELDS = ["name", "capacity", "deck", "locked", "passcode"] as const;

/** The ballot that a room shows. */
export type Ballot = NonNullable<RoomState["ballot"]>;

/** A thing that happened between two states, by its kind (`what`). */
export type Change =
  /** `role`: only the role has changed, not also the presence. */
  | {
    readonly what: "left" | "joined" | "away" | "back" | "role" | "voted";
    readonly member: Member;
  }
  /** `was`: the name before. */
  | { readonly what: "renamed"; readonly member: Member; readonly was: string }
  /** null: the new admin is not among the members. */
  | { readonly what: "admin"; readonly member: Member | null }
  /** `begun`: another ticket or attempt than before, in any phase. */
  | { readonly what: "begun" | "complete"; readonly ballot: Ballot }
  /** The open ballot was cancelled [R11a]. */
  | { readonly what: "cancelled"; readonly ballot: OpenBallot }
  /** `noted`: its note has changed, or was removed. */
  | { readonly what: "revealed" | "estimated" | "noted"; readonly ballot: ShownBallot }
  | { readonly what: "setting"; readonly name: keyof Settings }
  /** Something about the room itself [R17b]. */
  | { readonly what: "room"; readonly name: keyof RoomChanges }
  | { readonly what: "queued"; readonly count: number }
  | { readonly what: "timer" };

/** The changes, in the order in which a person would list them, without those of `me`, except becoming the admin. */
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
    if (member.voted && !then.voted && isSameBallot(before.ballot, after.ballot)) {
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
  const before = isSameBallot(from.ballot, ballot) ? from.ballot : null;
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
    // decks are compared by their cards
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) yield { what: "room", name };
  }
  const count = after.queue.length - before.queue.length;
  if (count > 0) yield { what: "queued", count };
  if (after.timer !== null && after.timer.ends_at !== before.timer?.ends_at) {
    yield { what: "timer" };
  }
}
