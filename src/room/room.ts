/**
 * The room: a pure function of its state and a command. It owns every rule of who may do what and when
 * [R1-R17]; it must never read a clock, draw a random number, wait, log or touch a socket.
 */
import { changeSettings, handOver, makeAdmin, queueTickets, setTimer, successor } from "./admin.ts";
import { begin, estimate, notByAdmin, restart, reveal, turnOver, vote } from "./ballot.ts";
import type { Deck } from "./deck.ts";
import { type Command, type Done, done, type RoomEvent, type StepResult } from "./events.ts";
import {
  announce,
  announced,
  isVoter,
  leave,
  ONLINE,
  remove,
  reserve,
  setRole,
  voterCount,
} from "./members.ts";
import { VERSION_JUMP } from "./limits.ts";
import { disconnect, expire, recover, resume } from "./presence.ts";
import { resultsOf } from "./results.ts";
import {
  assertNever,
  type EndReason,
  type Member,
  type MemberId,
  type Room,
  type Settings,
} from "./state.ts";

export interface RoomOptions {
  readonly room_id: string;
  readonly capacity: number;
  readonly deck: Deck;
  /** Default: close the room [R14]. */
  readonly on_admin_leave?: Settings["on_admin_leave"];
  readonly admin: Pick<Member, "member_id" | "name" | "role" | "protocol">;
}

/** A new room with one reserved seat: its creator's, who is the admin [R1]. */
export function createRoom(options: RoomOptions, now: number): Room {
  const { room_id, capacity, deck, admin } = options;
  return {
    room_id,
    capacity,
    deck,
    created_at: now,
    active_at: now,
    version: 1,
    admin_id: admin.member_id,
    settings: { auto_reveal: false, on_admin_leave: options.on_admin_leave ?? "close" },
    queue: [],
    timer_ends_at: null,
    admin_awaited_until: null,
    members: new Map([[
      admin.member_id,
      { ...admin, seated_at: now, announced_at: null, presence: ONLINE },
    ]]),
    ballot: null,
    history: [],
    participants: [],
    filled: "never",
  };
}

/**
 * Applies one command at the time `now` (milliseconds since 1970). A refusal leaves the room as it was.
 * After an `ended` event the room is over: no further command may be applied.
 */
export function step(room: Room, command: Command, now: number): StepResult {
  const result = apply(room, command, now);
  if (result.kind === "refused" || hasEnded(result)) return result;
  const settled = settle(result, now);
  // [R17] the clock alone is nothing that happens
  const active_at = command.type === "tick" ? room.active_at : now;
  const jump = command.type === "recover" ? VERSION_JUMP : 0;
  const version = room.version + jump + (settled.events.some(isSeen) ? 1 : 0);
  // where nothing has changed the room is the same: whoever keeps it needs only look at that
  const same = settled.room === room && active_at === room.active_at && version === room.version;
  return same ? settled : { ...settled, room: { ...settled.room, active_at, version } };
}

function apply(room: Room, command: Command, now: number): StepResult {
  switch (command.type) {
    case "reserve":
      return reserve(room, command, now);
    case "announce":
      return announce(room, command.by, now);
    case "begin":
      return begin(room, command.by, command.ticket, now);
    case "restart":
      return restart(room, command.by, now);
    case "vote":
      return vote(room, command);
    case "reveal":
      return reveal(room, command, now);
    case "set_role":
      return setRole(room, command);
    case "remove":
      return remove(room, command, now);
    case "leave":
      return goes(room, command.by, now);
    case "estimate":
      return estimate(room, command);
    case "queue":
      return queueTickets(room, command);
    case "settings":
      return changeSettings(room, command);
    case "timer":
      return setTimer(room, command);
    case "hand_over":
      return handOver(room, command);
    case "end_session":
      return notByAdmin(room, command.by, "end the session") ?? end(room, "ended_by_admin", now);
    case "disconnect":
      // [P2.7] only v2 members can come back, and only to a room that knows them
      return canReturn(room, command.by) ? disconnect(room, command) : goes(room, command.by, now);
    case "resume":
      return resume(room, command.by);
    case "recover":
      // [R14, S6] a v1 admin can't come back
      return announced(room, room.admin_id)?.protocol === "v2"
        ? recover(room, command, now)
        : end(room, "admin_left", now);
    case "tick":
      return tick(room, now);
    case "end":
      return end(room, command.reason, now);
    default:
      return assertNever(command);
  }
}

function end(room: Room, reason: EndReason, now: number): Done {
  return done(room, { type: "ended", reason, results: resultsOf(room, now) });
}

/** [R14] The admin is gone, and the room with it: the others were there to the end. */
function endWithoutAdmin(room: Room, now: number): Done {
  const participants = room.participants.map((one) =>
    one.member_id === room.admin_id ? { ...one, left_at: now } : one
  );
  return end({ ...room, participants }, "admin_left", now);
}

/** Somebody is out for good. [R14] An admin may take the room along. */
function goes(room: Room, by: MemberId, now: number): StepResult {
  return by === room.admin_id ? adminLeaves(room, now) : leave(room, by, now);
}

function canReturn(room: Room, by: MemberId): boolean {
  return announced(room, by)?.protocol === "v2";
}

/** [R14] The room closes, or goes to whoever is next. */
function adminLeaves(room: Room, now: number): Done {
  const next = room.settings.on_admin_leave === "promote" ? successor(room) : null;
  if (next === null) return endWithoutAdmin(room, now);
  const promoted = makeAdmin(room, next);
  const left = leave(promoted.room, room.admin_id, now);
  if (left.kind === "refused") return promoted;
  return done(left.room, ...left.events, ...promoted.events);
}

/** What time alone brings: away members are given up, and an admin that is away too long [P2.7, R14]. */
function tick(room: Room, now: number): Done {
  const expired = expire(room, now);
  const { admin_awaited_until } = expired.room;
  if (admin_awaited_until === null || admin_awaited_until > now) {
    return done(expired.room, ...expired.events);
  }
  const next = room.settings.on_admin_leave === "promote" ? successor(expired.room) : null;
  if (next === null) {
    const ended = endWithoutAdmin(expired.room, now);
    return done(ended.room, ...expired.events, ...ended.events);
  }
  const promoted = makeAdmin(expired.room, next);
  // a former admin is an ordinary member: it stays away until its own time is up, which may be now
  const former = expire(promoted.room, now);
  return done(former.room, ...expired.events, ...promoted.events, ...former.events);
}

/** [P2.3] Each change that members can see has an event; a vote in place of another shows nothing. */
function isSeen(event: RoomEvent): boolean {
  return event.type !== "voted" || event.first;
}

function hasEnded(result: Done): boolean {
  return result.events.some((event) => event.type === "ended");
}

/** Draws the conclusions that any change can lead to: the ballot is complete [R8, R9], the room is full [R4]. */
function settle(result: Done, now: number): Done {
  let room = result.room;
  const news: RoomEvent[] = [];

  const ballot = room.ballot;
  if (ballot !== null && ballot.phase !== "revealed") {
    const phase = isComplete(room, ballot.votes) ? "complete" : "voting";
    const current = { ...ballot, phase } as const;
    if (phase !== ballot.phase) room = { ...room, ballot: current };
    if (phase === "complete" && ballot.phase === "voting") {
      news.push({ type: "completed", ticket: ballot.ticket, attempt: ballot.attempt });
    }
    if (phase === "complete" && room.settings.auto_reveal) {
      const revealed = turnOver(room, current, now); // [P2.7] complete: nobody is waited for
      room = revealed.room;
      news.push(...revealed.events);
    }
  }

  const full = voterCount(room) === room.capacity;
  if (full && room.filled !== "now") {
    // [R4] the first filling is told in any case, a later one only where it lets a ballot begin
    const idle = room.ballot === null || room.ballot.phase === "revealed";
    if (idle || room.filled === "never") news.push({ type: "filled" });
    room = { ...room, filled: "now" };
  } else if (!full && room.filled === "now") {
    room = { ...room, filled: "once" };
  }
  return { kind: "done", room, events: [...result.events, ...news] };
}

/** [R8] A vote is in, a voter is there, and every voter there, or away for a moment, has voted. */
function isComplete(room: Room, votes: ReadonlyMap<MemberId, unknown>): boolean {
  let isAnybodyThere = false;
  for (const member of room.members.values()) {
    if (!isVoter(member)) continue;
    if (isWaitedFor(member) && !votes.has(member.member_id)) return false;
    if (member.presence.state === "online") isAnybodyThere = true;
  }
  return isAnybodyThere && votes.size > 0;
}

/** [P2.7] */
function isWaitedFor({ presence }: Member): boolean {
  return presence.state === "online" || presence.waited_for;
}
