/**
 * One worker's server. The supervisor runs one of these on each thread, or a single one on the main thread, and
 * stops it in the steps of S6. What it is made of is assembly.ts's.
 */
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

/** How often a step of stopping looks whether it is done, in milliseconds. */
const DRAIN_POLL_MS = 5;

/** The part of the second step in which results may be fetched; in the rest the end must be sent to all. */
const READING_SHARE = 0.75;

/** How long those whose room has become another node's get until they are attached to it there, in milliseconds. */
const ATTACH_WITHIN_MS = 1_000;

const CRASHED = "The server had an internal error: please reconnect.";

/** How long a crashed server takes to close its clients, in milliseconds [S5]. */
const CRASH_CLOSE_MS = 250;

export class Server {
  readonly #options: ServerOptions;
  readonly #opened: Opened;
  readonly #parts: Parts;
  #draining = false;

  /** Starts serving. Rejects if that can't be: then bell, journal and port are released, and no timer is left. */
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

  /** What this worker has counted and timed since it began, and what there is now. */
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

  /** Another worker serves, and these are the rings to and from it [S2]. */
  workerLinked(worker: number, epoch: number, rings: PeerRings): void {
    this.#parts.link?.workerLinked(worker, epoch, rings);
  }

  /** [S5] Another worker is dead: its rooms are gone, and its connections. */
  workerLost(worker: number, epoch: number): void {
    this.#parts.link?.workerLost(worker, epoch);
  }

  /** [W11] Main could not replace a worker yet, or it is back. */
  workerMissing(worker: number, missing: boolean): void {
    this.#parts.store.workerMissing(worker, missing);
  }

  /** A new certificate is used from the first moment on when nobody is connected, new tokens at once. */
  renew(renewal: Renewal): void {
    if ("tls" in renewal) this.#parts.listener.renew(renewal.tls);
    else this.#options.trackers?.renew(renewal.trackers);
  }

  /** What main sends about the cluster. */
  cluster(message: ToWorkerCluster): void {
    this.#options.cluster?.take(message);
  }

  /**
   * [C21] In a cluster, before the first step: newcomers get "try again", and what nobody could come back to ends. All
   * other rooms go on, here until they do elsewhere.
   */
  turnAway(): void {
    this.#draining = true;
    this.#parts.store.endAll("server_stopping");
  }

  /** [S6] First step: rooms stand still, newcomers get "try again". */
  freeze(): void {
    this.#draining = true;
    this.#parts.store.freeze();
  }

  /**
   * [S6] Second step, when all workers are frozen: rooms end, whoever has results to fetch has time for it
   * [P2.8], and every worker has acknowledged it.
   */
  async endRooms(withinMs: number): Promise<void> {
    const { clock } = this.#options;
    const { store, link } = this.#parts;
    const until = clock.now() + withinMs * READING_SHARE;
    store.endAll("server_stopping");
    while (store.hasReaders && clock.now() < until) await this.#wait(DRAIN_POLL_MS);
    store.endFarewells();
    while (link !== null && !link.idle) await this.#wait(DRAIN_POLL_MS);
    // a cluster may take its time, or have none [C21]
    while (!store.isSaved && clock.now() < until) await this.#wait(DRAIN_POLL_MS);
  }

  /**
   * [S6] Step for those who come back, when there is somebody to come back to: members of v2 are closed one
   * after the other, everybody else at once. Resolves when all are closed.
   */
  async staggeredClose(withinMs: number): Promise<void> {
    const { clock } = this.#options;
    // of whoever is closed between two homes neither learns it
    const from = clock.now();
    const until = from + Math.min(withinMs / 2, ATTACH_WITHIN_MS);
    while (!this.#parts.store.isAttached && clock.now() < until) await this.#wait(DRAIN_POLL_MS);
    const { members, others } = this.#parts.registry.connected();
    const { message } = REFUSED.stopping;
    const close = (connection: SocketConnection) => connection.close("restarting", message);
    others.forEach(close);
    await staggeredClose({ members, withinMs: withinMs - (clock.now() - from), clock, close });
  }

  /** [S6] Third step: what is still connected is closed; resolves when every socket is gone. */
  async closeConnections(): Promise<void> {
    const { registry } = this.#parts;
    registry.closeAll("restarting", REFUSED.stopping.message);
    await registry.empty();
  }

  /** [S6] Last step: the port, the bell and the journal are released. Idempotent. */
  stop(): Promise<void> {
    return this.#opened.close();
  }

  /** [S5] After a bug of ours nothing here can be trusted: give up the rooms, close all connections, stop. */
  async crash(): Promise<void> {
    this.#draining = true;
    const { registry, store } = this.#parts;
    store.close();
    registry.closeAll("internal_error", CRASHED);
    // stopping the listener cuts sockets off: the close frames have to be out by then
    let cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(CRASH_CLOSE_MS, resolve);
    });
    await Promise.race([registry.empty(), late]);
    cancel();
    await this.stop();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(ms, resolve));
  }
}
