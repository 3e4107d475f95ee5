/**
 * The server of one worker. The supervisor runs one on each thread, or a single one on the main thread, and stops it in
 * the steps of S6. assembly.ts puts its parts together.
 */
import { inTime, pause } from "../base/clock.ts";
import type { Gauges } from "../base/metrics.ts";
import type { PeerRings } from "../bus/ring_peer.ts";
import type { ToWorkerCluster } from "../cluster/worker_messages.ts";
import { REFUSED } from "../hosting/refusals.ts";
import { assemble, type Parts } from "./assembly.ts";
import type { SocketConnection } from "./connection.ts";
import { Opened } from "./opened.ts";
import type { Renewal, ServerOptions } from "./server_options.ts";
import { staggeredClose } from "./staggered_close.ts";
import type { Measures } from "./worker_metrics.ts";

/** How often a step of stopping checks whether it is done, in milliseconds. */
const DRAIN_POLL_MS = 5;

/** The share of the second step in which members may fetch results; in the rest, the remaining ones are closed. */
const READING_SHARE = 0.75;

/** How long members whose rooms have moved to another node get to be attached there, in milliseconds. */
const ATTACH_WITHIN_MS = 1_000;

const CRASHED = "The server had an internal error: please reconnect.";

/** How long a crashed server takes to close its clients, in milliseconds [S5]. */
const CRASH_CLOSE_MS = 250;

export class Server {
  readonly #options: ServerOptions;
  readonly #opened: Opened;
  readonly #parts: Parts;
  #draining = false;

  /** Starts serving. Rejects if that fails; bell, journal and port are then released, and no timer is left. */
  static async start(options: ServerOptions): Promise<Server> {
    const opened = new Opened();
    try {
      return new Server(options, opened);
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  private constructor(options: ServerOptions, opened: Opened) {
    this.#options = options;
    this.#opened = opened;
    this.#parts = assemble(options, { opened, isDraining: () => this.#draining });
  }

  get port(): number {
    return this.#parts.listener.port;
  }

  /** The counters and timings of this worker since its start, and its current gauges. */
  measure(): Measures {
    const { metrics, registry, store, link, joinQueue } = this.#parts;
    const { cluster } = this.#options;
    const { counted, timed } = metrics.snapshot();
    const { heapUsed: used, heapTotal: total, external } = Deno.memoryUsage();
    const gauges: Gauges = {
      connections: registry.byProtocol,
      waiting: { joins: joinQueue.size },
      ...store.stats,
      link: link?.load ?? { capacity: 0, unread: 0, waiting: 0 },
      heap_bytes: { used, total, external },
      ...cluster?.gauges,
    };
    const linked = link && { link: { ...link.stats } };
    return { counted: { ...cluster?.counted, ...counted, ...linked }, timed, gauges };
  }

  /** Links this worker to a new incarnation of another one [S2]. */
  workerLinked(worker: number, epoch: number, rings: PeerRings): void {
    this.#parts.link?.workerLinked(worker, epoch, rings);
  }

  /** [S5] Another worker has died, with its rooms and connections. */
  workerLost(worker: number, epoch: number): void {
    this.#parts.link?.workerLost(worker, epoch);
  }

  /** [W11] Another worker is down and has not been replaced yet, or is back. */
  workerMissing(worker: number, missing: boolean): void {
    this.#parts.store.workerMissing(worker, missing);
  }

  /** Takes over new tokens at once, and a new certificate as soon as nobody is connected. */
  renew(renewal: Renewal): void {
    if ("tls" in renewal) this.#parts.listener.renew(renewal.tls);
    else this.#options.trackers?.renew(renewal.trackers);
  }

  /** Handles a message from main about the cluster. */
  cluster(message: ToWorkerCluster): void {
    this.#options.cluster?.take(message);
  }

  /**
   * [C21] In a cluster, before the first step: newcomers are asked to try again, and rooms end that nobody could come
   * back to. All others go on here until another node takes them over.
   */
  turnAway(): void {
    this.#draining = true;
    this.#parts.store.endAll("server_stopping");
  }

  /** [S6] First step: freezes all rooms; newcomers are asked to try again. */
  freeze(): void {
    this.#draining = true;
    this.#parts.store.freeze();
  }

  /**
   * [S6] Second step, when all workers are frozen: ends or saves the rooms. Resolves when members have fetched their
   * results [P2.8], the other workers have received everything, and all is saved; `withinMs` limits the first and last.
   */
  async endRooms(withinMs: number): Promise<void> {
    const { clock } = this.#options;
    const { store, link } = this.#parts;
    const until = clock.now() + withinMs * READING_SHARE;
    store.endAll("server_stopping");
    while (store.hasReaders && clock.now() < until) await pause(clock, DRAIN_POLL_MS);
    store.endFarewells();
    while (link !== null && !link.idle) await pause(clock, DRAIN_POLL_MS);
    // a cluster may need some time to save, or never answer [C21]
    while (!store.isSaved && clock.now() < until) await pause(clock, DRAIN_POLL_MS);
  }

  /**
   * [S6] If the rooms are kept: closes v2 members, who will come back, one after the other, and everybody else at once.
   * Resolves when all are closed.
   */
  async staggeredClose(withinMs: number): Promise<void> {
    const { clock } = this.#options;
    // neither home would learn that a connection has closed while it is between the two
    const from = clock.now();
    const until = from + Math.min(withinMs / 2, ATTACH_WITHIN_MS);
    while (!this.#parts.store.isAttached && clock.now() < until) await pause(clock, DRAIN_POLL_MS);
    const { members, others } = this.#parts.registry.connected();
    const { message } = REFUSED.stopping;
    const close = (connection: SocketConnection) => connection.close("restarting", message);
    others.forEach(close);
    await staggeredClose({ members, withinMs: withinMs - (clock.now() - from), clock, close });
  }

  /** [S6] Third step: closes the remaining connections. Resolves when every socket is gone. */
  async closeConnections(): Promise<void> {
    const { registry } = this.#parts;
    registry.closeAll("restarting", REFUSED.stopping.message);
    await registry.empty();
  }

  /** [S6] Last step: releases port, bell and journal. Idempotent. */
  stop(): Promise<void> {
    return this.#opened.close();
  }

  /** [S5] After an uncaught error nothing here can be trusted: drops the rooms, closes all connections, and stops. */
  async crash(): Promise<void> {
    this.#draining = true;
    const { registry, store } = this.#parts;
    store.close();
    registry.closeAll("internal_error", CRASHED);
    // stopping the listener cuts sockets off, so the close frames must have been sent by then
    await inTime(this.#options.clock, registry.empty(), CRASH_CLOSE_MS);
    await this.stop();
  }
}
