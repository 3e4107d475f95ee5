/**
 * The room store of one worker: its edge and its home. Messages between them are passed by function calls if the room
 * is at home here, and over the link otherwise [S1].
 */
import type { JoinRequest } from "../protocol/request.ts";
import type { Saved } from "../journal/journal.ts";
import type { JournaledRoom } from "../journal/room_outbox.ts";
import { assertNever, type EndReason, type RoomId } from "../room/state.ts";
import type { Stats } from "./stats.ts";
import { Edge, type EdgeOptions } from "./edge.ts";
import { Home } from "./home.ts";
import type { HomeOptions } from "./home_options.ts";
import { homeFor, type Placement } from "./placement.ts";
import type {
  Connection,
  CreateRequest,
  Envelope,
  ProgramRequest,
  Source,
} from "../bus/envelopes.ts";

export interface StoreOptions
  extends Omit<HomeOptions, "toEdge">, Pick<EdgeOptions, "patience_ms"> {
  /** This worker. */
  readonly self: number;
  /** Sends to another worker, reliably and in order. With one worker it is never called. */
  readonly send: (worker: number, envelope: Envelope) => void;
}

export class RoomStore {
  readonly #self: number;
  readonly #placement: Placement;
  readonly #send: (worker: number, envelope: Envelope) => void;
  readonly #edge: Edge;
  readonly #home: Home;

  constructor(options: StoreOptions) {
    this.#self = options.self;
    this.#placement = options.placement;
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

  /** Whether members of rooms that ended here still fetch results [P2.8]. */
  get hasReaders(): boolean {
    return this.#home.hasReaders;
  }

  /** Whether no connection here waits for its room's next home [C19]. */
  get isAttached(): boolean {
    return this.#edge.isAttached;
  }

  /** How many rooms, members and ballots are at home here. */
  get stats(): Stats {
    return this.#home.stats;
  }

  /**
   * Asks for a seat: calls `seated` or `refused` of the connection. A program gets no seat, but a frame with the answer
   * [A3].
   */
  join(connection: Connection, request: JoinRequest | ProgramRequest, source: Source): void {
    this.#edge.join(connection, request, source);
  }

  /** An envelope from another worker. */
  receive(from: number, envelope: Envelope): void {
    switch (envelope.kind) {
      case "join":
        return this.#home.join({ edge: from, conn: envelope.conn }, envelope);
      case "create":
        if (!this.#opensHere(envelope.request)) {
          return this.#route(from, { kind: "elsewhere", conn: envelope.conn });
        }
        return this.#home.create({ edge: from, conn: envelope.conn }, envelope);
      case "program":
        if (envelope.request.action === "open" && !this.#opensHere(envelope.request)) {
          return this.#route(from, { kind: "elsewhere", conn: envelope.conn });
        }
        return this.#home.program({ edge: from, conn: envelope.conn }, envelope);
      case "reattach":
        return this.#home.reattach({ edge: from, conn: envelope.conn }, envelope);
      case "message":
        return this.#home.message(from, envelope.conn, envelope);
      case "gone":
        return this.#home.gone(from, envelope.conn, envelope);
      case "seated":
      case "refused":
      case "elsewhere":
      case "frame":
      case "state":
      case "close":
        return this.#edge.receive(envelope);
      default:
        return assertNever(envelope);
    }
  }

  /** Takes over a room from the cluster's store [C10]. */
  adopt(saved: Saved, isHere: (room: JournaledRoom) => void): void {
    this.#home.adopt(saved, isHere);
  }

  /** Whether this room is at home here. */
  has(roomId: RoomId): boolean {
    return this.#home.has(roomId);
  }

  /** Drops rooms that have moved to another worker. */
  release(isReleased: (roomId: RoomId) => boolean): void {
    this.#home.release(isReleased);
  }

  /** Closes the members of this room, because messages to them were lost [C20]. */
  closeMembers(roomId: RoomId): void {
    this.#home.closeMembers(roomId);
  }

  /** [C13] Another worker has taken this room over. */
  superseded(roomId: RoomId): void {
    this.#home.superseded(roomId);
  }

  /** Whether every change in rooms here is saved and sent. */
  get isSaved(): boolean {
    return this.#home.isSaved;
  }

  /** [S5] Another worker has died: its connections and its rooms are gone. */
  workerLost(worker: number): void {
    this.#home.workerLost(worker);
    this.#edge.workerLost(worker);
  }

  /** [W11] Another worker is down and has not been replaced yet, or is back. */
  workerMissing(worker: number, missing: boolean): void {
    this.#edge.workerMissing(worker, missing);
  }

  /** [S6] Stops all rooms: nothing changes any more. */
  freeze(): void {
    this.#home.freeze();
  }

  /** [S6] Ends or saves every room. */
  endAll(reason: EndReason): void {
    this.#home.endAll(reason);
  }

  /** [S6] Closes members who still fetch results: their time is up. */
  endFarewells(): void {
    this.#home.endFarewells();
  }

  /** Stops the timers and drops the rooms. Idempotent. */
  close(): void {
    this.#edge.close();
    this.#home.close();
  }

  #opensHere(request: CreateRequest | ProgramRequest): boolean {
    return homeFor(request, this.#placement) === this.#self;
  }

  #route(worker: number, envelope: Envelope): void {
    if (worker === this.#self) this.receive(this.#self, envelope);
    else this.#send(worker, envelope);
  }
}
