/**
 * What holds for every state of a room, whatever led to it [R1-R17]. It works the rules out again in its
 * own way, so it must never call the room's own predicates for what it checks.
 */
import { assert, assertEquals } from "@std/assert";
import {
  BARS_MAX,
  CANCELLED_MAX,
  HISTORY_BYTES_MAX,
  HISTORY_VOTES_MAX,
  NAME_LENGTH_MAX,
  PARTICIPANTS_MAX,
  QUEUE_BYTES_MAX,
  QUEUE_TICKETS_MAX,
} from "../../src/room/limits.ts";
import type { Member, OpenBallot, RevealedBallot, Room } from "../../src/room/state.ts";
import { summarize } from "../../src/room/summary.ts";
import { type MemberView, type RoomView, viewOf } from "../../src/room/secrecy.ts";

/** Fails if `room` is in a state that no room may be in when the steady clock shows `now`. */
export function checkRoom(room: Room, now: number): void {
  const members = [...room.members.values()];
  const voters = members.filter(({ role }) => role === "voter");
  const watchers = members.filter(({ role }) => role === "observer");
  assert(voters.length <= room.capacity, "[R2] more voters than seats");
  assert(watchers.length <= room.capacity, "[R2] more observers than voters may be");
  const isToCome = room.admin_link_hash !== null;
  assertEquals(
    room.members.has(room.admin_id),
    !isToCome,
    "[R1, A3] whether the admin is a member",
  );
  assert(voters.length + (isToCome ? 1 : 0) <= room.capacity, "[A3] no seat is kept for the admin");
  assert(!isToCome || room.admin_awaited_until === null, "[A3] an admin who never was is away");
  for (const [id, member] of room.members) assertEquals(id, member.member_id);
  assertDistinct(members.map(({ name }) => fold(name)), "[W5] two members have the same name");
  for (const { name } of members) {
    const length = [...name].length;
    assert(length >= 1 && length <= NAME_LENGTH_MAX, `[W5] a name of ${length} characters`);
  }

  for (const member of members) checkPresence(room, member);
  checkQueue(room);
  assert(room.bars.length <= BARS_MAX, "[R17b] too many bars");
  assert(room.cancelled.length <= CANCELLED_MAX, "[R11a] too many attempts remembered");
  assert(!room.timer_reveals || room.timer_ends_at !== null, "[R11a] no timer that could reveal");

  const { ballot, history } = room;
  if (ballot !== null && ballot.phase !== "revealed") checkOpen(room, ballot);
  if (ballot?.phase === "revealed") {
    const { votes: _, ...last } = history.at(-1) ?? ballot;
    const { votes, ...shown } = ballot;
    assertEquals(last, shown, "[R12] what was revealed last is not what the history ends with");
    assert(votes !== null && votes.length > 0, "[R11] revealed without a vote");
  }
  checkHistory(room);
  checkBytes(room);
  checkParticipants(room);

  const announced = voters.filter(isAnnounced);
  assertEquals(room.filled === "now", announced.length === room.capacity, "[R4] filled");
  assert(room.active_at <= now, "[R17] active_at");
  checkSecrecy(room);
}

/** Makes a value throw on any attempt to change it, maps included; returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const [key, entry] of value) deepFreeze([key, entry]);
    const refuse = () => {
      throw new TypeError("this map is frozen");
    };
    for (const method of ["set", "delete", "clear"]) {
      Object.defineProperty(value, method, { value: refuse });
    }
  }
  Object.freeze(value);
  for (const key of Object.keys(value)) deepFreeze(Reflect.get(value, key));
  return value;
}

/** Any plain value as text, maps as lists of their entries: what can't be found in it is not in the value. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part) => part instanceof Map ? [...part] : part);
}

function checkOpen(room: Room, ballot: OpenBallot): void {
  const votes = [...ballot.votes.values()];
  for (const [id, vote] of ballot.votes) {
    assertEquals(vote.member_id, id);
    assert(room.deck.cards.includes(vote.card), `[R6] ${vote.card} is not in the deck`);
    const member = room.members.get(id);
    assert(
      member === undefined || (member.role === "voter" && isAnnounced(member)),
      `[R9] ${vote.name} has a vote and may not vote`,
    );
  }
  const here = votes.filter(({ member_id }) => room.members.has(member_id));
  assertDistinct(here.map(({ name }) => fold(name)), "[R9] two votes of one name");
  checkV1Leavers(room, ballot);
  const voters = [...room.members.values()].filter((m) => m.role === "voter" && isAnnounced(m));
  const online = voters.filter(({ presence }) => presence.state === "online");
  const missing = voters.filter(({ member_id, presence }) =>
    (presence.state === "online" || presence.waited_for) && !ballot.votes.has(member_id)
  );
  const complete = votes.length > 0 && online.length > 0 && missing.length === 0;
  assertEquals(ballot.phase, complete ? "complete" : "voting", "[R8, P2.7] phase");
}

/** [R9] Each has left and has a vote, of which no v1 member of that name has another. */
function checkV1Leavers({ members }: Room, { votes, v1_leavers: v1Leavers }: OpenBallot): void {
  assertDistinct(v1Leavers, "[R9] left twice");
  const returned = [...votes.values()].filter(({ member_id }) =>
    members.get(member_id)?.protocol === "v1"
  );
  for (const memberId of v1Leavers) {
    const vote = votes.get(memberId);
    assert(vote !== undefined && !members.has(memberId), "[R9] no leaver with a vote");
    const names = returned.map(({ name }) => fold(name));
    assert(!names.includes(fold(vote.name)), "[R9] back, and both votes count");
  }
}

function checkPresence(room: Room, member: Member): void {
  const { member_id, name, protocol, presence } = member;
  if (member_id === room.admin_id) {
    const isAwaited = room.admin_awaited_until !== null;
    assertEquals(isAwaited, presence.state === "away", "[R14] whether the admin is awaited");
  }
  if (presence.state === "online") return;
  assertEquals(protocol, "v2", `[P2.7] ${name} is away, and of no protocol that can come back`);
  assert(isAnnounced(member), `[P2.7] ${name} is away, and nobody knew of it`);
}

function checkQueue({ queue }: Room): void {
  assert(queue.length <= QUEUE_TICKETS_MAX, "[P2.5] too many tickets in the queue");
  const size = new TextEncoder().encode(textOf(queue)).length;
  assert(size <= QUEUE_BYTES_MAX, `[P2.5] a queue of ${size} bytes`);
  assertDistinct(queue.map(({ ticket_id }) => ticket_id), "[P2.5] queued twice");
}

function checkHistory({ history, history_tally: tally }: Room): void {
  const attempts = new Map<string, number>();
  let [kept, bare, unnamed] = [0, 0, 0];
  for (const { ticket, attempt, summary, votes } of history) {
    assert(attempt > (attempts.get(ticket.ticket_id) ?? 0), "[R12] attempts don't grow");
    attempts.set(ticket.ticket_id, attempt);
    if (votes === null) assertEquals(kept, 0, "[R12] a newer ballot lost its votes first");
    kept += votes?.length ?? 0;
    if (votes === null) bare++;
    if (/^Vote \d{1,9}$/.test(ticket.ticket_id)) {
      unnamed = Math.max(unnamed, Number(ticket.ticket_id.slice("Vote ".length)));
    }
    const counts = [...summary.counts, ...summary.counted_apart];
    const counted = counts.reduce((sum, { count }) => sum + count, 0);
    assert(votes === null || counted === votes.length, "[R13] a vote was not counted");
  }
  assert(kept <= HISTORY_VOTES_MAX, "[R12] too many single votes");
  const { attempts: counted, ...counts } = tally;
  assertEquals(counts, { votes: kept, bare, unnamed }, "what is counted of the history");
  // the newest of two that know a ticket counts
  const known = new Map(counted.toReversed().flatMap((some) => [...some]));
  assertEquals(known, attempts, "attempts as they are counted");
}

/** What is counted is what is encoded, and the open ballot fits with all its votes, an estimate and a note. */
function checkBytes({ history, history_bytes: historyBytes, ballot, deck }: Room): void {
  const encoded = history.reduce((sum, one) => sum + bytesOnWire(one), 0);
  assertEquals(historyBytes, encoded, "[R12] the history's bytes");
  assert(encoded <= HISTORY_BYTES_MAX, `[R12] a history of ${encoded} bytes`);
  if (ballot === null || ballot.phase === "revealed") return;
  const votes = [...ballot.votes.values()];
  const summary = summarize(deck, votes.map(({ card }) => card));
  const { ticket, attempt, opened_at } = ballot;
  const revealed = {
    phase: "revealed",
    ticket,
    attempt,
    opened_at,
    revealed_at: opened_at,
  } as const;
  const estimate = "\u{1F9EA}".repeat(16);
  const note = "\u{1F9EA}".repeat(500);
  const then = encoded + bytesOnWire({ ...revealed, votes, summary, estimate, note });
  assert(then <= HISTORY_BYTES_MAX, `[R12] the open ballot makes it ${then} bytes`);
}

/** A ballot as v2 members get it in a list. */
function bytesOnWire(
  { ticket, phase: _, votes, estimate, note, ...ballot }: RevealedBallot,
): number {
  const fields = {
    ...ticket,
    ...ballot,
    votes: votes ?? undefined,
    estimate: estimate ?? undefined,
    note: note ?? undefined,
  };
  return new TextEncoder().encode(`${JSON.stringify(fields)},`).length;
}

function checkParticipants({ members, participants, departed }: Room): void {
  const here = participants.filter(({ left_at }) => left_at === null);
  assertEquals(
    here.map(({ member_id }) => member_id).sort(),
    [...members.values()].filter(isAnnounced).map(({ member_id }) => member_id).sort(),
    "[R16] who is here",
  );
  const gone = participants.filter(({ left_at }) => left_at !== null);
  assertEquals(
    [...departed].sort(),
    gone.map(({ member_id }) => member_id).sort(),
    "[R16] who has left",
  );
  assertDistinct(participants.map(({ member_id }) => member_id), "[R16] took part twice");
  assert(participants.length <= Math.max(PARTICIPANTS_MAX, here.length), "[R16] participants");
}

/** A view as plain data. */
export function lookedAt(view: RoomView) {
  const members = new Map<string, MemberView>();
  for (const member of view.members.values()) members.set(member.member_id, member);
  return { ...view, members };
}

/** [R7] Nothing in the view moves if every card in the open ballot is another one. */
function checkSecrecy(room: Room): void {
  const view = lookedAt(viewOf(room));
  const otherwise = lookedAt(viewOf(withCards(room, (card) => `not ${card}`)));
  assertEquals(textOf(otherwise), textOf(view), "[R7] the view shows a card");
}

/** The room as it would be had everybody voted something else, while the ballot is open. */
export function withCards(room: Room, other: (card: string) => string): Room {
  const { ballot } = room;
  if (ballot === null || ballot.phase === "revealed") return room;
  const votes = [...ballot.votes].map(([id, vote]) =>
    [id, { ...vote, card: other(vote.card) }] as const
  );
  return { ...room, ballot: { ...ballot, votes: new Map(votes) } };
}

function isAnnounced({ announced_at: announcedAt }: Member): boolean {
  return announcedAt !== null;
}

function fold(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

function assertDistinct(values: readonly string[], message: string): void {
  assertEquals(new Set(values).size, values.length, `${message}: ${values.join(", ")}`);
}
