/**
 * One worker's server: listener, sockets, room store and link, put together. The supervisor runs one of
 * these on each thread, or a single one on the main thread, and stops it in the steps of S6.
 */
import type { Bus } from "../store/bus.ts";
import type { Clock } from "../store/clock.ts";
import type { Ids } from "../store/ids.ts";
import type { Journal } from "../store/journal.ts";
import { Link } from "../store/link.ts";
import type { Log } from "../store/log.ts";
import type { Gauges } from "../store/metrics.ts";
import { type Envelope, weigh } from "../store/messages.ts";
import { REFUSED } from "../store/refusals.ts";
import { keepFor } from "../store/retention.ts";
import { RoomStore } from "../store/room_store.ts";
import { SocketConnection, type Surroundings } from "./connection.ts";
import { Counts, type SharedCounts } from "./counts.ts";
import { Guesses, type SharedGuesses } from "./guesses.ts";
import { JournalHealth, type SharedJournalHealth } from "./journal_health.ts";
import { createHandler } from "./handler.ts";
import { letGo } from "./let_go.ts";
import { listen, type Listener, type Tls } from "./listener.ts";
import { watchLoop } from "./loop_lag.ts";
import { MeteredSocket } from "./metered_socket.ts";
import { type Measures, WorkerMetrics } from "./metrics.ts";
import type { Ask } from "./operations.ts";
import type { Pages } from "./pages.ts";
import { MessageBudget } from "./rate.ts";
import { Registry } from "./registry.ts";
import type { Settings } from "./settings.ts";
import { watchSilence } from "./silence.ts";
import { LAG_BYTES } from "./slow_reader.ts";

export interface ServerOptions {
  readonly settings: Settings;
  /** Of this program, for clients that ask. */
  readonly version: string;
  /** This worker's number, from 0, and which life of it this is. */
  readonly self: number;
  readonly epoch: number;
  readonly counts: SharedCounts;
  readonly guesses: SharedGuesses;
  readonly health: SharedJournalHealth;
  /** Where rooms and results outlive the process, closed with the server; null: nowhere. */
  readonly journal: Journal | null;
  /** How long the journal keeps results, in milliseconds; 0: for ever. */
  readonly results_keep_ms: number;
  /** null: there is one worker, and nothing is posted [S1]. */
  readonly bus: Bus<Envelope> | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly pages: Pages;
  /** A peer takes nothing any more: it should be replaced [S5]. */
  readonly onStuck: (worker: number) => void;
  /** Asks main for what /metrics, /healthz and /readyz tell of all workers. */
  readonly ask: Ask;
  /** With what to speak TLS; null: in plain text. */
  readonly tls: Tls | null;
}

/** How often a step of stopping looks whether it is done, in milliseconds. */
const DRAIN_POLL_MS = 5;

const CRASHED = "The server had an internal error: please reconnect.";

/** How long a crashed server takes to say goodbye to its clients, in milliseconds [S5]. */
const LAST_WORDS_MS = 250;

export class Server {
  readonly #options: ServerOptions;
  readonly #registry: Registry;
  readonly #guesses: Guesses;
  readonly #metrics = new WorkerMetrics();
  readonly #store: RoomStore;
  readonly #link: Link<Envelope> | null;
  readonly #listener: Listener;
  readonly #health: JournalHealth;
  readonly #cancelRetention: () => void;
  readonly #stopWatching: () => void;
  #draining = false;

  /** Starts serving. Throws if the port can't be had. */
  constructor(options: ServerOptions) {
    this.#options = options;
    const { settings, self, epoch, bus, clock, ids, log, journal } = options;
    const { workers, max_rooms } = settings;
    const counts = new Counts(options.counts, self);
    this.#guesses = new Guesses(options.guesses);
    this.#registry = new Registry(counts, {
      total_max: settings.max_connections,
      per_address_max: settings.max_connections_per_ip,
    });
    this.#health = new JournalHealth(options.health);
    this.#store = new RoomStore({
      journal,
      onJournalFault: (fault) => this.#health.set(self, fault),
      self,
      workers,
      clock,
      ids,
      log,
      metrics: this.#metrics,
      room_idle_ms: settings.room_idle_ms,
      resume_grace_ms: settings.resume_grace_ms,
      admin_grace_ms: settings.admin_grace_ms,
      server: { name: "estimatex-server", version: options.version },
      quota: {
        opened: () => counts.roomOpened(max_rooms),
        closed: () => counts.roomClosed(),
        restored: () => void counts.roomOpened(0),
      },
      send: (worker, envelope) => this.#link?.send(worker, envelope),
    });
    this.#link = bus === null ? null : new Link<Envelope>({
      self,
      workers,
      epoch,
      bus,
      clock,
      weigh,
      receive: (from, envelope) => this.#store.receive(from, envelope),
      reset: (peer) => this.#store.peerLost(peer),
      stuck: options.onStuck,
    });
    this.#listener = this.#listen();
    const keep_ms = options.results_keep_ms;
    this.#cancelRetention = journal === null ? () => {} : keepFor({ journal, clock, log, keep_ms });
    const stops = [watchLoop(clock, this.#metrics), watchSilence(clock, this.#registry)];
    this.#stopWatching = () => stops.forEach((stop) => stop());
  }

  get port(): number {
    return this.#listener.port;
  }

  /** What this worker has counted and timed since it began, and what there is now. */
  measure(): Measures {
    const { counted, timed } = this.#metrics.snapshot();
    const { heapUsed: used, heapTotal: total, external } = Deno.memoryUsage();
    const gauges: Gauges = {
      connections: this.#registry.byProtocol,
      ...this.#store.census,
      link: this.#link?.load ?? { window: 0, outstanding: 0, queued_bytes: 0 },
      heap_bytes: { used, total, external },
    };
    const link = this.#link === null ? {} : { link: { ...this.#link.stats } };
    return { counted: { ...counted, ...link }, timed, gauges };
  }

  /** [S5] Main knows that a worker's life has ended. */
  peerDown(worker: number, epoch: number): void {
    this.#link?.peerDown(worker, epoch);
  }

  /** [S6] First step: rooms stand still, newcomers are told to try again. */
  freeze(): void {
    this.#draining = true;
    this.#store.freeze();
  }

  /** [S6] Second step, when all workers are frozen: rooms end, and every worker has heard of it. */
  async endRooms(): Promise<void> {
    this.#store.endAll("server_stopping");
    while (this.#link !== null && !this.#link.idle) await this.#wait(DRAIN_POLL_MS);
  }

  /**
   * [S6] Step for those who come back, when there is somebody to come back to: members of v2 are closed one
   * after the other, everybody else at once. Resolves when all are told.
   */
  async letGo(within_ms: number): Promise<void> {
    const { members, others } = this.#registry.connected();
    const { message } = REFUSED.stopping;
    const close = (connection: SocketConnection) => connection.close("restarting", message);
    others.forEach(close);
    await letGo({ members, within_ms, clock: this.#options.clock, close });
  }

  /** [S6] Third step: what is still connected is closed; resolves when every socket is gone. */
  async closeConnections(): Promise<void> {
    this.#registry.closeAll("restarting", REFUSED.stopping.message);
    await this.#registry.empty();
  }

  /** [S6] Last step: the port and the bus are given up. Idempotent. */
  async stop(): Promise<void> {
    this.#stopWatching();
    this.#store.close();
    this.#cancelRetention();
    this.#options.journal?.close();
    this.#link?.close();
    this.#options.bus?.close();
    await this.#listener.stop();
  }

  /** [S5] After a bug of ours nothing here can be trusted: give up the rooms, tell everyone, then stop. */
  async crash(): Promise<void> {
    this.#draining = true;
    this.#store.close();
    this.#registry.closeAll("internal_error", CRASHED);
    // stopping the listener cuts sockets off: the close frames have to be out by then
    let cancel = () => {};
    const lastWords = new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(LAST_WORDS_MS, resolve);
    });
    await Promise.race([this.#registry.empty(), lastWords]);
    cancel();
    await this.stop();
  }

  #listen(): Listener {
    const { settings, clock, log, pages, ask, tls } = this.#options;
    const around = this.#surroundings();
    return listen({
      host: settings.host,
      port: settings.port,
      reusePort: settings.workers > 1,
      tls,
      clock,
      log,
      handler: createHandler({
        settings,
        registry: this.#registry,
        log,
        pages,
        isDraining: () => this.#draining,
        ask,
        upgrade: (request, options) => Deno.upgradeWebSocket(request, options),
        connect: (socket, accepted) => {
          const budget = new MessageBudget(settings.message_rate, clock.now());
          const metered = new MeteredSocket(socket, LAG_BYTES, clock);
          return new SocketConnection(metered, { ...accepted, budget }, around);
        },
      }),
    });
  }

  /** Made once: a connection needs no closures of its own. */
  #surroundings(): Surroundings {
    const { clock, log } = this.#options;
    return {
      clock,
      log,
      metrics: this.#metrics,
      enter: (connection, entry) => this.#store.enter(connection, entry),
      guessDelay: (address) => this.#guesses.delayFor(address, clock.now()),
      onGone: (connection) => this.#registry.remove(connection),
      onLost: (connection) => this.#registry.writeOff(connection),
    };
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(ms, resolve));
  }
}
