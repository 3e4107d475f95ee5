/**
 * What one life of a worker is home to, as the rules describe it: rooms, who sits in them, and what time
 * alone brings. It is told what the real home gets, in the order in which it gets it.
 */
import type { Coverage } from "./coverage.ts";
import { ModelRoom } from "./model_room.ts";
import { type Listener, Person, type Said } from "./person.ts";
import type { Name } from "./words.ts";

/** What homes have in common. */
export interface World {
  readonly coverage: Coverage;
  readonly room_idle_ms: number;
  now(): number;
  /** Whether the process may hold one more room. */
  mayOpen(): boolean;
  /** Takes the id of a new room; says what is wrong with it. */
  takesRoom(room: ModelRoom, room_id: string): string | null;
  nextPerson(): number;
}

const ANNOUNCE_WITHIN_MS = 10_000;
const NAME_LENGTH_MAX = 40;

export class ModelHome<Line extends Listener> {
  rooms: ModelRoom[] = [];
  /** Everybody who has a seat here, in the order they got it. */
  seats: { readonly line: Line; readonly person: Person; readonly room: ModelRoom }[] = [];
  frozen = false;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  create(line: Line, name: Name, capacity: number): void {
    const { coverage } = this.#world;
    if (this.frozen) return this.#refuse(line, "refused: stopping");
    if (!this.#world.mayOpen()) return this.#refuse(line, "refused: too many rooms");
    const admin = this.#person(line, name.shown, name.key);
    const room = new ModelRoom(capacity, admin, this.#world.now(), coverage);
    this.rooms.push(room);
    this.seats.push({ line, person: admin, room });
    coverage.saw("rooms opened");
    coverage.saw("seats given");
    line.hears({
      what: "CREATE_ROOM",
      takesRoom: (room_id) => this.#world.takesRoom(room, room_id),
    });
  }

  /** [R2, W5] `raced`: there was a free seat when the connection was made. */
  join(line: Line, room_id: string, { name, raced }: { name: Name; raced: boolean }): void {
    const { coverage } = this.#world;
    if (this.frozen) return this.#refuse(line, "refused: stopping");
    const room = this.rooms.find(({ id }) => id === room_id);
    if (room === undefined) return this.#refuse(line, "refused: no such room");
    if (room.people.length >= room.capacity) {
      if (raced) coverage.saw("refused: last seat lost in a race");
      return this.#refuse(line, "refused: room full");
    }
    const taken = (key: string) => room.people.some((person) => person.key === key);
    let { shown, key } = name;
    for (let number = 2; taken(key); number++) {
      const suffix = ` (${number})`;
      shown = name.shown.slice(0, NAME_LENGTH_MAX - suffix.length).trimEnd() + suffix;
      key = name.key.slice(0, NAME_LENGTH_MAX - suffix.length).trimEnd() + suffix;
    }
    const person = this.#person(line, shown, key);
    room.people.push(person);
    room.touched = this.#world.now();
    this.seats.push({ line, person, room });
    coverage.saw("seats given");
  }

  hear(line: Line, said: Said): void {
    const seat = this.seats.find((one) => one.line === line);
    if (this.frozen) return;
    if (seat === undefined) {
      if (said.kind !== "gone") this.#world.coverage.saw("messages to a room that was gone");
      return;
    }
    const { person, room } = seat;
    if (said.kind !== "gone") room.hear(person, said, this.#world.now());
    else {
      this.seats = this.seats.filter((one) => one !== seat);
      room.leave(person, this.#world.now());
    }
    this.#tidy();
  }

  /** [S5] All these connections are gone at once: none of them hears of the others. */
  lost(lines: readonly Line[]): void {
    const lost = this.seats.filter(({ line }) => lines.includes(line));
    this.seats = this.seats.filter((seat) => !lost.includes(seat));
    for (const { person } of lost) person.sits = false;
    if (this.frozen) return;
    for (const { person, room } of lost) {
      this.#world.coverage.saw("members of a dead edge gone");
      if (!room.over) room.leave(person, this.#world.now());
    }
    this.#tidy();
  }

  /** What time alone brings: rooms that are idle, seats that nobody claimed [R3, R17]. */
  sweep(): void {
    const { coverage, room_idle_ms } = this.#world;
    const now = this.#world.now();
    for (const room of this.rooms) {
      if (now - room.touched >= room_idle_ms) {
        coverage.saw("idle rooms");
        room.end();
        continue;
      }
      for (const person of room.people) {
        if (room.over || person.announced || now - person.since < ANNOUNCE_WITHIN_MS) continue;
        coverage.saw("unannounced seats freed");
        person.line.hears({ what: "line", says: [room.id], own: true });
        person.line.hears({ what: "close", code: 1000 });
        this.seats = this.seats.filter((seat) => seat.person !== person);
        room.leave(person, now);
      }
    }
    this.#tidy();
  }

  endAll(): void {
    for (const room of this.rooms) {
      this.#world.coverage.saw("rooms ended by the drain");
      room.end();
    }
    this.#tidy();
  }

  /** It gave everything up without a word. */
  close(): void {
    this.frozen = true;
    this.rooms = [];
    this.seats = [];
  }

  #tidy(): void {
    this.seats = this.seats.filter(({ room }) => !room.over);
    this.rooms = this.rooms.filter(({ over }) => !over);
  }

  #person(line: Line, shown: string, key: string): Person {
    return new Person(this.#world.nextPerson(), line, shown, key, this.#world.now());
  }

  #refuse(line: Line, sight: Parameters<Coverage["saw"]>[0]): void {
    this.#world.coverage.saw(sight);
    line.hears({ what: "line", own: true });
    line.hears({ what: "close", code: 1000 });
  }
}
