/**
 * What holds for every step of a room, whatever the command: who is told what, what stays, what time
 * takes [R7, R9, R15, P2.3, P2.7]. It works the rules out from the two states, so it must never call the
 * room's own predicates for what it checks.
 */
import { assert, assertEquals } from "@std/assert";
import type { Command, Done, StepResult } from "../../src/room/events.ts";
import { step } from "../../src/room/room.ts";
import type { Member, MemberId, OpenBallot, Room } from "../../src/room/state.ts";
import { viewOf } from "../../src/room/view.ts";
import { textOf, withCards } from "./invariants.ts";

/** Fails if `command`, given to the room `before`, may not come to `result`. */
export function checkStep(
  before: Room,
  command: Command,
  { now, result }: { readonly now: number; readonly result: StepResult },
): void {
  if (result.kind === "done") checkDone(before, command, { now, result });
  checkTellsNoCard(before, command, { now, result });
}

function checkDone(
  before: Room,
  command: Command,
  { now, result }: { readonly now: number; readonly result: Done },
): void {
  const { room, events } = result;
  const end = events.findIndex(({ type }) => type === "ended");
  if (end >= 0) return assertEquals(end, events.length - 1, "[R14] something after the end");
  checkVersion(before, room);
  checkNews(before, command, result);
  checkKept(before, command, room);
  if (command.type === "tick") checkTime(room, now);
  if (events.some(({ type }) => type === "revealed")) {
    assertEquals(room.timer_ends_at, null, "[P2.5] a timer that the reveal did not end");
  }
}

/**
 * [R7] Runs `command` once more, in a room where everybody voted something else: unless it reveals, nobody
 * may be told anything different.
 */
function checkTellsNoCard(
  room: Room,
  command: Command,
  { now, result }: { readonly now: number; readonly result: StepResult },
): void {
  const { cards } = room.deck;
  const other = (card: string) => cards[(cards.indexOf(card) + 1) % cards.length] ?? card;
  const changed = command.type === "vote" && command.card !== null && cards.includes(command.card)
    ? { ...command, card: other(command.card) }
    : command;
  assertEquals(
    toldBy(step(withCards(room, other), changed, now)),
    toldBy(result),
    "[R7] what is told depends on a card",
  );
}

function toldBy(result: StepResult): string {
  if (result.kind === "refused") return textOf(result.refusal);
  const events = result.events.map((event) => event.type === "revealed" ? event.type : event);
  return textOf([result.room.version, events]);
}

/** [P2.3] The version grows with everything that members can see, and with nothing else. */
function checkVersion(before: Room, after: Room): void {
  const isNews = textOf(seen(after)) !== textOf(seen(before));
  assertEquals(after.version - before.version, isNews ? 1 : 0, "[P2.3] how the version grew");
}

/** [P2.4, P2.5] What members see, of the results so far, too; of a seat that is only reserved, nothing. */
function seen(room: Room): unknown {
  const { version: _, ready: __, members, ...view } = viewOf(room);
  const told = [...members.values()].filter(({ announced }) => announced);
  return { ...view, members: told, results: room.history };
}

/** [R15] Whoever came, went, came back or became something else is told of, once, and nobody else. */
function checkNews(
  before: Room,
  command: Command,
  { room: after, events }: Done,
): void {
  const gone = command.type === "remove" ? "removed" : "left";
  const expected: string[] = [];
  for (const member_id of new Set([...before.members.keys(), ...after.members.keys()])) {
    const [was, is] = [known(before, member_id), known(after, member_id)];
    if (was === null && is === null) continue;
    if (was === null) expected.push(`joined ${member_id}`);
    else if (is === null) expected.push(`${gone} ${member_id}`);
    else if (was.role !== is.role) expected.push(`role_changed ${member_id}`);
    else if (was.presence.state !== is.presence.state) {
      expected.push(`${is.presence.state === "away" ? "away" : "back"} ${member_id}`);
    }
  }
  if (before.admin_id !== after.admin_id) {
    expected.push(`admin_changed ${after.admin_id}`);
    const admin = known(after, after.admin_id);
    const able = admin?.protocol === "v2" && admin.role === "voter";
    assert(able && admin.presence.state === "online", "[R14] an admin that nobody can be");
  }
  const told = events.flatMap((event) =>
    "member" in event && event.type !== "voted" && event.type !== "withdrawn"
      ? [`${event.type} ${event.member.member_id}`]
      : []
  );
  assertEquals(told.sort(), expected.sort(), "[R15] who was told of");
}

/** [R9, P2.7] What nobody may lose: its name, and its vote unless something took just that vote away. */
function checkKept(before: Room, command: Command, after: Room): void {
  for (const [member_id, was] of before.members) {
    const is = after.members.get(member_id) ?? was;
    assertEquals(
      [is.name, is.protocol, is.seated_at],
      [was.name, was.protocol, was.seated_at],
      "[P2.7] a member is another",
    );
  }
  const [old, current] = [openBallot(before), openBallot(after)];
  if (old === null || current === null || old.attempt !== current.attempt) return;
  const lost = [...old.votes.keys()].filter((member_id) => !current.votes.has(member_id));
  assertEquals(lost.filter((member_id) => !takesVoteOf(before, command, member_id)), [], "[R9]");
}

/** Whether `command` is one of those that can take this member's vote away. */
function takesVoteOf({ members }: Room, command: Command, member_id: MemberId): boolean {
  switch (command.type) {
    case "vote": // withdrawn, or the vote of somebody's earlier life
      return command.card === null ? command.by === member_id : !members.has(member_id);
    case "set_role":
      return command.by === member_id;
    case "remove":
      return command.member_id === member_id;
    default:
      return false;
  }
}

/** [P2.7, R14] After a tick nobody's time is up. */
function checkTime(room: Room, now: number): void {
  for (const { name, presence, member_id } of room.members.values()) {
    if (presence.state === "online") continue;
    const { waited_for, wait_until, gone_at } = presence;
    assert(!waited_for || wait_until > now, `[P2.7] ${name} is still waited for`);
    assert(member_id === room.admin_id || gone_at > now, `[P2.7] ${name} still has a seat`);
  }
  assert((room.admin_awaited_until ?? Infinity) > now, "[R14] the admin is still awaited");
}

/** A member whom the others have been told of. */
function known(room: Room, member_id: MemberId): Member | null {
  const member = room.members.get(member_id);
  return member === undefined || member.announced_at === null ? null : member;
}

function openBallot({ ballot }: Room): OpenBallot | null {
  return ballot === null || ballot.phase === "revealed" ? null : ballot;
}
