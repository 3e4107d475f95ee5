/**
 * The model of what a journal must keep of a room, and of a restored room, in which nobody is connected [P2.7, R14, S5,
 * S6].
 */
import { end } from "./model_ending.ts";
import { ModelRoom } from "./model_room.ts";
import { out } from "./model_presence.ts";
import { visible } from "./model_view.ts";
import { type Ballot, Person } from "./person.ts";

/** How long an open ballot waits for members who are away after a restart, in milliseconds [P2.7]. */
const BALLOT_WAIT_MS = 60_000;
/** By how much versions jump after a restart: more than can have been sent and not saved [P2.3]. */
const VERSION_JUMP = 1_000_000;

/** A deep copy of a room. */
export function copyOf(room: ModelRoom): ModelRoom {
  const people = new Map<Person, Person>();
  const person = (one: Person): Person => {
    const known = people.get(one);
    if (known !== undefined) return known;
    const copy = new Person(one.who, one.line, one.shown, one.key, one.since, one);
    people.set(one, copy);
    const { announced, left, joined_at, left_at, address } = one;
    const away = one.away === null ? null : { ...one.away };
    const kept = { announced, left, away, joined_at, left_at, address };
    return Object.assign(copy, { sits: false, ...kept });
  };
  const ballots = new Map<Ballot, Ballot>();
  const ballot = (one: Ballot): Ballot => {
    const copy = ballots.get(one) ?? {
      ...one,
      // votes of earlier ballots never change
      votes: one !== room.ballot
        ? one.votes
        : one.votes.map((vote) => ({ ...vote, who: person(vote.who) })),
    };
    ballots.set(one, copy);
    return copy;
  };
  const { capacity, deck, on_admin_leave, touched: now, wall, coverage, ids } = room;
  const admin = person(room.admin);
  const copy = new ModelRoom({ capacity, admin, deck, on_admin_leave, now, wall, coverage, ids });
  for (const field of KEPT) Object.assign(copy, { [field]: room[field] });
  copy.admin_until = room.admin_until;
  copy.people = room.people.map(person);
  copy.everybody = room.everybody.map(person);
  copy.past = room.past.map(ballot);
  copy.ballot = room.ballot && ballot(room.ballot);
  copy.queue = [...room.queue];
  for (const [ticket, attempt] of room.attempts) copy.attempts.set(ticket, attempt);
  return copy;
}

/** Fields that are kept unchanged. */
const KEPT = [
  "id",
  "awaits",
  "created_at",
  "name",
  "locked",
  "passcode",
  "bars",
  "auto_reveal",
  "who_runs",
  "timer_ends_at",
  "timer_reveals",
  "savedAhead",
  "everFull",
  "full",
  "touched",
  "version",
  "changes",
] as const;

/** Whether both have the same terms, as the journal calls the fields that seldom change. */
export function haveSameTerms(one: ModelRoom, other: ModelRoom): boolean {
  const [these, those] = [one, other].map((room) => {
    const { capacity, deck, name, locked, passcode, bars } = room;
    return JSON.stringify([capacity, deck.name, deck.cards, name, locked, passcode, bars]);
  });
  return these === those;
}

/** Everything that a restart must not lose, as text, for comparisons. */
export function kept(room: ModelRoom): string {
  const { admin_until, past, open, people, version } = room;
  return JSON.stringify({
    ...{ ...visible(room), version, admin_until },
    awaits: room.awaits,
    ...{ passcode: room.passcode, bars: room.bars, attempts: [...room.attempts] },
    outcomes: past.map(({ estimate, note }) => [estimate, note]),
    queued: open?.queued ?? false,
    people: people.map(({ who, announced, role, shown, address, away }) => ({
      who,
      announced,
      role,
      shown,
      address,
      away,
    })),
    votes: open?.votes.map(({ who, card }) => [who.who, card]) ?? [],
  });
}

/** Restores a room in a new incarnation. */
export function recover(
  room: ModelRoom,
  { now, resume_grace_ms }: { readonly now: number; readonly resume_grace_ms: number },
): void {
  const { coverage, past } = room;
  if (room.admin.protocol === "v1") {
    coverage.count("rooms with a v1 admin ended by a restart");
    room.change(now, () => end(room, "admin_left"));
    return;
  }
  coverage.count("rooms restored");
  if (room.past.length > 0) coverage.count("histories restored");
  if (room.queue.length > 0) coverage.count("queues restored");
  if (room.queue.some(({ url }) => url !== undefined)) coverage.count("links restored");
  if (past.some(({ note }) => note !== null)) coverage.count("notes restored");
  if (room.name !== null) coverage.count("names of rooms restored");
  if (room.locked) coverage.count("locks restored");
  if (room.passcode !== null) coverage.count("passcodes restored");
  if (room.bars.length > 0) coverage.count("bars restored");
  if (room.who_runs === "everyone") coverage.count("rooms that everybody runs restored");
  if (room.timer_reveals) coverage.count("timers that reveal restored");
  if (room.open !== null && room.open.votes.length > 0) coverage.count("votes restored");
  room.touched = now;
  if (room.timer_ends_at !== null) {
    // [R17a] the journal has it on the wall clock, which may have been set since
    room.timer_ends_at += room.savedAhead - (room.wall() - now);
    coverage.count("timers restored");
  }
  const { version } = room;
  // [A3] in a room without members the change is not visible
  const isSeen = room.here.length > 0;
  const [wait_until, gone_at] = [now + BALLOT_WAIT_MS, now + resume_grace_ms];
  room.change(now, () => {
    for (const person of [...room.people]) {
      if (person.protocol === "v1") {
        coverage.count("v1 members left by a restart");
        out(room, person);
        continue;
      }
      const waited_for = person.away === null || person.away.waited_for;
      person.away = { waited_for, wait_until, gone_at };
      person.restored = true;
    }
    // an admin who has never come can't be away [A3]
    if (room.awaits === null) room.admin_until = gone_at;
    else coverage.count("rooms that wait for their admin restored");
  });
  room.jumpsTo(version + VERSION_JUMP + (isSeen ? 1 : 0));
}
