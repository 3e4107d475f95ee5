/**
 * Who comes, and what for. People know room ids from each other; where a free seat is looked up, it is only
 * to tell a lost race from a full room afterwards.
 */
import { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Wish } from "./line.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
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
  create(): string {
    const random = this.#random;
    const capacity = random.chance(0.1) ? 1 : random.between(2, this.#plan.capacity_max);
    const name = random.pick(NAMES);
    if (this.present.length >= this.#plan.clients_max) return "nothing: there are enough";
    return this.connect({ kind: "create", name, capacity });
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

  #joins(room_id: string): Wish {
    const room = this.#cluster.rooms.get(room_id);
    const raced = room !== undefined && !room.over && room.people.length < room.capacity;
    // an old client that exits comes back under the same name [R9]
    const left = this.clients.filter(({ line, over }) => over && line.room_id === room_id)
      .flatMap(({ line: { wish } }) => wish.kind === "join" ? wish.name : []);
    const back = left.length > 0 && this.#random.chance(0.4);
    const name = this.#random.pick(back ? left : NAMES);
    return { kind: "join", name, room_id, raced };
  }

  /** A connection is made; it need not open. */
  connect(wish: Wish, query: string | null = null, from?: string): string {
    const random = this.#random;
    const { alive } = this.#cluster;
    const serving = alive.filter(({ clock }) => !clock.blocked);
    if (serving.length === 0) return "nobody serves";
    const life = random.pick(serving);
    const address = from ?? `192.0.2.${random.below(4)}`;
    const line = this.#cluster.connect(life, wish, { query: query ?? queryOf(wish), address });
    const kind = random.chance(this.#plan.terminals) ? "terminal" : "program";
    const client = new Client({ line, life, kind, random, plan: this.#plan });
    this.clients.push(client);
    const talks = kind === "terminal" || random.chance(0.8);
    if (wish.kind === "join" && talks) client.announce(wish.room_id);
    // a program that doesn't wait to be let in
    if (kind === "program" && random.chance(0.05)) { for (let n = 0; n < 9; n++) client.chatter(); }
    if (random.chance(0.02)) client.hangs();
    else if (random.chance(0.9)) client.deliver(1, this.#cluster.now());
    return `#${line.no} at ${life.id}: ${kind} ${wish.kind}${
      wish.kind === "join" ? ` ${wish.room_id}` : ""
    }${wish.kind === "create" ? ` ${wish.capacity}` : ""}`;
  }

  /** [W9] Somebody tries room ids, one after the other. */
  guess(times: number): void {
    for (let n = 0; n < times; n++) this.connect(this.#joins("GGGGGGGG"), null, "192.0.2.99");
  }
}

function queryOf(wish: Wish): string {
  if (wish.kind === "knock") return "";
  const name = encodeURIComponent(wish.name.raw);
  return wish.kind === "create"
    ? `action=CREATE_ROOM&name=${name}&max_room_capacity=${wish.capacity}`
    : `action=join_room&name=${name}&room_id=${wish.room_id.toLowerCase()}`;
}
