/** The model of members who are away, return or leave [P2.7, R9, R14]. */
import { end } from "./model_ending.ts";
import { sendPrompts } from "./model_prompts.ts";
import type { ModelRoom } from "./model_room.ts";
import { isTimeUp, timeIsUp } from "./model_voting.ts";
import type { Person } from "./person.ts";

/** How long an open ballot waits for a member who is away, in milliseconds [P2.7]. */
const BALLOT_WAIT_MS = 10_000;

/** A member leaves. If it was the admin, the room ends or another member is promoted [R14]. */
export function leave(room: ModelRoom, person: Person, now: number): void {
  const { coverage } = room;
  person.sits = false;
  const next = room.on_admin_leave === "promote" ? successor(room) : null;
  if (person === room.admin && next === null) {
    coverage.count("rooms ended by the admin's leaving");
    room.change(now, () => end(room, "admin_left"));
    return;
  }
  room.touched = now;
  const completed = room.change(now, () => {
    out(room, person);
    if (person === room.admin && next !== null) promote(room, next);
  });
  if (completed) coverage.count("completions because somebody left");
  sendPrompts(room);
}

/** [P2.7] A v2 member's connection has ended; its seat, name, role and vote are kept. */
export function away(
  room: ModelRoom,
  person: Person,
  { now, resume_grace_ms, admin_grace_ms }: {
    readonly now: number;
    readonly resume_grace_ms: number;
    readonly admin_grace_ms: number;
  },
): void {
  const { coverage, open } = room;
  coverage.count("v2 members away");
  if (open !== null) coverage.count("v2 members away in mid-ballot");
  person.sits = false;
  room.touched = now;
  room.change(now, () => {
    const [wait_until, gone_at] = [now + BALLOT_WAIT_MS, now + resume_grace_ms];
    person.away = { waited_for: true, wait_until, gone_at };
    if (person === room.admin) room.admin_until = now + admin_grace_ms;
    room.sendUpdateOf(person);
  });
  sendPrompts(room);
}

/** [P2.7] A member resumes; it may not have been away, and only have a new connection. */
export function back(room: ModelRoom, person: Person, now: number): void {
  room.touched = now;
  person.sits = true;
  if (person.away === null) return room.coverage.count("v2 connections replaced");
  room.coverage.count("v2 members back");
  if (person.restored) room.coverage.count("v2 members back after a restart");
  person.restored = false;
  if (!person.away.waited_for) room.coverage.count("v2 members back after the hold");
  if (room.open?.votes.some(({ who }) => who === person)) {
    room.coverage.count("v2 votes kept over a resume");
  }
  if (person === room.admin) room.coverage.count("v2 admins back in time");
  room.change(now, () => {
    person.away = null;
    if (person === room.admin) room.admin_until = null;
    room.sendUpdateOf(person);
  });
  sendPrompts(room);
}

/** [R11a, P2.7, R14] Does what is due: the timer, and the ends of waits and graces of members who are away. */
export function expire(room: ModelRoom, now: number): void {
  const { coverage } = room;
  const completed = room.change(now, () => {
    if (isTimeUp(room, now)) timeIsUp(room);
    expireMembers(room, now);
    if (room.admin_until === null || room.admin_until > now) return;
    const next = room.on_admin_leave === "promote" ? successor(room) : null;
    if (next === null) {
      coverage.count("v2 rooms closed after the admin grace");
      return end(room, "admin_left");
    }
    coverage.count("v2 promotions after the admin grace");
    promote(room, next);
    expireMembers(room, now);
  });
  if (completed) coverage.count("v2 completions because the hold was over");
  sendPrompts(room);
}

/** [R14] The member who is promoted: the v2 voter who is online and longest in the room, or else such an observer. */
export function successor(room: ModelRoom): Person | null {
  const able = room.here.filter((person) => person !== room.admin && canBeAdmin(person));
  return able.find(({ role }) => role === "voter") ?? able[0] ?? null;
}

/** [P1.4, R14] */
export function canBeAdmin({ protocol, away }: Person): boolean {
  return protocol === "v2" && away === null;
}

export function promote(room: ModelRoom, person: Person): void {
  room.admin = person;
  room.admin_until = null;
  room.sendUpdateOf(person);
}

/** Removes a member and notifies the others; its vote stays [R9]. */
export function out(room: ModelRoom, person: Person): void {
  person.left = true;
  room.people = room.people.filter((one) => one !== person);
  if (!person.announced) return;
  person.left_at = room.wall();
  room.coverage.count("members left");
  room.sendUpdateOf(person);
}

function expireMembers(room: ModelRoom, now: number): void {
  for (const person of room.people) {
    const { away } = person;
    if (away === null) continue;
    if (away.gone_at <= now && person !== room.admin) {
      room.coverage.count("v2 members given up after the grace");
      out(room, person);
    } else if (away.waited_for && away.wait_until <= now) away.waited_for = false;
  }
}
