/** The clients of a scenario: they act when it says so, and read everything at once. */
import { homeOf } from "../../src/base/ids.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { BadHandshake, Handshake } from "./handshake.ts";
import type { Time } from "./time.ts";
import { V2Client } from "./v2_client.ts";
import type { V2Command } from "./v2_commands.ts";

/** Longer than it takes to replace a worker. */
const REPLACED_MS = 5_000;
/** Longer than states wait. */
const SETTLED_MS = 200;
/** The interval between commands, which no rate limit forbids [W6]. */
const COMMANDED_MS = 1_000;

export class Callers {
  readonly #arrivals: Arrivals;
  readonly #time: Time;
  readonly #cluster: Cluster;

  constructor(arrivals: Arrivals, time: Time, cluster: Cluster) {
    this.#arrivals = arrivals;
    this.#time = time;
    this.#cluster = cluster;
  }

  /** A client connects; null: it was refused. */
  comes(handshake: Exclude<Handshake, BadHandshake>): V2Client | null {
    const known = this.#arrivals.clients.length;
    this.#arrivals.connect(handshake);
    const client = this.#arrivals.clients[known];
    if (client === undefined) return null;
    this.settles(client);
    return client instanceof V2Client && client.you !== null ? client : null;
  }

  /** Sends a member's commands, one after the other. */
  sends(client: V2Client, ...commands: readonly V2Command[]): void {
    for (const command of commands) {
      if (client.over) return;
      client.command(command);
      this.settles(client, COMMANDED_MS);
    }
  }

  /** Lets everything on its way arrive and be read. */
  settles(client: Client | null, ms = SETTLED_MS): void {
    client?.deliver(Infinity, this.#cluster.now());
    this.#time.pass(ms);
    for (const one of this.#arrivals.present) one.read();
  }

  /** Kills the home of a room, and waits until it is replaced. */
  rehomes(room_id: string): void {
    const { incarnations, main } = this.#cluster;
    const home = incarnations[homeOf(room_id, incarnations.length)];
    if (home) main.kill(home);
    this.#time.pass(REPLACED_MS);
  }
}
