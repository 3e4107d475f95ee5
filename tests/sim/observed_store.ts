/**
 * The real room store of a worker, observed: the observer sees what home and edge receive and send, in order and before
 * it takes effect. Only planted bugs change any of it.
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

/** Sees what the store receives and sends. */
export interface StoreObserver {
  /** A connection or a program makes a request. */
  joins(request: JoinRequest | ProgramRequest): void;
  /** The home's message is delivered to the edge here by `task`. */
  delivers(task: () => void): void;
  /** A message from another worker arrives. */
  receives(from: number): void;
  edgeSends(to: number, envelope: ToHome): void;
  homeReceives(from: number, envelope: ToHome): void;
  homeSends(to: number, envelope: ToEdge): void;
  edgeReceives(envelope: ToEdge): void;
  workerLost(worker: number): void;
}

/** A planted bug: what the store gets instead of the real thing. */
export interface Tampering {
  request(request: JoinRequest): JoinRequest;
  envelope(envelope: Envelope): readonly Envelope[];
  /** By how much the home's clock is wrong while it handles this, in milliseconds. */
  skew(envelope: Envelope): number;
  /** The clock of one incarnation's store. */
  clock(clock: Clock): Clock;
  /** After how many milliseconds a timer runs that should run after `ms`. */
  timer(ms: number): number;
  /** The budget of states. */
  stateBudget(budget: StateBudget): StateBudget;
  /** The home's journal. */
  journal(journal: Journal): Journal;
  /** Called before the rooms are ended [S6]. */
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
  /** By how much its clock is wrong now, in milliseconds. */
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
