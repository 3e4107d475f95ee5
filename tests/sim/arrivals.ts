/**
 * Makes clients connect: to create, join, resume, or try what must be refused. Clients learn room ids from each other.
 * The model is asked for free seats only to tell a lost race from a full room.
 */
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Protocol, Role } from "./person.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import { V1Client } from "./v1_client.ts";
import { V2Client } from "./v2_client.ts";
import { DECKS, FIBONACCI, STRANGE_TOKEN } from "./v2_inputs.ts";
import { type BadHandshake, type Handshake, type JoinHandshake, queryOf } from "./handshake.ts";
import { ADMIN_SECRETS, NAMES, NO_PASSCODE, PASSCODES, ticketOf } from "./inputs.ts";

export class Arrivals {
  readonly clients: Client[] = [];
  readonly #cluster: Cluster;
  readonly #plan: Plan;
  readonly #random: Random;

  constructor(cluster: Cluster, plan: Plan, random: Random) {
    this.#cluster = cluster;
    this.#plan = plan;
    this.#random = random;
  }

  /** Clients whose connection is open or opening, as far as they know. */
  get present(): readonly Client[] {
    return this.clients.filter((client) => !client.over && !client.cut);
  }

  /** A client opens a room. */
  create(protocol: Protocol = this.#protocol()): string {
    const random = this.#random;
    const capacity = random.chance(0.1) ? 1 : random.between(2, this.#plan.capacityMax);
    const name = random.pick(NAMES);
    if (this.present.length >= this.#plan.clientsMax) return "nothing: there are enough";
    const deck = protocol === "v2" && random.chance(0.5)
      ? random.pick(DECKS)
      : { typed: "", means: FIBONACCI };
    const on_admin_leave = protocol === "v2" && random.chance(0.4) ? "promote" : "close";
    const role = this.#role(protocol);
    return this.connect({ kind: "create", protocol, name, role, capacity, deck, on_admin_leave });
  }

  /** `count` clients join the same room at the same time. */
  join(count: number): string {
    const random = this.#random;
    // mostly a room that is still open
    const creators = this.clients.filter(({ line }) => line.handshake.kind === "create");
    const here = creators.filter(({ over, cut, typedRoom }) => !over && !cut && typedRoom !== "");
    const ids = (here.length > 0 && random.chance(0.95) ? here : creators)
      .map(({ typedRoom }) => typedRoom).filter((id) => id !== "");
    const room_id = ids.length > 0 && random.chance(0.97) ? random.pick(ids) : "ZZZZZZZZ";
    if (here.length === 0 && random.chance(0.8)) return this.create();
    if (this.present.length + count > this.#plan.clientsMax + 2) return "nothing: enough";
    return Array.from({ length: count }, () => this.connect(this.#joins(room_id))).join(", ");
  }

  /** A member resumes on `count` new connections, whether the old one has ended or not [P2.7]. */
  resume(count: number): string {
    const random = this.#random;
    const known = this.#members;
    const lost = known.filter(({ over, cut }) => over || cut).slice(-8);
    const members = lost.length > 0 && random.chance(0.8) ? lost : known;
    if (members.length === 0) return "nobody";
    const { typedRoom: room_id, you } = random.pick(members);
    const token = you?.token ?? STRANGE_TOKEN;
    const handshake = { kind: "resume", protocol: "v2", room_id, token } as const;
    return Array.from({ length: count }, () => this.connect(handshake)).join(", ");
  }

  /** [W9] A client asks whether a room exists, as a page does that is opened with a room's link. */
  look(random: Random): string {
    const ids = this.clients.map(({ typedRoom }) => typedRoom).filter((id) => id !== "");
    const room_id = ids.length > 0 && random.chance(0.9) ? random.pick(ids) : "YYYYYYYY";
    this.#cluster.coverage.count("rooms looked for");
    return this.connect({ kind: "look", protocol: "v2", room_id });
  }

  /**
   * [A3] A program opens a room, or a client joins one that a program opened, with its admin link or without, or only
   * checks the link.
   */
  program(random: Random): string {
    const { alive, rooms } = this.#cluster;
    const opened = [...rooms.values()].filter(({ over, openedFrom }) =>
      !over && openedFrom === this.#cluster.programAddress
    );
    if (alive.length === 0) return "no program: nobody serves";
    const incarnation = random.pick(alive);
    if (opened.length === 0 || random.chance(0.2)) {
      if (incarnation.clock.blocked || incarnation.draining) return "no program: it is not served";
      this.#cluster.program(incarnation, {
        ...{ action: "open", capacity: random.between(1, this.#plan.capacityMax) },
        ...{ deck: FIBONACCI, name: null, passcode: null, once: null },
        settings: {
          auto_reveal: false,
          on_admin_leave: random.pick(["close", "promote"]),
          who_runs: random.pick(["admin", "everyone"]),
        },
        tickets: random.chance(0.5) ? [] : [{ ticket_id: ticketOf(0).shown }],
        admin_secret: random.pick(ADMIN_SECRETS),
      });
      return `a program at ${incarnation.id} opens a room`;
    }
    if (this.present.length >= this.#plan.clientsMax) return "no program: there are enough";
    const room = random.pick(opened);
    const role = random.chance(0.2) ? "observer" : "voter";
    const protocol = random.chance(0.2) ? "v1" : "v2";
    const secret = random.chance(0.3) ? room.awaits : random.pick(ADMIN_SECRETS);
    const hasLink = protocol === "v2" && random.chance(0.5) && secret !== null;
    if (hasLink && random.chance(0.4)) {
      return this.connect({ kind: "look", protocol, room_id: room.id, admin_secret: secret });
    }
    return this.connect({
      ...{ kind: "join", protocol, name: random.pick(NAMES), room_id: room.id, passcode: null },
      role: protocol === "v1" ? "voter" : role,
      raced: false,
      ...hasLink && { admin_secret: secret },
    });
  }

  /** A client resumes with an invalid token, another member's, or one of another room. */
  intrude(): string {
    const random = this.#random;
    const members = this.#members;
    if (members.length === 0) return "nobody";
    const { typedRoom: room_id } = random.pick(members);
    const token = random.chance(0.5)
      ? STRANGE_TOKEN
      : random.pick(members.filter((one) => one.you !== null)).you?.token ?? STRANGE_TOKEN;
    return this.connect({ kind: "resume", protocol: "v2", room_id, token });
  }

  /** Clients with a resume token. */
  get #members(): readonly V2Client[] {
    return this.clients.filter((client) => client instanceof V2Client)
      .filter(({ you }) => you !== null);
  }

  #protocol(): Protocol {
    return this.#random.chance(this.#plan.v2) ? "v2" : "v1";
  }

  #role(protocol: Protocol): Role {
    return protocol === "v2" && this.#random.chance(0.15) ? "observer" : "voter";
  }

  #joins(room_id: string): JoinHandshake {
    const protocol = this.#protocol();
    const role = this.#role(protocol);
    const room = this.#cluster.rooms.get(room_id);
    const raced = room !== undefined && !room.over && room.hasSeat(role);
    // a v1 client that exits joins again under the same name [R9]
    const left = this.clients.filter(({ line, over }) => over && line.room_id === room_id)
      .flatMap(({ line: { handshake } }) => handshake.kind === "join" ? handshake.name : []);
    const back = left.length > 0 && this.#random.chance(0.4);
    const name = this.#random.pick(back ? left : NAMES);
    const passcode = protocol === "v2" ? this.#passcode(room?.passcode ?? null) : null;
    return { kind: "join", protocol, name, role, room_id, passcode, raced };
  }

  /** [W14] The passcode that a newcomer gives, which may be wrong or missing. */
  #passcode(right: string | null): JoinHandshake["passcode"] {
    const random = this.#random;
    const known = PASSCODES.find(({ shown }) => shown === right);
    const unsure = random.chance(known === undefined ? 0.02 : 0.3);
    if (unsure) return random.pick([...PASSCODES, NO_PASSCODE]);
    return known === undefined || random.chance(0.15) ? null : known;
  }

  /** Makes a connection, which may never open. */
  connect(handshake: Exclude<Handshake, BadHandshake>, from?: string): string {
    return this.#connect(handshake, queryOf(handshake), from);
  }

  /** A client connects with a request that must be refused. */
  knock(handshake: BadHandshake, query: string): string {
    return this.#connect(handshake, query);
  }

  #connect(handshake: Handshake, query: string, from?: string): string {
    const random = this.#random;
    const { alive } = this.#cluster;
    const serving = alive.filter(({ clock }) => !clock.blocked);
    if (serving.length === 0) return "nobody serves";
    const incarnation = random.pick(serving);
    const address = from ?? `192.0.2.${random.below(4)}`;
    const line = this.#cluster.connect(incarnation, handshake, { query, address });
    const options = { line, incarnation, random, plan: this.#plan };
    const kind = random.chance(this.#plan.terminals) ? "terminal" : "program";
    const client = handshake.protocol === "v2"
      ? new V2Client(options)
      : new V1Client({ ...options, kind });
    this.clients.push(client);
    const talks = kind === "terminal" || random.chance(0.8);
    if (client instanceof V1Client && handshake.kind === "join" && talks) {
      client.announce(handshake.room_id);
    }
    // a program that sends before it is seated
    if (client.kind !== "terminal" && random.chance(0.05)) {
      for (let n = random.pick([1, 3, 9]); n > 0; n--) client.chatter();
    }
    if (random.chance(0.02)) client.hangs();
    else if (random.chance(0.9)) client.deliver(1, this.#cluster.now());
    // it disconnects before anything has reached it
    if (client.kind === "v2" && random.chance(0.04)) {
      client.vanish(0);
      client.deliver(1, this.#cluster.now());
    }
    return `#${line.no} at ${incarnation.id}: ${client.kind} ${summary(handshake)}`;
  }

  /** [W9] A client guesses room ids. */
  guess(times: number): void {
    for (let n = 0; n < times; n++) this.connect(this.#joins("GGGGGGGG"), "192.0.2.99");
  }
}

function summary(handshake: Handshake): string {
  switch (handshake.kind) {
    case "create":
      return `create ${handshake.capacity} ${handshake.role} ${handshake.on_admin_leave}`;
    case "join":
      return `join ${handshake.room_id} ${handshake.role}`;
    case "look":
      return `look ${handshake.room_id}`;
    case "resume":
      return `resume ${handshake.room_id} ${handshake.token}`;
    case "knock":
      return "knock";
  }
}
