/**
 * The model of a home, in one incarnation of a worker: its rooms, seats and deadlines, by the rules. It gets the same
 * input as the real home, in the same order.
 */
import { end } from "./model_ending.ts";
import { away, expire, leave } from "./model_presence.ts";
import { ModelTrackers } from "./model_home_trackers.ts";
import { ModelReaders } from "./model_readers.ts";
import { ModelJoining } from "./model_joining.ts";
import type { ModelRoom } from "./model_room.ts";
import { handleV1 } from "./model_v1.ts";
import { recover } from "./model_saved.ts";
import { isTimeUp } from "./model_voting.ts";
import { handleV2 } from "./model_v2.ts";
import type { Person, RoomMessage } from "./person.ts";
import type { Applicant, World } from "./world.ts";

/** A seat and its connection. */
export interface Seat<Line> {
  readonly line: Line;
  readonly person: Person;
  readonly room: ModelRoom;
  /** The room's version that the home last sent to it [P2.3]. */
  sentVersion: number;
}

const ANNOUNCE_WITHIN_MS = 10_000;
const FIRST_PERSON_MS = 3_600_000;

export class ModelHome<Line extends Applicant> {
  rooms: ModelRoom[] = [];
  /** All seats with a connection, in the order in which they got it. */
  seats: Seat<Line>[] = [];
  /** Connections that were given a seat, and have not been notified yet. */
  readonly granted = new Set<Line>();
  /** Every seat that this incarnation has given to a connection. */
  readonly given = new Map<Line, Seat<Line>>();
  /** Every room that was opened in this incarnation, in order. */
  readonly opened: ModelRoom[] = [];
  /** Members of ended rooms who may still fetch results [P2.8]. */
  readonly readers: ModelReaders<Line>;
  frozen = false;
  /** Whether it has given up its rooms, which with a journal have not ended. */
  closed = false;
  /** Creates, joins, resumes. */
  readonly joining: ModelJoining<Line>;
  /** Requests of its rooms to the tracker, if there is one [A5]. */
  readonly trackers: ModelTrackers;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.joining = new ModelJoining<Line>(this, world);
    this.readers = new ModelReaders(world.coverage);
    this.trackers = new ModelTrackers(world.tracker, {
      now: () => world.now(),
      isFrozen: () => this.frozen,
    });
  }

  seatOf(line: Line): Seat<Line> | undefined {
    return this.seats.find((seat) => seat.line === line);
  }

  /** [S5, S6] Restores rooms from the journal, without connections. */
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
      const { trackers } = this;
      handleV2(room, person, message, { now, ids: this.#world.ids, trackers });
    } else handleV1(room, person, message, now);
    this.#tidy();
  }

  /** [S5] All these connections are gone at once, so none of them is sent anything about the others. */
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

  /** Does what is due by now: closes idle rooms, frees unclaimed seats, ends graces [R3, R14, R17, P2.7]. */
  sweep(): void {
    const { coverage, room_idle_ms } = this.#world;
    const now = this.#world.now();
    for (const room of this.rooms) {
      // [A3] a room waits an hour for its first member
      const isForNobody = room.awaits !== null && room.everybody.length === 0;
      const idle_ms = isForNobody ? Math.min(FIRST_PERSON_MS, room_idle_ms) : room_idle_ms;
      if (now - room.touched >= idle_ms) {
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

  /** [S6] Ends all rooms; with a journal only those to which nobody can return. */
  endAll(): void {
    const now = this.#world.now();
    for (const room of this.rooms) {
      if (this.#world.journaled && room.admin.protocol === "v2") continue;
      this.#world.coverage.count("rooms ended by the drain");
      room.change(now, () => end(room, "server_stopping"));
    }
    this.#tidy();
  }

  /** It has given up its rooms, and sends nothing. */
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

  #tidy(): void {
    for (const seat of this.seats) {
      if (seat.room.readers.includes(seat.person)) this.readers.add(seat, this.#world.now());
    }
    // members who left have no seat any more
    this.seats = this.seats.filter(({ room, person }) => !room.over && !person.left);
    this.rooms = this.rooms.filter(({ over }) => !over);
  }
}
