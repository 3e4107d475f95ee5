/**
 * What holds for every step of a room, whatever the command: which events there are, what stays, what time
 * takes [R7, R9, R15, P2.3, P2.7]. It works the rules out from the two states, so it must never call the
 * room's own predicates for what it checks.
 */
import { assert, assertEquals } from "@std/assert";
import type { Command, Done, RoomEvent, StepResult } from "../../src/room/events.ts";
import { VERSION_JUMP } from "../../src/room/limits.ts";
import type { Moment } from "../../src/room/moment.ts";
import { step } from "../../src/room/room.ts";
import type { Member, MemberId, OpenBallot, Room } from "../../src/room/state.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { textOf, withCards } from "./invariants.ts";

/** Fails if `command`, given to the room `before`, may not come to `result`. */
export function checkStep(
  before: Room,
  command: Command,
  { now, result }: { readonly now: Moment; readonly result: StepResult },
): void {
  if (result.kind === "done") checkDone(before, command, { now, result });
  checkTellsNoCard(before, command, { now, result });
}

function checkDone(
  before: Room,
  command: Command,
  { now, result }: { readonly now: Moment; readonly result: Done },
): void {
  const { room, events } = result;
  const end = events.findIndex(({ type }) => type === "ended");
  const last = events[end];
  if (last?.type === "ended") {
    assertEquals(last.results.ended_at, now.wall, "[R17a] ended_at");
    return assertEquals(end, events.length - 1, "[R14] something after the end");
  }
  checkStamps(before, room, now.wall);
  checkVersion(before, room, command);
  checkNews(before, command, result);
  checkKept(before, command, room);
  checkGaveWay(before, command, result);
  if (command.type === "tick") checkTime(room, now.steady);
  checkReveal(before, command, { now: now.steady, result });
  if (events.some(({ type }) => type === "revealed")) {
    assertEquals(room.timer_ends_at, null, "[P2.5] a timer that the reveal did not end");
  }
}

/**
 * [R7] Runs `command` once more, in a room where everybody voted something else: unless it reveals, nobody
 * may be sent anything different.
 */
function checkTellsNoCard(
  room: Room,
  command: Command,
  { now, result }: { readonly now: Moment; readonly result: StepResult },
): void {
  const { cards } = room.deck;
  const other = (card: string) => cards[(cards.indexOf(card) + 1) % cards.length] ?? card;
  const changed = command.type === "vote" && command.card !== null && cards.includes(command.card)
    ? { ...command, card: other(command.card) }
    : command;
  assertEquals(
    eventsOf(step(withCards(room, other), changed, now)),
    eventsOf(result),
    "[R7] an event depends on a card",
  );
}

function eventsOf(result: StepResult): string {
  if (result.kind === "refused") return textOf(result.refusal);
  const events = result.events.map((event) => event.type === "revealed" ? event.type : event);
  return textOf([result.room.version, events]);
}

/** [P2.3] The version grows with everything that members can see, and with nothing else but a restart. */
function checkVersion(before: Room, after: Room, { type }: Command): void {
  const isNews = textOf(seen(after)) !== textOf(seen(before));
  const grown = (isNews ? 1 : 0) + (type === "recover" ? VERSION_JUMP : 0);
  assertEquals(after.version - before.version, grown, "[P2.3] how the version grew");
}

/** [P2.4, P2.5] What members see, of the results so far, too; of a seat that is only reserved, nothing. */
function seen(room: Room): unknown {
  const { version: _, ready: __, members, ...view } = viewOf(room);
  const known = [...members.values()].filter(({ announced }) => announced);
  return { ...view, members: known, results: room.history };
}

/** [R15] Whoever came, went, came back or became something else is announced, once, and nobody else. */
function checkNews(
  before: Room,
  command: Command,
  { room: after, events }: Done,
): void {
  const gone = command.type === "remove" ? "removed" : "left";
  const expected: string[] = [];
  for (const memberId of new Set([...before.members.keys(), ...after.members.keys()])) {
    const [was, is] = [known(before, memberId), known(after, memberId)];
    if (was === null && is === null) continue;
    if (was === null) expected.push(`joined ${memberId}`);
    else if (is === null) expected.push(`${gone} ${memberId}`);
    else if (was.role !== is.role) expected.push(`role_changed ${memberId}`);
    else if (was.name !== is.name) expected.push(`renamed ${memberId}`);
    else if (was.presence.state !== is.presence.state) {
      expected.push(`${is.presence.state === "away" ? "away" : "back"} ${memberId}`);
    }
  }
  if (before.admin_id !== after.admin_id) {
    expected.push(`admin_changed ${after.admin_id}`);
    const admin = known(after, after.admin_id);
    const able = admin?.protocol === "v2" && admin.presence.state === "online";
    assert(able, "[R14] an admin that nobody can be");
  }
  const announced = events.flatMap((event) =>
    "member" in event && !ANNOUNCED_ELSEWHERE.has(event.type)
      ? [`${event.type} ${event.member.member_id}`]
      : []
  );
  assertEquals(announced.sort(), expected.sort(), "[R15] who was announced");
}

/** Events with a member where nobody comes or goes. */
const ANNOUNCED_ELSEWHERE: ReadonlySet<string> = new Set(["voted", "withdrawn", "gave_way"]);

/** [R2] Who makes room for a newcomer: the first of the old clients that were never announced, and only if need be. */
function checkGaveWay(before: Room, command: Command, { room, events }: Done): void {
  const gone = [...before.members.keys()].filter((memberId) => !room.members.has(memberId));
  const gaveWay = events.flatMap((event) =>
    event.type === "gave_way" ? event.member.member_id : []
  );
  if (command.type !== "reserve") return assertEquals(gaveWay, [], "[R2] gave way to nobody");
  const side = [...before.members.values()].filter(({ role }) => role === command.role);
  const silent = side.filter(({ protocol, announced_at, member_id }) =>
    protocol === "v1" && announced_at === null && member_id !== before.admin_id
  );
  const [first] = silent.toSorted((a, b) => a.seated_at - b.seated_at);
  // [A3] one seat is kept for an admin who is yet to come
  const isOther = before.admin_link_hash !== null && command.member_id !== before.admin_id;
  const kept = isOther && command.role === "voter" ? 1 : 0;
  const expected = side.length + kept < before.capacity ? [] : [first?.member_id ?? "nobody"];
  assertEquals([gone, gaveWay], [expected, expected], "[R2] who gave way");
}

/** [R9, P2.7] What nobody may lose: its name, and its vote unless something took just that vote away. */
function checkKept(before: Room, command: Command, after: Room): void {
  for (const [memberId, was] of before.members) {
    const is = after.members.get(memberId) ?? was;
    assertEquals(
      [is.protocol, is.seated_at, is.origin],
      [was.protocol, was.seated_at, was.origin],
      "[P2.7] a member is another",
    );
    const renames = command.type === "rename" && command.by === memberId;
    if (!renames) assertEquals(is.name, was.name, "[R17b] another name");
  }
  const [old, current] = [openBallot(before), openBallot(after)];
  if (old === null || current === null || old.attempt !== current.attempt) return;
  const noted = current.v1_leavers.filter((memberId) => !old.v1_leavers.includes(memberId));
  const protocols = noted.map((memberId) => before.members.get(memberId)?.protocol);
  assert(protocols.every((protocol) => protocol === "v1"), "[R9] no old client's vote");
  const lost = [...old.votes.keys()].filter((memberId) => !current.votes.has(memberId));
  assertEquals(lost.filter((memberId) => !takesVoteOf(before, command, memberId)), [], "[R9]");
}

/** Whether `command` is one of those that can take this member's vote away. */
function takesVoteOf(room: Room, command: Command, memberId: MemberId): boolean {
  switch (command.type) {
    case "vote": // withdrawn, or the vote of an old client's earlier membership
      if (command.card === null) return command.by === memberId;
      return room.members.get(command.by)?.protocol === "v1" &&
        openBallot(room)?.v1_leavers.includes(memberId) === true;
    case "set_role":
      return command.by === memberId;
    case "remove":
    case "set_member_role":
      return command.member_id === memberId;
    default:
      return false;
  }
}

/**
 * [P2.7, R11a] Cards are turned over by whoever reveals, the vote that completes, or the timer; never because somebody
 * went.
 */
function checkReveal(
  before: Room,
  command: Command,
  { now, result: { events } }: { readonly now: number; readonly result: Done },
): void {
  const happened = (type: RoomEvent["type"]) => events.some((event) => event.type === type);
  if (command.type === "reveal") return assert(happened("revealed"), "[R11] not revealed");
  const byItself =
    command.type === "vote" && happened("completed") && before.settings.auto_reveal ||
    command.type === "tick" && isTimeUp(before, now) && (openBallot(before)?.votes.size ?? 0) > 0;
  assertEquals(happened("revealed"), byItself, "[P2.7] whether the room reveals by itself");
}

/** [R11a] A timer that reveals has run out. */
function isTimeUp({ timer_reveals, timer_ends_at }: Room, now: number): boolean {
  return timer_reveals && (timer_ends_at ?? Infinity) <= now;
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
  assert(!isTimeUp(room, now), "[R11a] a timer that still reveals");
}

/** [R17a] What got its stamp in this step has the wall clock's time, and no earlier stamp is another now. */
function checkStamps(before: Room, after: Room, wall: number): void {
  const were = stampsOf(before);
  for (const [what, stamp] of stampsOf(after)) {
    assertEquals(stamp, were.get(what) ?? wall, `[R17a] ${what}`);
  }
}

function stampsOf(
  { created_at: createdAt, participants, ballot, history }: Room,
): Map<string, number> {
  const stamps = new Map([["created", createdAt]]);
  for (const { member_id, joined_at, left_at } of participants) {
    stamps.set(`${member_id} joined`, joined_at);
    if (left_at !== null) stamps.set(`${member_id} left`, left_at);
  }
  for (const one of ballot === null ? history : [...history, ballot]) {
    const name = `${one.ticket.ticket_id} #${one.attempt}`;
    stamps.set(`${name} opened`, one.opened_at);
    if (one.phase === "revealed") stamps.set(`${name} revealed`, one.revealed_at);
  }
  return stamps;
}

/** A member that has been announced to the others. */
function known(room: Room, memberId: MemberId): Member | null {
  const member = room.members.get(memberId);
  return member === undefined || member.announced_at === null ? null : member;
}

function openBallot({ ballot }: Room): OpenBallot | null {
  return ballot === null || ballot.phase === "revealed" ? null : ballot;
}
