/**
 * The room: a pure function of its state and a command. It owns every rule of who may do what and when
 * [R1-R17]; it must never read a clock, draw a random number, wait, log or touch a socket.
 */
import { awaitsAdmin, changeSettings, handOver, makeAdmin, setTimer, successor } from "./admin.ts";
import { begin, cancel, nudge, restart, reveal, turnOver } from "./ballot.ts";
import type { Deck } from "./deck.ts";
import {
  type Command,
  type CommandOf,
  type Done,
  done,
  type RoomEvent,
  type StepResult,
} from "./events.ts";
import {
  announce,
  isVoter,
  leave,
  ONLINE,
  remove,
  rename,
  reserve,
  setMemberRole,
  setRole,
  voterCount,
} from "./members.ts";
import { NOTHING_COUNTED } from "./history_tally.ts";
import { importTickets } from "./imported.ts";
import { VERSION_JUMP } from "./limits.ts";
import type { Moment } from "./moment.ts";
import { estimate, note } from "./outcome.ts";
import { announced, requireAdmin } from "./permissions.ts";
import { disconnect, expire, extendGrace, recover, resume } from "./presence.ts";
import { editTicket, moveTicket, queueTickets, removeTicket } from "./queue.ts";
import { resultsOf } from "./results.ts";
import { changeRoom } from "./room_changes.ts";
import {
  assertNever,
  type EndReason,
  type Member,
  type MemberId,
  openBallot,
  type Room,
  type Settings,
} from "./state.ts";
import { vote } from "./votes.ts";

interface RoomOptions {
  readonly room_id: string;
  readonly capacity: number;
  readonly deck: Deck;
  /** Default: close the room [R14]. */
  readonly on_admin_leave?: Settings["on_admin_leave"];
  readonly admin: Pick<Member, "member_id" | "name" | "role" | "protocol" | "origin">;
}

/** A new room with one reserved seat: its creator's, who is the admin [R1]. */
export function createRoom(options: RoomOptions, now: Moment): Room {
  const { room_id, capacity, deck, on_admin_leave = "close", admin } = options;
  const settings = { auto_reveal: false, on_admin_leave, who_runs: "admin" } as const;
  const { member_id: admin_id } = admin;
  const room = emptyRoom({ room_id, capacity, deck, settings, admin_id }, now);
  const member = { ...admin, seated_at: now.steady, announced_at: null, presence: ONLINE };
  return { ...room, members: new Map([[admin_id, member]]) };
}

/** What a program chooses for the room that it opens [A3]. */
type OpenOptions =
  & Pick<Room, "room_id" | "capacity" | "deck" | "name" | "settings" | "passcode_hash">
  & { readonly admin_id: MemberId; readonly admin_link_hash: string };

/** [A3] A new room with nobody in it: the first to join with its admin link will be the admin. */
export function openRoom(options: OpenOptions, now: Moment): Room {
  return { ...emptyRoom(options, now), ...options };
}

function emptyRoom(
  { room_id, capacity, deck, settings, admin_id }: Pick<
    Room,
    "room_id" | "capacity" | "deck" | "settings" | "admin_id"
  >,
  now: Moment,
): Room {
  return {
    room_id,
    capacity,
    deck,
    created_at: now.wall,
    active_at: now.steady,
    version: 1,
    admin_id,
    admin_link_hash: null,
    name: null,
    locked: false,
    passcode_hash: null,
    bars: [],
    settings,
    queue: [],
    timer_ends_at: null,
    timer_reveals: false,
    nudged_at: null,
    admin_awaited_until: null,
    members: new Map(),
    ballot: null,
    cancelled: [],
    history: [],
    history_bytes: 0,
    history_tally: NOTHING_COUNTED,
    participants: [],
    departed: [],
    filled: "never",
  };
}

/**
 * Applies one command at the moment `now`, or refuses it.
 * After an `ended` event the room is over: no further command may be applied.
 */
export function step(room: Room, command: Command, now: Moment): StepResult {
  const result = apply(room, command, now);
  if (result.kind === "refused" || hasEnded(result)) return result;
  const settled = settle(result, { now, byVote: command.type === "vote" });
  // [R17] the passing of time is no activity
  const isTime = command.type === "tick" || command.type === "extend_grace";
  const active_at = isTime ? room.active_at : now.steady;
  const jump = command.type === "recover" ? VERSION_JUMP : 0;
  const version = room.version + jump + (settled.events.some(isSeen) ? 1 : 0);
  // if nothing has changed the same object is returned, so that callers can compare by identity
  const same = settled.room === room && active_at === room.active_at && version === room.version;
  return same ? settled : { ...settled, room: { ...settled.room, active_at, version } };
}

function apply(room: Room, command: Command, now: Moment): StepResult {
  switch (command.type) {
    case "reserve":
      return reserve(room, command, now);
    case "announce":
      return announce(room, command.by, now);
    case "begin":
      return begin(room, command.by, command.ticket, now);
    case "restart":
      return restart(room, command, now);
    case "cancel":
      return cancel(room, command);
    case "vote":
      return vote(room, command);
    case "reveal":
      return reveal(room, command, now);
    case "set_role":
      return setRole(room, command);
    case "set_member_role":
      return setMemberRole(room, command);
    case "rename":
      return rename(room, command);
    case "remove":
      return remove(room, command, now);
    case "leave":
      return memberLeaves(room, command.by, now);
    case "estimate":
      return estimate(room, command);
    case "note":
      return note(room, command);
    case "queue":
      return queueTickets(room, command);
    case "import":
      return importTickets(room, command);
    case "edit_ticket":
      return editTicket(room, command);
    case "move_ticket":
      return moveTicket(room, command);
    case "remove_ticket":
      return removeTicket(room, command);
    case "set_room":
      return changeRoom(room, command);
    case "nudge":
      return nudge(room, command.by, now);
    case "settings":
      return changeSettings(room, command);
    case "timer":
      return setTimer(room, command);
    case "hand_over":
      return handOver(room, command);
    case "end_session":
      return requireAdmin(room, command.by, "end the session") ?? end(room, "ended_by_admin", now);
    case "disconnect":
      // [P2.7] only v2 members can come back, and only to a room that knows them
      return canReturn(room, command.by)
        ? disconnect(room, command)
        : memberLeaves(room, command.by, now);
    case "resume":
      return resume(room, command);
    case "recover":
      return mayGoOn(room, command) ? recover(room, command, now) : end(room, "admin_left", now);
    case "extend_grace":
      return extendGrace(room, command);
    case "tick":
      return tick(room, now);
    case "end":
      return end(room, command.reason, now);
    default:
      return assertNever(command);
  }
}

function end(room: Room, reason: EndReason, now: Moment): Done {
  return done(room, { type: "ended", reason, results: resultsOf(room, now) });
}

/** [R14] Ends the room because its admin is gone. Only the admin gets a `left_at`: the others stayed to the end. */
function endWithoutAdmin(room: Room, now: Moment): Done {
  const participants = room.participants.map((one) =>
    one.member_id === room.admin_id ? { ...one, left_at: now.wall } : one
  );
  return end({ ...room, participants }, "admin_left", now);
}

/** The member leaves for good. [R14] If it is the admin, the room may end. */
function memberLeaves(room: Room, by: MemberId, now: Moment): StepResult {
  const isAdmin = by === room.admin_id && !awaitsAdmin(room);
  return isAdmin ? adminLeaves(room, now) : leave(room, by, now);
}

/** [R14, S6] Whether the room's admin can come back after a restart, or has yet to join. A v1 admin can't come back. */
export function outlivesRestart(room: Room): boolean {
  return awaitsAdmin(room) || canReturn(room, room.admin_id);
}

/** [C19] The same, but the connection of a v1 admin may still be open. */
function mayGoOn(room: Room, { v1_gone_at }: CommandOf<"recover">): boolean {
  return outlivesRestart(room) ||
    v1_gone_at !== undefined && announced(room, room.admin_id) !== null;
}

function canReturn(room: Room, by: MemberId): boolean {
  return announced(room, by)?.protocol === "v2";
}

/** [R14] The room ends, or the next member becomes its admin. */
function adminLeaves(room: Room, now: Moment): Done {
  const next = successor(room);
  if (next === null) return endWithoutAdmin(room, now);
  const promoted = makeAdmin(room, next);
  const left = leave(promoted.room, room.admin_id, now);
  return done(left.room, ...left.events, ...promoted.events);
}

/** Applies what is due: the timer's end, away members who leave, an admin who is away too long [R11a, P2.7, R14]. */
function tick(before: Room, now: Moment): Done {
  const timed = endTimer(before, now);
  const expired = expire(timed.room, now);
  const events = [...timed.events, ...expired.events];
  const { admin_awaited_until } = expired.room;
  if (admin_awaited_until === null || admin_awaited_until > now.steady) {
    return done(expired.room, ...events);
  }
  const next = successor(expired.room);
  if (next === null) {
    const ended = endWithoutAdmin(expired.room, now);
    return done(ended.room, ...events, ...ended.events);
  }
  const promoted = makeAdmin(expired.room, next);
  // the former admin is now an ordinary member, whose own time may be up already
  const former = expire(promoted.room, now);
  return done(former.room, ...events, ...promoted.events, ...former.events);
}

/** [R11a] The end of a timer that reveals, if there is a vote. Afterwards it is like any other ended timer. */
function endTimer(room: Room, now: Moment): Done {
  const { timer_ends_at, timer_reveals } = room;
  if (!timer_reveals || timer_ends_at === null || timer_ends_at > now.steady) return done(room);
  const ballot = openBallot(room);
  if (ballot !== null && ballot.votes.size > 0) return turnOver(room, ballot, now);
  return done({ ...room, timer_reveals: false }, { type: "changed" });
}

/** [P2.3] Whether an event changes what members see, and so the version. */
function isSeen(event: RoomEvent): boolean {
  if (event.type === "voted") return event.first;
  return event.type !== "gave_way" && event.type !== "nudged";
}

function hasEnded(result: Done): boolean {
  return result.events.some((event) => event.type === "ended");
}

/**
 * Applies what may follow from any change: the ballot becomes complete or incomplete [R8, R9], the room becomes full
 * [R4]. `byVote`: the change was a vote; only a vote may reveal a ballot automatically [P2.7].
 */
function settle(
  result: Done,
  { now, byVote }: { readonly now: Moment; readonly byVote: boolean },
): Done {
  let room = result.room;
  const news: RoomEvent[] = [];

  const ballot = openBallot(room);
  if (ballot !== null) {
    const phase = isComplete(room, ballot.votes) ? "complete" : "voting";
    let current = ballot;
    if (phase !== ballot.phase) {
      current = { ...ballot, phase };
      room = { ...room, ballot: current };
    }
    if (phase === "complete" && ballot.phase === "voting") {
      news.push({ type: "completed", ticket: ballot.ticket, attempt: ballot.attempt });
      // [P2.7] a reveal can't be undone, so a voter who merely lost the connection must not cause one
      if (byVote && room.settings.auto_reveal) {
        const revealed = turnOver(room, current, now);
        room = revealed.room;
        news.push(...revealed.events);
      }
    }
  }

  // a vote changes nobody's seat
  const full = byVote ? room.filled === "now" : voterCount(room) === room.capacity;
  if (full && room.filled !== "now") {
    // [R4] announced the first time, and later only while no ballot is open
    if (openBallot(room) === null || room.filled === "never") news.push({ type: "filled" });
    room = { ...room, filled: "now" };
  } else if (!full && room.filled === "now") {
    room = { ...room, filled: "once" };
  }
  return { kind: "done", room, events: [...result.events, ...news] };
}

/** [R8] There is a vote, a voter is online, and every voter who is online or waited for has voted. */
function isComplete(room: Room, votes: ReadonlyMap<MemberId, unknown>): boolean {
  let isAnybodyThere = false;
  for (const member of room.members.values()) {
    if (!isVoter(member)) continue;
    if (isWaitedFor(member) && !votes.has(member.member_id)) return false;
    if (member.presence.state === "online") isAnybodyThere = true;
  }
  return isAnybodyThere && votes.size > 0;
}

/** [P2.7] Whether a ballot waits for this member's vote. */
function isWaitedFor({ presence }: Member): boolean {
  return presence.state === "online" || presence.waited_for;
}
