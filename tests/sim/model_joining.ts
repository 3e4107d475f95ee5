/** The model of creating and joining rooms, resuming, and asking whether a room exists. */
import type { ProgramRequest } from "../../src/bus/envelopes.ts";
import type {
  CreateHandshake,
  JoinHandshake,
  LookHandshake,
  ResumeHandshake,
} from "./handshake.ts";
import type { Name } from "./inputs.ts";
import type { ModelHome, Seat } from "./model.ts";
import { keepsOut } from "./model_admission.ts";
import { freeName } from "./model_names.ts";
import { back, leave, out } from "./model_presence.ts";
import { sendPrompts } from "./model_prompts.ts";
import { ModelRoom } from "./model_room.ts";
import { announce } from "./model_v1.ts";
import { welcomeFrame } from "./model_view.ts";
import { Person } from "./person.ts";
import type { Applicant, World } from "./world.ts";

const NAMESAKE_SILENCE_MS = 60_000;

/** A program's request to open a room [A3]. */
type OpenRequest = Extract<ProgramRequest, { action: "open" }>;

/** Stands for the admin that a room waits for; is sent nothing. */
const NOBODY = { enqueue() {} };

export class ModelJoining<Line extends Applicant> {
  readonly #home: ModelHome<Line>;
  readonly #world: World;

  constructor(home: ModelHome<Line>, world: World) {
    this.#home = home;
    this.#world = world;
  }

  create(line: Line, handshake: CreateHandshake): void {
    const { coverage } = this.#world;
    const now = this.#world.now();
    if (this.#home.frozen) return this.#refuse(line, "restarting");
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
    this.#home.rooms.push(room);
    this.#home.opened.push(room);
    coverage.count("rooms opened");
    if (deck.means.name === "custom") coverage.count("v2 rooms with a deck of their own");
    this.#giveSeat({ line, person: admin, room, sentVersion: 0 });
    if (handshake.protocol === "v2") return;
    const takesRoom = (room_id: string) => this.#world.takesRoom(room, room_id);
    admin.send({ what: "CREATE_ROOM", takesRoom });
  }

  /** [A3] A program opens an empty room; the first to join with the secret will be its admin. */
  open(request: OpenRequest, address: string): void {
    const { coverage, ids, limits } = this.#world;
    if (this.#home.frozen || !limits.mayOpen()) return;
    if (!limits.mayOpenFrom(address)) return;
    const now = this.#world.now();
    const { capacity, deck, settings: { on_admin_leave, who_runs, auto_reveal } } = request;
    const role = { protocol: "v2", role: "voter" } as const;
    const admin = new Person(this.#world.nextPerson(), NOBODY, "", "", now, role);
    admin.sits = false;
    const wall = () => this.#world.wall();
    const options = { capacity, deck, on_admin_leave, now, wall, coverage, ids };
    const room = new ModelRoom({ ...options, admin });
    const { admin_secret: secret, tickets } = request;
    room.opensFor(secret, { auto_reveal, who_runs, tickets });
    room.openedFrom = address;
    this.#home.rooms.push(room);
    this.#home.opened.push(room);
    coverage.count("rooms opened by programs");
  }

  /** [R2, W5] */
  join(line: Line, handshake: JoinHandshake): void {
    const { coverage } = this.#world;
    if (this.#home.frozen) return this.#refuse(line, "restarting");
    const room = this.#home.rooms.find(({ id }) => id === handshake.room_id);
    if (room === undefined) return this.#refuse(line, "no_such_room");
    const isAdmin = room.awaits !== null && handshake.admin_secret !== undefined;
    if (isAdmin && handshake.admin_secret !== room.awaits) return this.#refuse(line, "wrong_link");
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
    if (!room.hasSeat(handshake.role, isAdmin) && !this.#makeRoom(room, handshake.role)) {
      if (room.awaits !== null) coverage.count("refused: the seat is kept for the admin");
      if (handshake.raced) coverage.count("refused: last seat lost in a race");
      if (handshake.role === "observer") coverage.count("refused: too many observers");
      return this.#refuse(line, "room_full");
    }
    if (room.passcode !== null) coverage.count("joins with the right passcode");
    const who = isAdmin ? room.admin.who : this.#world.nextPerson();
    const person = this.#person(line, freeName(room, handshake.name), handshake, who);
    if (isAdmin) {
      coverage.count("admins who came with their link");
      this.#forgetTokens(who);
      room.admin = person;
      room.awaits = null;
    }
    if (handshake.protocol === "v1") person.reservedFrom = line.address;
    room.people.push(person);
    room.changes++;
    room.touched = this.#world.now();
    this.#giveSeat({ line, person, room, sentVersion: 0 });
  }

  /** Tokens of a seat that was lost: its disk failed, and then its worker died. Its admin gets another. */
  #forgetTokens(who: number): void {
    const { tokens } = this.#world;
    for (const [token, owner] of tokens) if (owner === who) tokens.delete(token);
  }

  /**
   * [W9] A join without a name, which asks whether the room exists and waits for this admin. Members don't notice it.
   */
  look(line: Line, { room_id, admin_secret: secret }: LookHandshake): void {
    if (this.#home.frozen) return this.#refuse(line, "restarting");
    const room = this.#home.rooms.find(({ id }) => id === room_id);
    if (room === undefined) return this.#refuse(line, "no_such_room");
    if (secret === undefined) return this.#refuse(line, "nameless");
    if (room.awaits === null) return this.#refuse(line, "link_unneeded");
    this.#refuse(line, secret === room.awaits ? "link_right" : "link_wrong");
  }

  /** [P1.3a] A v1 member that has been silent for long gives way to a newcomer of the same name and address. */
  #takeOver(room: ModelRoom, key: string, address: string): void {
    const now = this.#world.now();
    const silent = room.here.find((one) =>
      one.protocol === "v1" && one !== room.admin && one.key === key &&
      one.reservedFrom === address && now - one.lastMessageAt >= NAMESAKE_SILENCE_MS
    );
    if (silent === undefined) return;
    silent.send({ what: "line", own: true });
    silent.send({ what: "close", code: 1000 });
    this.#home.seats = this.#home.seats.filter((seat) => seat.person !== silent);
    leave(room, silent, now);
  }

  /** [P2.7] Resumes a seat; its old connection is closed. */
  resume(line: Line, { room_id, token }: ResumeHandshake): void {
    const { coverage } = this.#world;
    if (this.#home.frozen) return this.#refuse(line, "restarting");
    const room = this.#home.rooms.find(({ id }) => id === room_id);
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
    const older = this.#home.seats.find((seat) => seat.person === person);
    if (older !== undefined) {
      person.send({ what: "close", code: 4001 });
      this.#home.seats = this.#home.seats.filter((seat) => seat !== older);
    }
    if (room.locked) coverage.count("resumes into a locked room");
    person.line = line;
    const seat = { line, person, room, sentVersion: 0 };
    this.#addSeat(seat);
    back(room, person, this.#world.now());
    this.#welcome(seat);
  }

  /** [R2] Frees the oldest unclaimed v1 seat, never the admin's. Returns whether there was one. */
  #makeRoom(room: ModelRoom, role: Person["role"]): boolean {
    const idle = room.people.find((person) =>
      person.protocol === "v1" && !person.announced && person !== room.admin && person.role === role
    );
    if (idle === undefined) return false;
    this.#world.coverage.count("unclaimed seats that gave way");
    idle.send({ what: "line", mentions: [room.id], own: true });
    idle.send({ what: "close", code: 1000 });
    this.#home.seats = this.#home.seats.filter((seat) => seat.person !== idle);
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
    this.#home.seats.push(seat);
    this.#home.granted.add(seat.line);
    this.#home.given.set(seat.line, seat);
  }

  #welcome(seat: Seat<Line>): void {
    const { person, room } = seat;
    const takesRoom = (room_id: string) => this.#world.takesRoom(room, room_id);
    const [now, wall] = [this.#world.now(), this.#world.wall()];
    person.send(welcomeFrame(room, person, { now, wall, tracker: this.#world.tracker, takesRoom }));
    seat.sentVersion = room.version;
  }

  #person(
    line: Line,
    name: Pick<Name, "shown" | "key">,
    handshake: CreateHandshake | JoinHandshake,
    who = this.#world.nextPerson(),
  ): Person {
    const { shown, key } = name;
    const now = this.#world.now();
    const person = new Person(who, line, shown, key, now, handshake);
    person.address = line.address;
    return person;
  }

  #refuse(line: Line, why: keyof typeof REFUSED): void {
    const { close, point, field } = REFUSED[why];
    this.#world.coverage.count(point);
    line.refuse(close, field);
  }
}

/** For each refusal its close code, its coverage point and the parameter that it must name. */
const REFUSED = {
  restarting: { close: "restarting", point: "refused: stopping", field: null },
  try_later: { close: "try_later", point: "refused: too many rooms", field: null },
  no_such_room: { close: "no_such_room", point: "refused: no such room", field: "room_id" },
  room_full: { close: "room_full", point: "refused: room full", field: null },
  resume_refused: { close: "resume_refused", point: "refused: resume", field: "resume_token" },
  wrong_link: { close: "bad_request", point: "refused: a wrong admin link", field: "admin_secret" },
  // what a look is answered
  nameless: { close: "bad_request", point: "rooms looked for and found", field: "name" },
  link_wrong: { close: "bad_request", point: "admin links found wrong", field: "admin_secret" },
  link_right: { close: "bad_request", point: "admin links found right", field: "name" },
  link_unneeded: { close: "bad_request", point: "admin links found unneeded", field: "name" },
} as const;
