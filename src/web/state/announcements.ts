/**
 * What a screen reader reads out when the room changes: sentences made of the difference between two states.
 * It must never name a card before the reveal; the states it is given have none.
 */
import {
  type Change,
  changesBetween,
  type Member,
  openBallot,
  type RoomState,
} from "../../client/mod.ts";
import { isSameBallot } from "../../client/same_ballot.ts";
import { words } from "../languages/words.ts";
import { isUnanimous } from "../pure/outliers.ts";

/** If more people than this are in one change, their names are not read out. */
const NAMES_MAX = 3;

/** The sentences about what changed, in the order in which they are read out. */
export function announcements(
  before: RoomState,
  after: RoomState,
  me: string | null,
): readonly string[] {
  const changes = changesBetween(before, after, me);
  const membersOf = (what: Change["what"]) =>
    changes.flatMap((one) => one.what === what && "member" in one ? one.member ?? [] : []);
  const { joined, left, away, back, voted, withdrew } = words().announced;
  return [
    sentence(membersOf("joined"), joined),
    sentence(membersOf("left"), left),
    sentence(membersOf("away"), away),
    sentence(membersOf("back"), back),
    sentence(membersOf("voted"), voted),
    sentence(withdrawn(before, after, me), withdrew),
    // what newAdmin says is a notice, which is read out, too
    ...changes.filter(({ what }) => what !== "admin" || newAdmin(before, after, me) === "")
      .map((change) => sentenceFor(change, after)),
    newRole(before, after, me),
    before.timer !== null && after.timer === null && after.ballot?.phase !== "revealed"
      ? words().announced.timerStopped
      : "",
  ].filter((one) => one !== "");
}

/** That this person is the admin now, or that somebody else is in their place; else "". */
export function newAdmin(before: RoomState, after: RoomState, me: string | null): string {
  const { admin_id: now, members } = after;
  if (before.admin_id === now || (now !== me && before.admin_id !== me)) return "";
  const { youAreAdmin, isAdmin } = words().announced;
  const admin = members.find(({ member_id }) => member_id === now);
  return now === me ? youAreAdmin : admin === undefined ? "" : isAdmin(admin.name);
}

/** That this person's own cards have come or gone; else "". */
function newRole(before: RoomState, after: RoomState, me: string | null): string {
  const [then, now] = [before, after].map(({ members }) =>
    members.find(({ member_id }) => member_id === me)?.role
  );
  if (then === undefined || now === undefined || then === now) return "";
  const { observing, pickYours } = words().hand;
  return now === "observer" ? observing : openBallot(after) === null ? "" : pickYours;
}

/** What is read out to somebody who has just joined: the room, who else is there, and what is being voted on. */
export function arrival(room: RoomState): string {
  const { room_id: roomId, name, members } = room;
  const { entered, open } = words().announced;
  const where = entered(name ?? roomId, members.length);
  const ballot = openBallot(room);
  return ballot === null ? where : `${where} ${open(ballot.ticket_id)}`;
}

/** The other members who have withdrawn their vote on this attempt. */
function withdrawn(before: RoomState, after: RoomState, me: string | null): readonly Member[] {
  const open = openBallot(after);
  if (open === null || !isSameBallot(before.ballot, open)) return [];
  const had = new Set(before.members.flatMap((one) => one.voted ? one.member_id : []));
  return after.members.filter(({ member_id, role, voted }) =>
    member_id !== me && role === "voter" && !voted && had.has(member_id)
  );
}

/** The sentence for a change that doesn't concern several members; "" if it does, or is not read out. */
function sentenceFor(change: Change, { members }: RoomState): string {
  const text = words().announced;
  switch (change.what) {
    case "admin":
      return change.member === null ? "" : text.isAdmin(change.member.name);
    case "begun": {
      const { ticket_id: ticketId, title } = change.ballot;
      return title === undefined ? text.begun(ticketId) : text.begunTitled(ticketId, title);
    }
    case "complete":
      return text.complete;
    case "cancelled":
      return text.cancelled(change.ballot.ticket_id);
    case "revealed": {
      const { counts } = change.ballot.summary;
      const [first] = counts;
      if (first === undefined) return text.noEstimates;
      if (isUnanimous(change.ballot, members)) return text.agreed(first.card);
      return text.turned(counts.map(({ card, count }) => text.times(count, card)));
    }
    case "estimated":
      return text.estimated(change.ballot.estimate ?? "");
    case "timer":
      return text.timerStarted;
    default:
      return "";
  }
}

function sentence(
  members: readonly Member[],
  say: (who: string, count: number) => string,
): string {
  if (members.length === 0) return "";
  const who = members.length > NAMES_MAX
    ? words().announced.people(members.length)
    : words().common.list(members.map(({ name }) => name));
  return say(who, members.length);
}
