/**
 * Who comes, and what for. People know room ids from each other; where a free seat is looked up, it is only
 * to tell a lost race from a full room afterwards.
 */
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Protocol, Role } from "./person.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import { V1Client } from "./v1_client.ts";
import { V2Client } from "./v2_client.ts";
import { DECKS, FIBONACCI, STRANGE_TOKEN } from "./v2_words.ts";
import { type JoinWish, type Knock, queryOf, type Wish } from "./wish.ts";
import { NAMES } from "./words.ts";

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

  /** Clients whose connection is open, or about to be, as far as they know. */
  get present(): readonly Client[] {
    return this.clients.filter((client) => !client.over && !client.cut);
  }

  /** Somebody opens a room. */
  create(protocol: Protocol = this.#protocol()): string {
    const random = this.#random;
    const capacity = random.chance(0.1) ? 1 : random.between(2, this.#plan.capacity_max);
    const name = random.pick(NAMES);
    if (this.present.length >= this.#plan.clients_max) return "nothing: there are enough";
    const deck = protocol === "v2" && random.chance(0.5)
      ? random.pick(DECKS)
      : { typed: "", means: FIBONACCI };
    const on_admin_leave = protocol === "v2" && random.chance(0.4) ? "promote" : "close";
    const role = this.#role(protocol);
    return this.connect({ kind: "create", protocol, name, role, capacity, deck, on_admin_leave });
  }

  /** So many people join the same room at the same time. */
  join(count: number): string {
    const random = this.#random;
    // people tell each other the ids of rooms that are still open, and now and then of others
    const creators = this.clients.filter(({ line }) => line.wish.kind === "create");
    const here = creators.filter(({ over, cut, typed_room }) => !over && !cut && typed_room !== "");
    const ids = (here.length > 0 && random.chance(0.95) ? here : creators)
      .map(({ typed_room }) => typed_room).filter((id) => id !== "");
    const room_id = ids.length > 0 && random.chance(0.97) ? random.pick(ids) : "ZZZZZZZZ";
    if (here.length === 0 && random.chance(0.8)) return this.create();
    if (this.present.length + count > this.#plan.clients_max + 2) return "nothing: enough";
    return Array.from({ length: count }, () => this.connect(this.#joins(room_id))).join(", ");
  }

  /** Somebody who was in a room comes back to it, whether the old connection is over or not [P2.7]. */
  resume(count: number): string {
    const random = this.#random;
    const known = this.#members;
    const lost = known.filter(({ over, cut }) => over || cut).slice(-8);
    const members = lost.length > 0 && random.chance(0.8) ? lost : known;
    if (members.length === 0) return "nobody";
    const { typed_room: room_id, you } = random.pick(members);
    const token = you?.token ?? STRANGE_TOKEN;
    const wish = { kind: "resume", protocol: "v2", room_id, token } as const;
    return Array.from({ length: count }, () => this.connect(wish)).join(", ");
  }

  /** Somebody tries a token that is none, another's, or of another room. */
  intrude(): string {
    const random = this.#random;
    const members = this.#members;
    if (members.length === 0) return "nobody";
    const { typed_room: room_id } = random.pick(members);
    const token = random.chance(0.5)
      ? STRANGE_TOKEN
      : random.pick(members.filter((one) => one.you !== null)).you?.token ?? STRANGE_TOKEN;
    return this.connect({ kind: "resume", protocol: "v2", room_id, token });
  }

  /** Clients that have been told a token. */
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

  #joins(room_id: string): JoinWish {
    const protocol = this.#protocol();
    const role = this.#role(protocol);
    const room = this.#cluster.rooms.get(room_id);
    const raced = room !== undefined && !room.over && room.taken(role) < room.capacity;
    // an old client that exits comes back under the same name [R9]
    const left = this.clients.filter(({ line, over }) => over && line.room_id === room_id)
      .flatMap(({ line: { wish } }) => wish.kind === "join" ? wish.name : []);
    const back = left.length > 0 && this.#random.chance(0.4);
    const name = this.#random.pick(back ? left : NAMES);
    return { kind: "join", protocol, name, role, room_id, raced };
  }

  /** A connection is made; it need not open. */
  connect(wish: Exclude<Wish, Knock>, from?: string): string {
    return this.#connect(wish, queryOf(wish), from);
  }

  /** A request that can't be granted. */
  knock(wish: Knock, query: string): string {
    return this.#connect(wish, query);
  }

  #connect(wish: Wish, query: string, from?: string): string {
    const random = this.#random;
    const { alive } = this.#cluster;
    const serving = alive.filter(({ clock }) => !clock.blocked);
    if (serving.length === 0) return "nobody serves";
    const life = random.pick(serving);
    const address = from ?? `192.0.2.${random.below(4)}`;
    const line = this.#cluster.connect(life, wish, { query, address });
    const options = { line, life, random, plan: this.#plan };
    const kind = random.chance(this.#plan.terminals) ? "terminal" : "program";
    const client = wish.protocol === "v2"
      ? new V2Client(options)
      : new V1Client({ ...options, kind });
    this.clients.push(client);
    const talks = kind === "terminal" || random.chance(0.8);
    if (client instanceof V1Client && wish.kind === "join" && talks) client.announce(wish.room_id);
    // a program that doesn't wait to be let in
    if (client.kind !== "terminal" && random.chance(0.05)) {
      for (let n = random.pick([1, 3, 9]); n > 0; n--) client.chatter();
    }
    if (random.chance(0.02)) client.hangs();
    else if (random.chance(0.9)) client.deliver(1, this.#cluster.now());
    // it is gone again before it has heard anything
    if (client.kind === "v2" && random.chance(0.04)) {
      client.vanish(0);
      client.deliver(1, this.#cluster.now());
    }
    return `#${line.no} at ${life.id}: ${client.kind} ${told(wish)}`;
  }

  /** [W9] Somebody tries room ids, one after the other. */
  guess(times: number): void {
    for (let n = 0; n < times; n++) this.connect(this.#joins("GGGGGGGG"), "192.0.2.99");
  }
}

function told(wish: Wish): string {
  switch (wish.kind) {
    case "create":
      return `create ${wish.capacity} ${wish.role} ${wish.on_admin_leave}`;
    case "join":
      return `join ${wish.room_id} ${wish.role}`;
    case "resume":
      return `resume ${wish.room_id} ${wish.token}`;
    case "knock":
      return "knock";
  }
}
