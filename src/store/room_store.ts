/**
 * The room store of one worker: its edge and its home, and the way between them. What concerns a room at
 * home here is done at once; what concerns another goes over the link [S1].
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { Entry } from "../protocol/request.ts";
import { assertNever, type EndReason } from "../room/state.ts";
import type { Census } from "./census.ts";
import { Edge } from "./edge.ts";
import { Home, type HomeOptions } from "./home.ts";
import { homeOf } from "./ids.ts";
import type { Connection, Envelope } from "./messages.ts";

export interface StoreOptions extends Omit<HomeOptions, "toEdge"> {
  /** Sends to another worker, reliably and in order. With one worker it is never called. */
  readonly send: (worker: number, envelope: Envelope) => void;
}

/** A connection's way into its room. Both calls are safe after the connection has ended. */
export interface Attachment {
  message(message: ClientMessage): void;
  gone(): void;
}

export class RoomStore {
  readonly #self: number;
  readonly #workers: number;
  readonly #send: (worker: number, envelope: Envelope) => void;
  readonly #edge: Edge;
  readonly #home: Home;

  constructor(options: StoreOptions) {
    this.#self = options.self;
    this.#workers = options.workers;
    this.#send = options.send;
    this.#edge = new Edge((home, message) => this.#route(home, message), options);
    this.#home = new Home({
      ...options,
      toEdge: (edge, message) => this.#route(edge, message),
    });
  }

  get roomCount(): number {
    return this.#home.roomCount;
  }

  /** How many rooms, members and ballots are at home here. */
  get census(): Census {
    return this.#home.census;
  }

  /** Asks for a seat; the connection hears `seated` or `refused`. */
  enter(connection: Connection, entry: Entry): Attachment {
    const home = entry.action === "create" ? this.#self : homeOf(entry.room_id, this.#workers);
    const conn = this.#edge.attach(connection, home, { returns: entry.action === "resume" });
    if (entry.action === "create") this.#home.create({ edge: this.#self, conn }, entry);
    else this.#route(home, { kind: "join", conn, entry });
    return new EdgeAttachment(this.#edge, conn);
  }

  /** An envelope from another worker. */
  receive(from: number, envelope: Envelope): void {
    switch (envelope.kind) {
      case "join":
        return this.#home.enter({ edge: from, conn: envelope.conn }, envelope.entry);
      case "message":
        return this.#home.message(from, envelope.conn, envelope);
      case "gone":
        return this.#home.gone(from, envelope.conn, envelope);
      case "seated":
      case "refused":
      case "frame":
      case "state":
      case "close":
        return this.#edge.receive(envelope);
      default:
        return assertNever(envelope);
    }
  }

  /** [S5] Another worker's life has ended: its connections and its rooms are gone. */
  peerLost(worker: number): void {
    this.#home.edgeLost(worker);
    this.#edge.homeLost(worker);
  }

  /** [S6] */
  freeze(): void {
    this.#home.freeze();
  }

  /** [S6] */
  endAll(reason: EndReason): void {
    this.#home.endAll(reason);
  }

  /** Stops the timers and gives up the rooms. Idempotent. */
  close(): void {
    this.#home.close();
  }

  #route(worker: number, envelope: Envelope): void {
    if (worker === this.#self) this.receive(this.#self, envelope);
    else this.#send(worker, envelope);
  }
}

class EdgeAttachment implements Attachment {
  readonly #edge: Edge;
  readonly #conn: number;

  constructor(edge: Edge, conn: number) {
    this.#edge = edge;
    this.#conn = conn;
  }

  message(message: ClientMessage): void {
    this.#edge.message(this.#conn, message);
  }

  gone(): void {
    this.#edge.gone(this.#conn);
  }
}
