/**
 * What one incarnation of a worker is home to, as the rules describe it: rooms, who sits in them, and what time
 * alone brings. It is given what the real home gets, in the same order.
 */
import { end } from "./model_ending.ts";
import { freeName } from "./model_names.ts";
import { sendPrompts } from "./model_prompts.ts";
import { away, back, expire, leave, out } from "./model_presence.ts";
import { ModelReaders } from "./model_readers.ts";
import { ModelRoom } from "./model_room.ts";
import { keepsOut } from "./model_admission.ts";
import { announce, handleV1 } from "./model_v1.ts";
import { recover } from "./model_saved.ts";
import { isTimeUp } from "./model_voting.ts";
import { handleV2 } from "./model_v2.ts";
import { welcomeFrame } from "./model_view.ts";
import { Person, type RoomMessage } from "./person.ts";
import type { CreateHandshake, JoinHandshake, ResumeHandshake } from "./handshake.ts";
import type { Name } from "./inputs.ts";
import type { Applicant, World } from "./world.ts";

/** Somebody's seat, and the connection that it has. */
export interface Seat<Line> {
  readonly line: Line;
  readonly person: Person;
  readonly room: ModelRoom;
  /** The version of the room that the home last sent to it [P2.3]. */
  sentVersion: number;
}

const ANNOUNCE_WITHIN_MS = 10_000;
const NAMESAKE_SILENCE_MS = 60_000;

export class ModelHome<Line extends Applicant> {
  rooms: ModelRoom[] = [];
  /** Everybody who has a seat here and a connection, in the order they got it. */
  seats: Seat<Line>[] = [];
  /** Whoever was given a seat in this incarnation, and whose connection has yet to be notified. */
  readonly granted = new Set<Line>();
  /** Every seat that this incarnation gave to a connection, whatever became of it. */
  readonly given = new Map<Line, Seat<Line>>();
  /** Every room that was opened in this incarnation, in that order. */
  readonly opened: ModelRoom[] = [];
  /** Members of rooms that are over, who may fetch what the end left out [P2.8]. */
  readonly readers: ModelReaders<Line>;
  frozen = false;
  /** It has given up its rooms, which are not over for that where there is a journal. */
  closed = false;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.readers = new ModelReaders(world.coverage);
  }

  seatOf(line: Line): Seat<Line> | undefined {
    return this.seats.find((seat) => seat.line === line);
  }

  create(line: Line, handshake: CreateHandshake): void {
    const { coverage } = this.#world;
    const now = this.#world.now();
    if (this.frozen) return this.#refuse(line, "restarting");
    if (!this.#world.limits.mayOpen()) return this.#refuse(line, "try_later");
    if (!this.#world.limits.mayOpenFrom(line.address)) {
      coverage.count("refused: too many rooms of an address");
      return line.refuse("try_later", null);
    }
    const { name, capacity, deck, on_admin_leave } = handshake;
    const admin = this.#person(line, name, handshake);
    const room = new ModelRoom({
      capacity,
      admin,
      deck: deck.means,
      on_admin_leave,
      now,
      wall: () => this.#world.wall(),
      coverage,
      ids: this.#world.ids,
    });
    room.openedFrom = line.address;
    this.rooms.push(room);
    this.opened.push(room);
    coverage.count("rooms opened");
    if (deck.means.name === "custom") coverage.count("v2 rooms with a deck of their own");
    this.#giveSeat({ line, person: admin, room, sentVersion: 0 });
    if (handshake.protocol === "v2") return;
    const takesRoom = (room_id: string) => this.#world.takesRoom(room, room_id);
    admin.send({ what: "CREATE_ROOM", takesRoom });
  }

  /** [R2, W5] */
  join(line: Line, handshake: JoinHandshake): void {
    const { coverage } = this.#world;
    if (this.frozen) return this.#refuse(line, "restarting");
    const room = this.rooms.find(({ id }) => id === handshake.room_id);
    if (room === undefined) return this.#refuse(line, "no_such_room");
    const keptOut = keepsOut(room, handshake, line.address);
    if (keptOut !== null) {
      coverage.count(keptOut.point);
      return line.refuse(keptOut.why, keptOut.field);
    }
    if (handshake.protocol === "v1" && !this.#world.limits.mayReserveFrom(line.address)) {
      coverage.count("refused: too many unclaimed seats");
      return line.refuse("try_later", null);
    }
    if (handshake.protocol === "v1") this.#takeOver(room, handshake.name.key, line.address);
    if (room.taken(handshake.role) >= room.capacity && !this.#makeRoom(room, handshake.role)) {
      if (handshake.raced) coverage.count("refused: last seat lost in a race");
      if (handshake.role === "observer") coverage.count("refused: too many observers");
      return this.#refuse(line, "room_full");
    }
    if (room.passcode !== null) coverage.count("joins with the right passcode");
    const person = this.#person(line, freeName(room.people, handshake.name), handshake);
    if (handshake.protocol === "v1") person.reservedFrom = line.address;
    room.people.push(person);
    room.changes++;
    room.touched = this.#world.now();
    this.#giveSeat({ line, person, room, sentVersion: 0 });
  }

  /** [P1.3a] An old client that has sent nothing for long gives way to one of its name and address. */
  #takeOver(room: ModelRoom, key: string, address: string): void {
    const now = this.#world.now();
    const silent = room.here.find((one) =>
      one.protocol === "v1" && one !== room.admin && one.key === key &&
      one.reservedFrom === address && now - one.lastMessageAt >= NAMESAKE_SILENCE_MS
    );
    if (silent === undefined) return;
    silent.send({ what: "line", own: true });
    silent.send({ what: "close", code: 1000 });
    this.seats = this.seats.filter((seat) => seat.person !== silent);
    leave(room, silent, now);
  }

  /** [P2.7] Back to a seat; the connection that it had gives way. */
  resume(line: Line, { room_id, token }: ResumeHandshake): void {
    const { coverage } = this.#world;
    if (this.frozen) return this.#refuse(line, "restarting");
    const room = this.rooms.find(({ id }) => id === room_id);
    if (room === undefined) {
      coverage.count("v2 resumes in rooms that were gone");
      return this.#refuse(line, "no_such_room");
    }
    const who = this.#world.tokens.get(token);
    const person = room.people.find((one) => one.who === who);
    if (person === undefined) {
      coverage.count(
        room.everybody.some((one) => one.who === who)
          ? "v2 resumes of former members"
          : "v2 resumes with a strange token",
      );
      return this.#refuse(line, "resume_refused");
    }
    const older = this.seats.find((seat) => seat.person === person);
    if (older !== undefined) {
      person.send({ what: "close", code: 4001 });
      this.seats = this.seats.filter((seat) => seat !== older);
    }
    if (room.locked) coverage.count("resumes into a locked room");
    person.line = line;
    const seat = { line, person, room, sentVersion: 0 };
    this.#addSeat(seat);
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

  receive(line: Line, message: RoomMessage): void {
    if (this.readers.receive(line, message)) return;
    const seat = this.seatOf(line);
    if (this.frozen) return;
    const { coverage } = this.#world;
    if (seat === undefined) {
      if (message.kind !== "gone") coverage.count("messages to a room that was gone");
      return;
    }
    const { person, room } = seat;
    const now = this.#world.now();
    person.lastMessageAt = now;
    if (message.kind === "gone") {
      this.seats = this.seats.filter((one) => one !== seat);
      this.#disconnected(seat, person.protocol === "v2" && message.welcomed);
    } else if (message.kind === "request") {
      handleV2(room, person, message, { now, ids: this.#world.ids });
    } else handleV1(room, person, message, now);
    this.#tidy();
  }

  /** [S5] All these connections are gone at once: none of them is sent that the others left. */
  lost(lines: readonly Line[]): void {
    this.readers.lost(lines);
    const lost = this.seats.filter(({ line }) => lines.includes(line));
    this.seats = this.seats.filter((seat) => !lost.includes(seat));
    for (const { person } of lost) person.sits = false;
    if (this.frozen) return;
    for (const seat of lost) {
      this.#world.coverage.count("members of a lost edge gone");
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
        coverage.count("idle rooms");
        room.change(now, () => end(room, "idle"));
        continue;
      }
      for (const person of room.people) {
        if (person.announced || now - person.since < ANNOUNCE_WITHIN_MS) continue;
        coverage.count("unannounced seats freed");
        person.send({ what: "line", mentions: [room.id], own: true });
        person.send({ what: "close", code: 1000 });
        this.seats = this.seats.filter((seat) => seat.person !== person);
        leave(room, person, now);
        if (room.over) break;
      }
      const away = room.people.some((person) => person.away !== null);
      if (!room.over && (away || isTimeUp(room, now))) expire(room, now);
    }
    this.#tidy();
  }

  /** [S6] With a journal only those rooms end that nobody can come back to. */
  endAll(): void {
    const now = this.#world.now();
    for (const room of this.rooms) {
      if (this.#world.journaled && room.admin.protocol === "v2") continue;
      this.#world.coverage.count("rooms ended by the drain");
      room.change(now, () => end(room, "server_stopping"));
    }
    this.#tidy();
  }

  /** It gave everything up and sent nothing. */
  close(): void {
    this.frozen = true;
    this.closed = true;
    this.rooms = [];
    this.seats = [];
    this.readers.clear();
  }

  #disconnected({ person, room }: Seat<Line>, returns: boolean): void {
    const now = this.#world.now();
    const { resume_grace_ms, admin_grace_ms } = this.#world;
    if (returns) return away(room, person, { now, resume_grace_ms, admin_grace_ms });
    if (person.protocol === "v2") this.#world.coverage.count("v2 joiners gone before WELCOME");
    leave(room, person, now);
  }

  /** [R2] An old client's seat that it has not claimed gives way, the oldest first; never the admin's. */
  #makeRoom(room: ModelRoom, role: Person["role"]): boolean {
    const idle = room.people.find((person) =>
      person.protocol === "v1" && !person.announced && person !== room.admin && person.role === role
    );
    if (idle === undefined) return false;
    this.#world.coverage.count("unclaimed seats that gave way");
    idle.send({ what: "line", mentions: [room.id], own: true });
    idle.send({ what: "close", code: 1000 });
    this.seats = this.seats.filter((seat) => seat.person !== idle);
    out(room, idle);
    return true;
  }

  #giveSeat(seat: Seat<Line>): void {
    this.#world.coverage.count("seats given");
    this.#addSeat(seat);
    const { person, room } = seat;
    if (person.protocol === "v1") return;
    this.#world.coverage.count(person.role === "voter" ? "v2 voters" : "v2 observers");
    announce(room, person, this.#world.now()); // [R3] at once
    this.#welcome(seat);
    sendPrompts(room);
  }

  #addSeat(seat: Seat<Line>): void {
    this.seats.push(seat);
    this.granted.add(seat.line);
    this.given.set(seat.line, seat);
  }

  #welcome(seat: Seat<Line>): void {
    const { person, room } = seat;
    const takesRoom = (room_id: string) => this.#world.takesRoom(room, room_id);
    const [now, wall] = [this.#world.now(), this.#world.wall()];
    person.send(welcomeFrame(room, person, { now, wall, takesRoom }));
    seat.sentVersion = room.version;
  }

  #tidy(): void {
    for (const seat of this.seats) {
      if (seat.room.readers.includes(seat.person)) this.readers.add(seat, this.#world.now());
    }
    // whoever left has no seat any more
    this.seats = this.seats.filter(({ room, person }) => !room.over && !person.left);
    this.rooms = this.rooms.filter(({ over }) => !over);
  }

  #person(
    line: Line,
    name: Pick<Name, "shown" | "key">,
    handshake: CreateHandshake | JoinHandshake,
  ): Person {
    const { shown, key } = name;
    const now = this.#world.now();
    const person = new Person(this.#world.nextPerson(), line, shown, key, now, handshake);
    person.address = line.address;
    return person;
  }

  #refuse(line: Line, why: keyof typeof REFUSED): void {
    const { point, field } = REFUSED[why];
    this.#world.coverage.count(point);
    line.refuse(why, field);
  }
}

/** How refusals are counted, and the parameter that each has to name. */
const REFUSED = {
  restarting: { point: "refused: stopping", field: null },
  try_later: { point: "refused: too many rooms", field: null },
  no_such_room: { point: "refused: no such room", field: "room_id" },
  room_full: { point: "refused: room full", field: null },
  resume_refused: { point: "refused: resume", field: "resume_token" },
} as const;
