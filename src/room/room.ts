/**
 * The room: a pure function of its state and a command. It owns every rule of who may do what and when
 * [R1-R17]; it must never read a clock, draw a random number, wait, log or touch a socket.
 */
import { begin, restart, reveal, vote } from "./ballot.ts";
import type { Deck } from "./deck.ts";
import { type Command, type Done, done, type RoomEvent, type StepResult } from "./events.ts";
import { announce, announcedVoters, leave, remove, reserve, setRole } from "./members.ts";
import { resultsOf } from "./results.ts";
import { assertNever, type EndReason, type Member, type MemberId, type Room } from "./state.ts";

export interface RoomOptions {
  readonly room_id: string;
  readonly capacity: number;
  readonly deck: Deck;
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
    admin_id: admin.member_id,
    members: new Map([[admin.member_id, { ...admin, seated_at: now, announced_at: null }]]),
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
  if (result.kind === "refused") return result;
  if (result.events.some((event) => event.type === "ended")) return result;
  return settle({ ...result, room: { ...result.room, active_at: now } });
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
      // [R14] a v1 admin's room does not outlive its connection
      return command.by === room.admin_id
        ? end(room, "admin_left", now)
        : leave(room, command.by, now);
    case "end":
      return end(room, command.reason, now);
    default:
      return assertNever(command);
  }
}

function end(room: Room, reason: EndReason, now: number): Done {
  return done(room, { type: "ended", reason, results: resultsOf(room, now) });
}

/** Draws the conclusions that any change can lead to: the ballot is complete [R8, R9], the room is full [R4]. */
function settle(result: Done): Done {
  let room = result.room;
  const news: RoomEvent[] = [];

  const ballot = room.ballot;
  if (ballot !== null && ballot.phase !== "revealed") {
    const phase = isComplete(room, ballot.votes) ? "complete" : "voting";
    if (phase !== ballot.phase) room = { ...room, ballot: { ...ballot, phase } };
    if (phase === "complete" && ballot.phase === "voting") {
      news.push({ type: "completed", ticket: ballot.ticket, attempt: ballot.attempt });
    }
  }

  const full = announcedVoters(room).length === room.capacity;
  if (full && room.filled !== "now") {
    // [R4] the first filling is told in any case, a later one only where it lets a ballot begin
    const idle = ballot === null || ballot.phase === "revealed";
    if (idle || room.filled === "never") news.push({ type: "filled" });
    room = { ...room, filled: "now" };
  } else if (!full && room.filled === "now") {
    room = { ...room, filled: "once" };
  }
  return { kind: "done", room, events: [...result.events, ...news] };
}

/** [R8] A vote is in, a voter is there, and every voter there has voted. */
function isComplete(room: Room, votes: ReadonlyMap<MemberId, unknown>): boolean {
  const waitedFor = announcedVoters(room);
  return votes.size > 0 && waitedFor.length > 0 &&
    waitedFor.every((member) => votes.has(member.member_id));
}
