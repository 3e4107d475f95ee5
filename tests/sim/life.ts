/**
 * One life of a worker, put together as server.ts does it: the real handler, connections, limits, store
 * and link, on a socket, bus and clock of the simulation.
 */
import type { Settings } from "../../src/server/settings.ts";
import { SocketConnection, type Surroundings } from "../../src/server/connection.ts";
import { Counts, type SharedCounts } from "../../src/server/counts.ts";
import { Guesses, type SharedGuesses } from "../../src/server/guesses.ts";
import { createHandler, type Handler } from "../../src/server/handler.ts";
import { WorkerMetrics } from "../../src/server/metrics.ts";
import { MessageBudget } from "../../src/server/rate.ts";
import { Registry } from "../../src/server/registry.ts";
import { watchSilence } from "../../src/server/silence.ts";
import type { Clock } from "../../src/store/clock.ts";
import type { Ids } from "../../src/store/ids.ts";
import { JournalFailure } from "../../src/store/journal.ts";
import { Link } from "../../src/store/link.ts";
import type { Log } from "../../src/store/log.ts";
import type { Envelope } from "../../src/store/messages.ts";
import type { FakeEnd, FakeNetwork } from "../store/fake_bus.ts";
import type { FakeClock } from "../store/fake_clock.ts";
import { Auditor, type Workers } from "./auditor.ts";
import { LifeClock } from "./life_clock.ts";
import type { Line } from "./line.ts";
import { ObservedStore, type Tampering } from "./observed_store.ts";
import type { JournalPlan } from "./plan.ts";
import { PostBudget } from "./post_budget.ts";
import type { Random } from "./random.ts";
import { type Shelf, ShelfJournal } from "./shelf.ts";
import { fail } from "./violation.ts";

export interface LifeOptions {
  readonly id: number;
  readonly epoch: number;
  readonly settings: Settings;
  readonly counts: SharedCounts;
  readonly guesses: SharedGuesses;
  readonly clock: FakeClock;
  readonly network: FakeNetwork<Envelope>;
  readonly ids: Ids;
  readonly log: Log;
  readonly workers: Workers;
  readonly tampering: Tampering;
  /** What outlives it; null: nothing does. */
  readonly shelf: Shelf | null;
  /** It has died of itself. */
  readonly onDeath: (life: Life) => void;
  /** It hangs, in the middle of a commit, for longer than main waits; whether another life has its place. */
  readonly onHanging: (life: Life) => boolean;
  readonly plan: JournalPlan;
  /** Where its deaths are drawn from. */
  readonly fates: Random;
}

export class Life {
  readonly id: number;
  readonly epoch: number;
  readonly clock: LifeClock;
  readonly auditor: Auditor;
  readonly store: ObservedStore;
  readonly link: Link<Envelope> | null;
  readonly registry: Registry;
  readonly budget: PostBudget<Envelope>;
  /** Every connection it ever took in. */
  readonly lines: Line[] = [];
  draining = false;
  readonly #end: FakeEnd<Envelope> | null;
  readonly #handler: Handler;
  readonly #stopWatching: () => void;
  #watching = true;
  readonly #journal: ShelfJournal | null;
  #accepting: Line | null = null;

  constructor(options: LifeOptions) {
    const { id, epoch, settings, ids, log, network, shelf } = options;
    const { workers, max_rooms, message_rate } = settings;
    this.id = id;
    this.epoch = epoch;
    const clock = this.clock = new LifeClock(options.clock, (error) => {
      // a Death, or that another life has its journal: the end in any case [S5]
      if (!(error instanceof JournalFailure) || error.fault !== "superseded") return false;
      options.onDeath(this);
      return true;
    });
    this.budget = new PostBudget(epoch, workers);
    const auditor = this.auditor = new Auditor(id, options.workers, shelf);
    const watch = auditor.journal;
    const journal = this.#journal = shelf && watch && new ShelfJournal({
      ...{ shelf, plan: options.plan, random: options.fates },
      ...{ coverage: options.workers.coverage, observer: watch },
      takeOver: () => options.onHanging(this),
    });
    if (watch !== null) watch.journal = journal;
    const counts = new Counts(options.counts, id);
    const guesses = new Guesses(options.guesses);
    const metrics = new WorkerMetrics();
    this.registry = new Registry(counts, {
      total_max: settings.max_connections,
      per_address_max: settings.max_connections_per_ip,
    });
    const store = this.store = new ObservedStore(
      {
        self: id,
        workers,
        clock: timed(clock, {
          skew: () => this.store?.skew ?? 0,
          every: options.tampering.timer,
          look: () => auditor.model.sweep(),
          isRetry: () => watch?.takesRetry() ?? false,
        }),
        ids,
        log,
        metrics,
        room_idle_ms: settings.room_idle_ms,
        resume_grace_ms: settings.resume_grace_ms,
        admin_grace_ms: settings.admin_grace_ms,
        server: { name: "estimatex-server", version: "0.0.0" },
        quota: {
          opened: () => counts.roomOpened(max_rooms),
          closed: () => counts.roomClosed(),
          restored: () => void counts.roomOpened(0),
        },
        send: (to, envelope) => this.link?.send(to, envelope),
        journal: journal && options.tampering.journal(journal),
      },
      auditor,
      options.tampering,
    );
    this.#end = workers > 1 ? network.open() : null;
    this.link = this.#end && new Link<Envelope>({
      self: id,
      workers,
      epoch,
      bus: this.budget.watch(this.#end, ({ from, to, epoch }, take) => {
        auditor.hearing = epoch;
        take();
        if (to === id) auditor.knows(from, epoch);
      }),
      clock,
      weigh: alike,
      receive: (from, envelope) => store.receive(from, envelope),
      reset: (peer) => {
        this.budget.forget(peer);
        store.peerLost(peer);
      },
      stuck: (peer) => fail(`[S5] ${id} calls ${peer} stuck`),
    });
    const around: Surroundings = {
      clock,
      log,
      metrics,
      enter: (connection, entry) => store.enter(connection, entry),
      guessDelay: (address) => guesses.delayFor(address, clock.now()),
      onGone: (connection) => this.registry.remove(connection),
      // here the descriptor of a socket that never opens goes when we give it up
      onLost: (connection) => this.registry.remove(connection),
    };
    this.#handler = createHandler({
      settings,
      registry: this.registry,
      log,
      pages: () => null,
      isDraining: () => this.draining,
      ask: () => fail("nobody asks for metrics"),
      upgrade: () => {
        if (this.#accepting === null) fail("[W1] an upgrade out of turn");
        return { socket: this.#accepting.socket, response: new Response(null) };
      },
      connect: (socket, accepted) => {
        const budget = new MessageBudget(message_rate, clock.now());
        return new SocketConnection(socket, { ...accepted, budget }, around);
      },
    });
    this.#stopWatching = watchSilence(clock, this.registry);
  }

  /** From here on it may die of a commit, until it stops serving. */
  set mortal(mortal: boolean) {
    if (this.#journal !== null) this.#journal.mortal = mortal;
  }

  /** A client asks for a WebSocket; whether it gets one, if only to be told why not. */
  accept(line: Line, query: string, address: string): boolean {
    this.lines.push(line);
    this.#accepting = line;
    const headers = { ...HANDSHAKE, ...line.wish.protocol === "v2" && V2 };
    const request = new Request(`http://server/ws?${query}`, { headers });
    const response = this.#handler(request, address);
    this.#accepting = null;
    return response instanceof Response ? response.ok : fail("[W1] /ws is answered at once");
  }

  /** The handshake is through. */
  open(line: Line): void {
    if (line.phase === "opening") {
      line.phase = "entering";
      if (line.refusal === null) line.attached = true;
      else {
        const { why, names } = line.refusal;
        line.due = [...line.refused(why, names)];
      }
    }
    this.auditor.entering = line;
    line.socket.open();
    this.auditor.entering = null;
  }

  /** Timers that it always has: its home looks over its rooms, unless it is frozen, and it listens for silence. */
  get standing_timers(): number {
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

  /** Says goodbye to everybody who is connected; those still to come are told when they do [S5, S6]. */
  closeConnections(name: "internal_error" | "restarting"): void {
    for (const line of this.lines) {
      if (line.phase === "over") continue;
      if (line.phase === "opening") line.refusal = { why: name, names: null };
      else line.local = [...line.dismissed(name)];
    }
    this.registry.closeAll(name, "The simulation ends this.");
  }

  /** [S5] Gives up its rooms and closes its connections, as a worker does that found a bug in itself. */
  lastWords(): void {
    this.draining = true;
    this.mortal = false;
    this.auditor.model.close();
    this.store.close();
    this.closeConnections("internal_error");
  }

  /** The thread ends, in whatever it is doing. */
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
    this.link?.close();
    this.#end?.close();
  }
}

/** The headers of a proper one (RFC 6455, section 1.3). */
const HANDSHAKE = {
  upgrade: "websocket",
  connection: "upgrade",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

const V2 = { "sec-websocket-protocol": "estimatex.v2" };

/** How often a home looks for what time alone has brought [P2.7, R3, R14, R17]; its other timers are for states. */
const LOOK_EVERY_MS = 1_000;

/** The store's clock: the model has to look, too, when the home does. Only a planted bug may change it. */
function timed(
  clock: Clock,
  { skew, every, look, isRetry }: {
    readonly skew: () => number;
    readonly every: (ms: number) => number;
    readonly look: () => void;
    readonly isRetry: () => boolean;
  },
): Clock {
  return {
    now: () => clock.now() + skew(),
    soon: (run) => clock.soon(run),
    after(ms, run) {
      // a commit that failed may be tried again after the same time
      const looks = !isRetry() && ms === LOOK_EVERY_MS;
      return clock.after(every(ms), () => {
        if (looks) look();
        run();
      });
    },
  };
}

/** A frame weighs what any other does, so that no card shows in how the link cuts its posts [R7]. */
function alike(envelope: Envelope): number {
  return envelope.kind === "frame" || envelope.kind === "state" ? 2_048 : 256;
}
