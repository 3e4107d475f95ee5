/**
 * What a screen reader is told when the room changes: sentences made of the difference between two states.
 * It must never tell a card before the reveal; the states it is given have none.
 */
import type { Member, RoomState } from "../../client/mod.ts";

/** Past so many people in one change their names are not read out one by one. */
const NAMES_MAX = 3;

export function announcements(
  before: RoomState,
  after: RoomState,
  me: string | null,
): readonly string[] {
  return [
    ...people(before, after, me),
    ...admin(before, after, me),
    ...ballot(before, after),
  ];
}

function people(before: RoomState, after: RoomState, me: string | null): string[] {
  const was = new Map(before.members.map((one) => [one.member_id, one]));
  const is = new Map(after.members.map((one) => [one.member_id, one]));
  const others = after.members.filter(({ member_id }) => member_id !== me);
  const joined = others.filter(({ member_id }) => !was.has(member_id));
  const left = before.members.filter(({ member_id }) => member_id !== me && !is.has(member_id));
  const changed = (test: (now: Member, then: Member) => boolean) =>
    others.filter((now) => {
      const then = was.get(now.member_id);
      return then !== undefined && test(now, then);
    });
  const same_ballot = before.ballot?.ticket_id === after.ballot?.ticket_id &&
    before.ballot?.attempt === after.ballot?.attempt;
  const voted = same_ballot ? changed((now, then) => now.voted && !then.voted) : [];
  return [
    say(joined, "joined"),
    say(left, "left"),
    say(
      changed((now, then) => now.presence === "away" && then.presence === "online"),
      "lost the connection",
    ),
    say(changed((now, then) => now.presence === "online" && then.presence === "away"), "came back"),
    say(voted, "voted"),
  ].filter((one) => one !== "");
}

function admin(before: RoomState, after: RoomState, me: string | null): string[] {
  if (before.admin_id === after.admin_id) return [];
  if (after.admin_id === me) return ["You are the admin now."];
  const name = after.members.find(({ member_id }) => member_id === after.admin_id)?.name;
  return name === undefined ? [] : [`${name} is the admin now.`];
}

function ballot({ ballot: before }: RoomState, { ballot: after }: RoomState): string[] {
  if (after === null) return [];
  const is_new = before?.ticket_id !== after.ticket_id || before.attempt !== after.attempt;
  const said = is_new ? [`Voting on ${ticket(after)} has begun.`] : [];
  if (after.phase === "complete" && (is_new || before?.phase === "voting")) {
    said.push("Everybody has voted.");
  }
  if (after.phase === "revealed") {
    if (is_new || before?.phase !== "revealed") {
      const { counts, consensus } = after.summary;
      const cards = counts.map(({ card, count }) => `${count} times ${card}`).join(", ");
      if (consensus) said.push(`The cards are turned: everybody agrees on ${counts[0]?.card}.`);
      else said.push(`The cards are turned: ${cards === "" ? "no estimates" : cards}.`);
    } else if (before?.phase === "revealed" && after.estimate !== before.estimate) {
      if (after.estimate !== undefined) said.push(`The estimate is ${after.estimate}.`);
    }
  }
  return said;
}

function ticket(
  { ticket_id, title }: { readonly ticket_id: string; readonly title?: string },
): string {
  return title === undefined ? ticket_id : `${ticket_id}, ${title},`;
}

function say(members: readonly Member[], what: string): string {
  if (members.length === 0) return "";
  if (members.length > NAMES_MAX) return `${members.length} people ${what}.`;
  const names = members.map(({ name }) => name);
  const last = names.pop();
  return names.length === 0 ? `${last} ${what}.` : `${names.join(", ")} and ${last} ${what}.`;
}
