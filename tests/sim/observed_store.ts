/**
 * The real room store of a worker, with a window in it: whoever looks through it sees what home and edge
 * receive and send, in that order and before it takes effect. Only a planted bug may change any of it.
 */
import type { JoinRequest } from "../../src/protocol/request.ts";
import type { EndReason } from "../../src/room/state.ts";
import type { Clock } from "../../src/base/clock.ts";
import type { Journal } from "../../src/journal/journal.ts";
import type {
  Connection,
  Envelope,
  ProgramRequest,
  Source,
  ToEdge,
  ToHome,
} from "../../src/bus/envelopes.ts";
import { RoomStore, type StoreOptions } from "../../src/hosting/room_store.ts";
import type { StateBudget } from "./states.ts";

/** Who looks through the window. */
export interface StoreObserver {
  /** A connection asks for a seat, or a program for something else. */
  joins(request: JoinRequest | ProgramRequest): void;
  /** What the home sends comes to the edge here, in `task`. */
  delivers(task: () => void): void;
  /** Something has arrived from another worker. */
  receives(from: number): void;
  edgeSends(to: number, envelope: ToHome): void;
  homeReceives(from: number, envelope: ToHome): void;
  homeSends(to: number, envelope: ToEdge): void;
  edgeReceives(envelope: ToEdge): void;
  workerLost(worker: number): void;
}

/** A bug on purpose: what the store gets in place of what it should. */
export interface Tampering {
  request(request: JoinRequest): JoinRequest;
  envelope(envelope: Envelope): readonly Envelope[];
  /** How far the home's clock is off while it takes this in, in milliseconds. */
  skew(envelope: Envelope): number;
  /** What the store of one incarnation has for a clock. */
  clock(clock: Clock): Clock;
  /** When a timer of the store runs that should run after `ms`. */
  timer(ms: number): number;
  /** What the home lets states cost. */
  stateBudget(budget: StateBudget): StateBudget;
  /** What the home has for a journal. */
  journal(journal: Journal): Journal;
  /** The rooms are about to be ended [S6]. */
  stops(): void;
}

export const NO_TAMPERING: Tampering = {
  request: (request) => request,
  envelope: (envelope) => [envelope],
  skew: () => 0,
  clock: (clock) => clock,
  timer: (ms) => ms,
  stateBudget: (budget) => budget,
  journal: (journal) => journal,
  stops: () => {},
};

export class ObservedStore extends RoomStore {
  /** How far its clock is off. */
  skew = 0;
  readonly #self: number;
  readonly #observer: StoreObserver;
  readonly #tampering: Tampering;

  constructor(options: StoreOptions, observer: StoreObserver, tampering: Tampering) {
    super({
      ...options,
      send(to, envelope) {
        if (isToHome(envelope)) observer.edgeSends(to, envelope);
        else observer.homeSends(to, envelope);
        options.send(to, envelope);
      },
    });
    this.#self = options.self;
    this.#observer = observer;
    this.#tampering = tampering;
  }

  override join(
    connection: Connection,
    request: JoinRequest | ProgramRequest,
    source: Source,
  ): void {
    this.#observer.joins(request);
    const given = isOfProgram(request) ? request : this.#tampering.request(request);
    super.join(connection, given, source);
  }

  override receive(from: number, envelope: Envelope): void {
    const here = from === this.#self;
    if (!here) this.#observer.receives(from);
    if (isToHome(envelope)) {
      if (here) this.#observer.edgeSends(from, envelope);
      this.#observer.homeReceives(from, envelope);
    } else {
      if (here) this.#observer.homeSends(from, envelope);
      this.#observer.edgeReceives(envelope);
    }
    this.skew = this.#tampering.skew(envelope);
    const given = this.#tampering.envelope(envelope);
    const take = () => given.forEach((one) => super.receive(from, one));
    if (here && !isToHome(envelope)) this.#observer.delivers(take);
    else take();
    this.skew = 0;
  }

  override endAll(reason: EndReason): void {
    this.#tampering.stops();
    super.endAll(reason);
  }

  override workerLost(worker: number): void {
    this.#observer.workerLost(worker);
    super.workerLost(worker);
  }
}

function isToHome(envelope: Envelope): envelope is ToHome {
  const { kind } = envelope;
  return kind === "create" || kind === "program" || kind === "join" || kind === "message" ||
    kind === "gone";
}

function isOfProgram(request: JoinRequest | ProgramRequest): request is ProgramRequest {
  return request.action === "open" || request.action === "show" || request.action === "queue";
}
