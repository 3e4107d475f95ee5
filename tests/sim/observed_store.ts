/**
 * The real room store of a worker, with a window in it: whoever looks through it sees what home and edge
 * get and say, in that order and before it takes effect. Only a planted bug may change any of it.
 */
import type { Entry } from "../../src/protocol/request.ts";
import type { EndReason } from "../../src/room/state.ts";
import type { Journal } from "../../src/store/journal.ts";
import type { Connection, Envelope, ToEdge, ToHome } from "../../src/store/messages.ts";
import { type Attachment, RoomStore, type StoreOptions } from "../../src/store/room_store.ts";

/** Who looks through the window. */
export interface StoreObserver {
  /** A connection asks for a seat. */
  enters(entry: Entry): void;
  /** What the home says comes to the edge here, in `task`. */
  delivers(task: () => void): void;
  /** Something has arrived from another worker. */
  hears(from: number): void;
  edgeSays(to: number, envelope: ToHome): void;
  homeHears(from: number, envelope: ToHome): void;
  homeSays(to: number, envelope: ToEdge): void;
  edgeHears(envelope: ToEdge): void;
  peerLost(worker: number): void;
}

/** A bug on purpose: what the store gets in place of what it should. */
export interface Tampering {
  entry(entry: Entry): Entry;
  envelope(envelope: Envelope): readonly Envelope[];
  /** How far the home's clock is off while it takes this in, in milliseconds. */
  skew(envelope: Envelope): number;
  /** When a timer of the store runs that should run after `ms`. */
  timer(ms: number): number;
  /** What the home has for a journal. */
  journal(journal: Journal): Journal;
  /** The rooms are about to be ended [S6]. */
  stops(): void;
}

export const NO_TAMPERING: Tampering = {
  entry: (entry) => entry,
  envelope: (envelope) => [envelope],
  skew: () => 0,
  timer: (ms) => ms,
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
        if (isToHome(envelope)) observer.edgeSays(to, envelope);
        else observer.homeSays(to, envelope);
        options.send(to, envelope);
      },
    });
    this.#self = options.self;
    this.#observer = observer;
    this.#tampering = tampering;
  }

  override enter(connection: Connection, entry: Entry): Attachment {
    this.#observer.enters(entry);
    return super.enter(connection, this.#tampering.entry(entry));
  }

  override receive(from: number, envelope: Envelope): void {
    const here = from === this.#self;
    if (!here) this.#observer.hears(from);
    if (isToHome(envelope)) {
      if (here) this.#observer.edgeSays(from, envelope);
      this.#observer.homeHears(from, envelope);
    } else {
      if (here) this.#observer.homeSays(from, envelope);
      this.#observer.edgeHears(envelope);
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

  override peerLost(worker: number): void {
    this.#observer.peerLost(worker);
    super.peerLost(worker);
  }
}

function isToHome(envelope: Envelope): envelope is ToHome {
  return envelope.kind === "join" || envelope.kind === "message" || envelope.kind === "gone";
}
