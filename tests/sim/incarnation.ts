/**
 * One incarnation of a worker, assembled like the real one: real handler, connections, limits, store and link, with
 * simulated sockets, bell or bus, and clock.
 */
import { FixedPlacement } from "../../src/hosting/placement.ts";
import type { Config } from "../../src/cli/flags.ts";
import { SocketConnection } from "../../src/server/connection.ts";
import type { ConnectionDeps } from "../../src/server/connection_deps.ts";
import { Counts, type SharedCounts } from "../../src/server/counts.ts";
import { GuessBrake } from "../../src/server/guess_brake.ts";
import { Guesses, type SharedGuesses } from "../../src/server/guesses.ts";
import { createHandler, type Handler } from "../../src/server/handler.ts";
import { WorkerMetrics } from "../../src/server/worker_metrics.ts";
import { MessageBudget } from "../../src/server/rate.ts";
import { Registry } from "../../src/server/registry.ts";
import { watchSilence } from "../../src/server/silence.ts";
import type { Ids } from "../../src/base/ids.ts";
import { JournalFailure } from "../../src/journal/journal.ts";
import type { Log } from "../../src/base/log.ts";
import type { Connection, Envelope, ProgramRequest } from "../../src/bus/envelopes.ts";
import type { FakeEnd, FakeNetwork } from "../bus/fake_bus.ts";
import type { FakeClock } from "../base/fake_clock.ts";
import { upgradeRequest } from "./handshake.ts";
import { Auditor, type Workers } from "./auditor.ts";
import { WorkerClock } from "./worker_clock.ts";
import type { Line } from "./line.ts";
import { observedBrake } from "./observed_brake.ts";
import { observedClock } from "./observed_clock.ts";
import { ObservedStore, type Tampering } from "./observed_store.ts";
import type { JournalPlan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { StateBudget } from "./states.ts";
import { type LinkKind, openLink, type SimLink, type Texts } from "./worker_links.ts";
import { SimDesk } from "./sim_desk.ts";
import { SimJournal, type WorkerStorage } from "./storage.ts";
import { fail } from "./violation.ts";

interface IncarnationOptions {
  readonly id: number;
  readonly epoch: number;
  readonly settings: Config;
  readonly stateBudget: StateBudget;
  /** How many connections there may be at the same time. */
  readonly clientsMax: number;
  /** How many unclaimed seats an address may have; 0: no limit. */
  readonly unclaimedMax: number;
  readonly counts: SharedCounts;
  readonly guesses: SharedGuesses;
  readonly clock: FakeClock;
  readonly network: FakeNetwork<Envelope>;
  readonly linkKind: LinkKind;
  /** The texts in the rings. */
  readonly texts: Texts;
  readonly ids: Ids;
  readonly log: Log;
  readonly workers: Workers;
  readonly tampering: Tampering;
  /** The storage that outlives it; null: there is no journal. */
  readonly storage: WorkerStorage | null;
  /** Called when it dies by itself. */
  readonly onDeath: (incarnation: Incarnation) => void;
  /**
   * Called when it hangs in a commit for longer than main waits. Returns whether another incarnation has replaced it.
   */
  readonly onHanging: (incarnation: Incarnation) => boolean;
  /** For trackers; null: there are none. */
  readonly trackers: Random | null;
  readonly plan: JournalPlan;
  /** For its deaths. */
  readonly fates: Random;
}

export class Incarnation {
  readonly id: number;
  readonly epoch: number;
  readonly stateBudget: StateBudget;
  readonly clientsMax: number;
  readonly clock: WorkerClock;
  readonly auditor: Auditor;
  readonly store: ObservedStore;
  /** null: there is no other worker. */
  readonly link: SimLink | null;
  readonly registry: Registry;
  /** Every connection that it has accepted. */
  readonly lines: Line[] = [];
  draining = false;
  readonly #end: FakeEnd<Envelope> | null;
  readonly #handler: Handler;
  readonly #stopWatching: () => void;
  #watching = true;
  readonly #journal: SimJournal | null;
  #accepting: Line | null = null;
  readonly #slotOf: (address: string) => number;

  constructor(options: IncarnationOptions) {
    const { id, epoch, settings, ids, log, network, storage } = options;
    const { workers, max_rooms, max_rooms_per_ip, message_rate } = settings;
    this.id = id;
    this.epoch = epoch;
    this.stateBudget = options.stateBudget;
    this.clientsMax = options.clientsMax;
    const clock = this.clock = new WorkerClock(options.clock, epoch * DAY_MS, (error) => {
      // it dies if another incarnation has its journal [S5]
      if (!(error instanceof JournalFailure) || error.fault !== "superseded") return false;
      options.onDeath(this);
      return true;
    });
    const auditor = this.auditor = new Auditor(id, options.workers, storage);
    const watch = auditor.journal;
    const journal = this.#journal = storage && watch && new SimJournal({
      ...{ storage, plan: options.plan, random: options.fates },
      ...{ coverage: options.workers.coverage, observer: watch },
      takeOver: () => options.onHanging(this),
    });
    if (watch !== null) watch.journal = journal;
    const counts = new Counts(options.counts, id);
    this.#slotOf = (address) => counts.slotOf(address);
    const guesses = new Guesses(options.guesses);
    const metrics = new WorkerMetrics();
    this.registry = new Registry(counts, {
      totalMax: settings.max_connections,
      perAddressMax: settings.max_connections_per_ip,
    });
    const { trackers: random } = options;
    const desk = random && new SimDesk({
      ...{ clock, random, coverage: options.workers.coverage },
      model: () => auditor.model.trackers,
    });
    const store = this.store = new ObservedStore(
      {
        self: id,
        placement: new FixedPlacement({ self: id, workers }),
        clock: observedClock(options.tampering.clock(clock), {
          skew: () => this.store?.skew ?? 0,
          every: options.tampering.timer,
          look: () => auditor.model.sweep(),
          readingEnds: () => auditor.model.readers.end(options.workers.now()),
          answerIsLate: () => auditor.model.trackers.tooLate(),
          isRetry: () => watch?.takesRetry() ?? false,
        }),
        ids,
        log,
        metrics,
        stateBudget: options.tampering.stateBudget(options.stateBudget),
        room_idle_ms: settings.room_idle_ms,
        roomsPerAddressMax: max_rooms_per_ip,
        resume_grace_ms: settings.resume_grace_ms,
        admin_grace_ms: settings.admin_grace_ms,
        server: {
          name: "estimatex-server",
          version: "0.0.0",
          ...desk !== null && { trackers: desk.trackers },
        },
        trackers: desk,
        quota: {
          opened: (slot) =>
            counts.roomOpened(slot, { totalMax: max_rooms, perAddressMax: max_rooms_per_ip }),
          closed: (slot) => counts.roomClosed(slot),
          restored: () => counts.roomRestored(),
        },
        seatQuota: {
          reserved: (slot) => counts.seatReserved(slot, options.unclaimedMax),
          claimed: (slot) => counts.seatClaimed(slot),
        },
        send: (to, envelope) => this.link?.link.send(to, envelope),
        journal: journal && options.tampering.journal(journal),
      },
      auditor,
      options.tampering,
    );
    this.#end = workers > 1 ? network.open() : null;
    this.link = this.#end && openLink({
      ...{ kind: options.linkKind, texts: options.texts, end: this.#end },
      ...{ self: id, workers, epoch, clock, auditor },
      receive: (from, envelope) => store.receive(from, envelope),
      reset: (peer) => store.workerLost(peer),
    });
    const deps: ConnectionDeps = {
      clock,
      log,
      metrics,
      join: (connection, request, address) =>
        store.join(connection, request, { address, slot: counts.slotOf(address) }),
      namesAreFixed: false,
      roomCapacityMax: 100,
      needsKey: false,
      brake: observedBrake(new GuessBrake({ guesses, counts, clock, metrics }), {
        auditor,
        workers: options.workers,
      }),
      onGone: (connection) => this.registry.remove(connection),
      joinQueue: UNHURRIED,
      // here a socket that never opens is gone when we give it up
      onLost: (connection) => this.registry.remove(connection),
    };
    this.#handler = createHandler({
      settings,
      registry: this.registry,
      joinQueue: UNHURRIED,
      createKeys: { has: () => fail("rooms take no key here") },
      memory: { isHigh: false },
      log,
      pages: () => null,
      wireDocument: () => fail("nobody asks for the protocols"),
      api: null,
      isDraining: () => this.draining,
      ask: () => fail("nobody asks for metrics"),
      upgrade: () => {
        if (this.#accepting === null) fail("[W1] an upgrade out of turn");
        return { socket: this.#accepting.socket, response: new Response(null) };
      },
      connect: (socket, accepted) => {
        const budget = new MessageBudget(message_rate, clock.now());
        return new SocketConnection(socket, { ...accepted, budget }, deps);
      },
    });
    this.#stopWatching = watchSilence(clock, this.registry);
  }

  /** Whether it may die in a commit. */
  set mortal(mortal: boolean) {
    if (this.#journal !== null) this.#journal.mortal = mortal;
  }

  /** A client requests a WebSocket. Returns whether it is upgraded, perhaps only to be refused over it. */
  accept(line: Line, query: string, address: string): boolean {
    this.lines.push(line);
    this.#accepting = line;
    const request = upgradeRequest(line.handshake, query);
    const response = this.#handler(request, address);
    this.#accepting = null;
    return response instanceof Response ? response.ok : fail("[W1] /ws is answered at once");
  }

  /** A program sends a request over HTTP. */
  ask(request: ProgramRequest, connection: Connection, address: string): void {
    this.store.join(connection, request, { address, slot: this.#slotOf(address) });
  }

  /** The handshake of a connection completes. */
  open(line: Line): void {
    if (line.phase === "opening") {
      line.phase = "joining";
      line.joiningSince = line.deps.now();
      if (line.refusal === null) line.attached = true;
      else {
        const { why, names } = line.refusal;
        line.pending = [...line.refusalFrames(why, names)];
      }
    }
    this.auditor.joining = line;
    line.socket.open();
    this.auditor.joining = null;
  }

  /** How many timers it always has: its home's sweep, unless it is frozen, and the watch for silence. */
  get lastingTimers(): number {
    return (this.auditor.model.frozen ? 0 : 1) + (this.#watching ? 1 : 0);
  }

  block(): void {
    this.clock.block();
    this.#end?.block();
  }

  unblock(): void {
    this.clock.unblock();
    this.#end?.unblock();
  }

  /** Closes all connections with a reason; those that are opening are refused then [S5, S6]. */
  closeConnections(name: "internal_error" | "restarting"): void {
    for (const line of this.lines) {
      if (line.phase === "over") continue;
      if (line.phase === "opening") line.refusal = { why: name, names: null };
      else line.local = [...line.dismissalFrames(name)];
    }
    this.registry.closeAll(name, "The simulation ends this.");
  }

  /** [S5] Gives up its rooms and closes its connections, as a worker does after an uncaught error. */
  giveUp(): void {
    this.draining = true;
    this.mortal = false;
    this.auditor.model.close();
    this.store.close();
    this.closeConnections("internal_error");
  }

  /** The thread ends at once. */
  die(): void {
    this.clock.die();
    this.#end?.close();
    for (const line of this.lines) line.cut();
  }

  /** [S6] The last step of a drain. */
  stop(): void {
    this.#stopWatching();
    this.#watching = false;
    this.store.close();
    this.link?.link.close();
    this.#end?.close();
  }
}

/** A join queue without waiting, which the model does not have. storm_test.ts tests the real one. */
const UNHURRIED = {
  isFull: () => false,
  wait: () => "free" as const,
  refuse: () => fail("nobody is sent away"),
};

/** The offset between the steady clocks of two incarnations: longer than a run. */
const DAY_MS = 24 * 3_600_000;
