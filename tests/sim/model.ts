/**
 * What one life of a worker is home to, as the rules describe it: rooms, who sits in them, and what time
 * alone brings. It is told what the real home gets, in the order in which it gets it.
 */
import { away, back, expire, leave } from "./model_presence.ts";
import { ModelRoom } from "./model_room.ts";
import { announce, hearV1 } from "./model_v1.ts";
import { recover } from "./model_saved.ts";
import { hearV2 } from "./model_v2.ts";
import { welcomeTold } from "./model_view.ts";
import { Person, type Said } from "./person.ts";
import type { CreateWish, JoinWish, ResumeWish } from "./wish.ts";
import type { Name } from "./words.ts";
import type { Applicant, World } from "./world.ts";

/** Somebody's seat, and the connection that it has. */
export interface Seat<Line> {
  readonly line: Line;
  readonly person: Person;
  readonly room: ModelRoom;
  /** The version of the room that the home last sent to it [P2.3]. */
  told: number;
}

const ANNOUNCE_WITHIN_MS = 10_000;
const NAME_LENGTH_MAX = 40;
const V1_CARDS_MIN = 2;

export class ModelHome<Line extends Applicant> {
  rooms: ModelRoom[] = [];
  /** Everybody who has a seat here and a connection, in the order they got it. */
  seats: Seat<Line>[] = [];
  /** Whoever was given a seat in this life, and whose connection has yet to be told so. */
  readonly granted = new Set<Line>();
  /** Every seat that this life gave to a connection, whatever became of it. */
  readonly given = new Map<Line, Seat<Line>>();
  /** Every room that was opened in this life, in that order. */
  readonly opened: ModelRoom[] = [];
  frozen = false;
  /** It has given up its rooms, which are not over for that where there is a journal. */
  closed = false;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  seatOf(line: Line): Seat<Line> | undefined {
    return this.seats.find((seat) => seat.line === line);
  }

  create(line: Line, wish: CreateWish): void {
    const { coverage } = this.#world;
    const now = this.#world.now();
    if (this.frozen) return this.#refuse(line, "restarting");
    if (!this.#world.mayOpen()) return this.#refuse(line, "try_later");
    const { name, capacity, deck, on_admin_leave } = wish;
    const admin = this.#person(line, name, wish);
    const room = new ModelRoom({
      capacity,
      admin,
      deck: deck.means,
      on_admin_leave,
      now,
      coverage,
    });
    this.rooms.push(room);
    this.opened.push(room);
    coverage.saw("rooms opened");
    if (deck.means.name === "custom") coverage.saw("v2 rooms with a deck of their own");
    this.#seat({ line, person: admin, room, told: 0 });
    if (wish.protocol === "v2") return;
    const takesRoom = (room_id: string) => this.#world.takesRoom(room, room_id);
    admin.hears({ what: "CREATE_ROOM", takesRoom });
  }

  /** [R2, W5] */
  join(line: Line, wish: JoinWish): void {
    const { coverage } = this.#world;
    if (this.frozen) return this.#refuse(line, "restarting");
    const room = this.rooms.find(({ id }) => id === wish.room_id);
    if (room === undefined) return this.#refuse(line, "no_such_room");
    if (wish.protocol === "v1" && room.v1_cards.length < V1_CARDS_MIN) {
      return this.#refuse(line, "bad_request"); // [P1.3]
    }
    if (room.taken(wish.role) >= room.capacity) {
      if (wish.raced) coverage.saw("refused: last seat lost in a race");
      if (wish.role === "observer") coverage.saw("refused: too many observers");
      return this.#refuse(line, "room_full");
    }
    const taken = (key: string) => room.people.some((person) => person.key === key);
    let { shown, key } = wish.name;
    for (let number = 2; taken(key); number++) {
      const suffix = ` (${number})`;
      shown = wish.name.shown.slice(0, NAME_LENGTH_MAX - suffix.length).trimEnd() + suffix;
      key = wish.name.key.slice(0, NAME_LENGTH_MAX - suffix.length).trimEnd() + suffix;
    }
    const person = this.#person(line, { shown, key }, wish);
    room.people.push(person);
    room.changes++;
    room.touched = this.#world.now();
    this.#seat({ line, person, room, told: 0 });
  }

  /** [P2.7] Back to a seat; the connection that it had gives way. */
  resume(line: Line, { room_id, token }: ResumeWish): void {
    const { coverage } = this.#world;
    if (this.frozen) return this.#refuse(line, "restarting");
    const room = this.rooms.find(({ id }) => id === room_id);
    if (room === undefined) {
      coverage.saw("v2 resumes in rooms that were gone");
      return this.#refuse(line, "no_such_room");
    }
    const who = this.#world.tokens.get(token);
    const person = room.people.find((one) => one.who === who);
    if (person === undefined) {
      coverage.saw(
        room.everybody.some((one) => one.who === who)
          ? "v2 resumes of former members"
          : "v2 resumes with a strange token",
      );
      return this.#refuse(line, "resume_refused");
    }
    const older = this.seats.find((seat) => seat.person === person);
    if (older !== undefined) {
      person.hears({ what: "close", code: 4001 });
      this.seats = this.seats.filter((seat) => seat !== older);
    }
    person.line = line;
    const seat = { line, person, room, told: 0 };
    this.#sits(seat);
    back(room, person, this.#world.now());
    this.#welcome(seat);
  }

  /** [S5, S6] These rooms were in the journal; what becomes of them without anybody there. */
  restore(rooms: readonly ModelRoom[]): void {
    const { resume_grace_ms } = this.#world;
    this.rooms = [...rooms];
    for (const room of rooms) recover(room, { now: this.#world.now(), resume_grace_ms });
    this.#tidy();
  }

  hear(line: Line, said: Said): void {
    const seat = this.seatOf(line);
    if (this.frozen) return;
    const { coverage } = this.#world;
    if (seat === undefined) {
      if (said.kind !== "gone") coverage.saw("messages to a room that was gone");
      return;
    }
    const { person, room } = seat;
    const now = this.#world.now();
    if (said.kind === "gone") {
      this.seats = this.seats.filter((one) => one !== seat);
      this.#disconnected(seat, person.protocol === "v2" && !said.untold);
    } else if (said.kind === "ask") {
      hearV2(room, person, said, { now, ids: this.#world.ids });
    } else hearV1(room, person, said, now);
    this.#tidy();
  }

  /** [S5] All these connections are gone at once: none of them hears of the others. */
  lost(lines: readonly Line[]): void {
    const lost = this.seats.filter(({ line }) => lines.includes(line));
    this.seats = this.seats.filter((seat) => !lost.includes(seat));
    for (const { person } of lost) person.sits = false;
    if (this.frozen) return;
    for (const seat of lost) {
      this.#world.coverage.saw("members of a dead edge gone");
      if (!seat.room.over) this.#disconnected(seat, seat.person.protocol === "v2");
    }
    this.#tidy();
  }

  /** What time alone brings: idle rooms, seats that nobody claimed, absences [R3, R14, R17, P2.7]. */
  sweep(): void {
    const { coverage, room_idle_ms } = this.#world;
    const now = this.#world.now();
    for (const room of this.rooms) {
      if (now - room.touched >= room_idle_ms) {
        coverage.saw("idle rooms");
        room.change(now, () => room.end("idle", now));
        continue;
      }
      for (const person of room.people) {
        if (person.announced || now - person.since < ANNOUNCE_WITHIN_MS) continue;
        coverage.saw("unannounced seats freed");
        person.hears({ what: "line", says: [room.id], own: true });
        person.hears({ what: "close", code: 1000 });
        this.seats = this.seats.filter((seat) => seat.person !== person);
        leave(room, person, now);
        if (room.over) break;
      }
      if (!room.over && room.people.some((person) => person.away !== null)) expire(room, now);
    }
    this.#tidy();
  }

  /** [S6] With a journal only those rooms end that nobody can come back to. */
  endAll(): void {
    const now = this.#world.now();
    for (const room of this.rooms) {
      if (this.#world.journaled && room.admin.protocol === "v2") continue;
      this.#world.coverage.saw("rooms ended by the drain");
      room.change(now, () => room.end("server_stopping", now));
    }
    this.#tidy();
  }

  /** It gave everything up without a word. */
  close(): void {
    this.frozen = true;
    this.closed = true;
    this.rooms = [];
    this.seats = [];
  }

  #disconnected({ person, room }: Seat<Line>, returns: boolean): void {
    const now = this.#world.now();
    const { resume_grace_ms, admin_grace_ms } = this.#world;
    if (returns) return away(room, person, { now, resume_grace_ms, admin_grace_ms });
    if (person.protocol === "v2") this.#world.coverage.saw("v2 joiners gone before WELCOME");
    leave(room, person, now);
  }

  #seat(seat: Seat<Line>): void {
    this.#world.coverage.saw("seats given");
    this.#sits(seat);
    const { person, room } = seat;
    if (person.protocol === "v1") return;
    this.#world.coverage.saw(person.role === "voter" ? "v2 voters" : "v2 observers");
    announce(room, person, this.#world.now()); // [R3] at once
    this.#welcome(seat);
    room.prompt();
  }

  #sits(seat: Seat<Line>): void {
    this.seats.push(seat);
    this.granted.add(seat.line);
    this.given.set(seat.line, seat);
  }

  #welcome(seat: Seat<Line>): void {
    const { person, room } = seat;
    const takesRoom = (room_id: string) => this.#world.takesRoom(room, room_id);
    person.hears(welcomeTold(room, person, { now: this.#world.now(), takesRoom }));
    seat.told = room.version;
  }

  #tidy(): void {
    // whoever left has no seat any more
    this.seats = this.seats.filter(({ room, person }) => !room.over && !person.left);
    this.rooms = this.rooms.filter(({ over }) => !over);
  }

  #person(line: Line, name: Pick<Name, "shown" | "key">, wish: CreateWish | JoinWish): Person {
    const { shown, key } = name;
    return new Person(this.#world.nextPerson(), line, shown, key, this.#world.now(), wish);
  }

  #refuse(line: Line, why: keyof typeof REFUSED): void {
    const { sight, field } = REFUSED[why];
    this.#world.coverage.saw(sight);
    line.turnedAway(why, field);
  }
}

/** How refusals are counted, and the parameter that each has to name. */
const REFUSED = {
  restarting: { sight: "refused: stopping", field: null },
  try_later: { sight: "refused: too many rooms", field: null },
  no_such_room: { sight: "refused: no such room", field: "room_id" },
  bad_request: { sight: "refused: no cards for an old client", field: "room_id" },
  room_full: { sight: "refused: room full", field: null },
  resume_refused: { sight: "refused: resume", field: "resume_token" },
} as const;
