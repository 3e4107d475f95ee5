/**
 * The supervisor: starts the workers, replaces those that die, and stops them in order [S5, S6]. It owns
 * the process's shared counts, and serves nobody itself.
 */
import { Counts, type SharedCounts } from "../server/counts.ts";
import { Guesses, type SharedGuesses } from "../server/guesses.ts";
import { JournalHealth, type SharedJournalHealth } from "../server/journal_health.ts";
import type { PageFiles } from "../server/page_files.ts";
import type { Tls } from "../server/listener.ts";
import type { Answer, Operation } from "../server/operations.ts";
import { drawSeed } from "../server/slots.ts";
import { type DataDirectory, openDataDirectory } from "../store/data_directory.ts";
import type { Log } from "../store/log.ts";
import type { Config } from "./config.ts";
import type { DrainStep, WorkerSetup } from "./messages.ts";
import { healthAnswer, metricsAnswer, type Standing } from "./operations.ts";
import { Totals } from "./totals.ts";
import { type RunningWorker, startHere, startThread, type WorkerHooks } from "./workers.ts";

/** Waits before a dead worker is replaced, in milliseconds: doubled while it keeps dying young. */
const RESTART_FIRST_MS = 50;
const RESTART_LAST_MS = 5_000;
const YOUNG_MS = 10_000;

/** How often a thread is asked for a sign of life [S5]. */
const HEARTBEAT_MS = 1_000;

/**
 * How long a worker may take to stand still, whatever `--drain-timeout` says: no socket may be closed before,
 * or it would be taken for leaving. One that can't in this time is dead or hangs.
 */
const FREEZE_WITHIN_MS = 2_000;

/** How long a worker may take to measure, in milliseconds, when somebody asks for metrics. */
const MEASURE_WITHIN_MS = 500;

/** How long sockets get to answer the close frame. One that is not read in this time won't be, in 10 s either. */
const CLOSE_WITHIN_MS = 2_000;

/** How long the listeners get. Deno 2.4 waits in vain for every half handshake and silent connection. */
const STOP_WITHIN_MS = 1_000;

export interface SupervisorOptions {
  readonly config: Config;
  readonly version: string;
  /** The page's files, for every worker the same; null: there is no page. */
  readonly page: PageFiles | null;
  /** What the program was built from; null: not known. */
  readonly commit?: string | null;
  /** With what to speak TLS; none: in plain text. */
  readonly tls?: Tls | null;
  readonly log: Log;
  /** Takes the workers' log lines. */
  readonly write: (line: string) => void;
  /** What runs on a thread; only tests have another. */
  readonly workerModule?: URL;
  /** How often a thread is asked for a sign of life, in milliseconds; only tests have less. */
  readonly heartbeat_ms?: number;
}

/** A place for a worker, which several lives may take one after the other. */
interface Slot {
  readonly id: number;
  worker: RunningWorker | null;
  epoch: number;
  startedAt: number;
  /** The wait before the next replacement, in milliseconds. */
  wait: number;
  replacing: ReturnType<typeof setTimeout> | undefined;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #counts: SharedCounts;
  readonly #guesses: SharedGuesses;
  readonly #health: SharedJournalHealth;
  readonly #slots: Slot[];
  #directory: DataDirectory | null = null;
  readonly #totals: Totals;
  readonly #startedAt = Date.now();
  #restarts = 0;
  /** A measuring of all workers that is under way, which whoever asks meanwhile shares. */
  #measuring: Promise<void> | null = null;
  #lastEpoch = 0;
  #port: number;
  #draining = false;

  constructor(options: SupervisorOptions) {
    const seed = drawSeed();
    this.#options = options;
    this.#counts = Counts.allocate(options.config.workers, seed);
    this.#guesses = Guesses.allocate(seed);
    this.#health = JournalHealth.allocate(options.config.workers);
    this.#totals = new Totals(options.config.workers);
    this.#port = options.config.port;
    this.#slots = Array.from({ length: options.config.workers }, (_, id) => ({
      id,
      worker: null,
      epoch: 0,
      startedAt: 0,
      wait: RESTART_FIRST_MS,
      replacing: undefined,
    }));
  }

  /** Starts every worker; returns the port. Throws if the port or the data directory can't be had. */
  async start(): Promise<number> {
    const { workers, host, data, data_sync: sync } = this.#options.config;
    if (data !== null) {
      this.#directory = openDataDirectory(data, { workers, sync });
      const { moved } = this.#directory;
      if (moved > 0) this.#options.log.info("sessions_moved", { sessions: moved, workers });
    }
    const [first, ...others] = this.#slots;
    if (this.#port === 0 && first !== undefined) {
      // the system gives a port away once; whoever finds one out and asks for it later may get company
      await this.#spawn(first);
      await Promise.all(others.map((slot) => this.#spawn(slot)));
    } else {
      // [W1] workers share the port, so only this finds out that somebody else has it
      if (workers > 1) Deno.listen({ hostname: host, port: this.#port }).close();
      await Promise.all(this.#slots.map((slot) => this.#spawn(slot)));
    }
    return this.#port;
  }

  /** Answers for the whole process, whoever was asked. */
  async answer(operation: Operation): Promise<Answer> {
    if (operation !== "/metrics") return healthAnswer(this.#standing(), operation);
    await (this.#measuring ??= this.#measure());
    return metricsAnswer(this.#standing(), this.#totals.workers);
  }

  /** Has each worker measured anew. One that doesn't answer in time stands as it was last. */
  async #measure(): Promise<void> {
    await Promise.all(
      this.#slots.map(({ worker }) => worker && inTime(MEASURE_WITHIN_MS, worker.measure())),
    );
    this.#measuring = null;
  }

  #standing(): Standing {
    const { version, commit = null, config: { workers } } = this.#options;
    const workers_up = this.#slots.filter(({ worker }) => worker !== null).length;
    const fault = new JournalHealth(this.#health).fault;
    const reason = workers_up === 0 ? "no_worker" : fault;
    return {
      version,
      commit,
      status: this.#draining ? "draining" : reason === null ? "ok" : "degraded",
      reason,
      workers_up,
      workers,
      restarts: this.#restarts,
      started_at: this.#startedAt,
      rss_bytes: Deno.memoryUsage().rss,
    };
  }

  /** [S6] Stops in steps that all workers take together, within `--drain-timeout` once they stand still. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const { replacing } of this.#slots) clearTimeout(replacing);
    for (const slot of await this.#step("freeze", FREEZE_WITHIN_MS)) {
      this.#giveUp(slot, "worker_silent"); // nobody needs to wait for its acknowledgements
    }
    const deadline = performance.now() + this.#options.config.drain_timeout_ms;
    const left = () => Math.max(0, deadline - performance.now());
    // whoever is in no room by then has to be told as well
    await this.#step("end_rooms", Math.max(left() / 2, left() - CLOSE_WITHIN_MS));
    if (this.#options.config.data !== null) {
      await this.#step("let_go", Math.max(0, left() - CLOSE_WITHIN_MS - STOP_WITHIN_MS));
    }
    await this.#step("close_connections", Math.min(left(), CLOSE_WITHIN_MS));
    await this.#step("stop", Math.min(left(), STOP_WITHIN_MS));
    for (const { worker } of this.#slots) worker?.terminate();
    this.#directory?.close();
  }

  /** Has all workers take a step; gives those that have not done so in time. */
  async #step(step: DrainStep, within_ms: number): Promise<readonly Slot[]> {
    const done = await Promise.all(
      this.#slots.map(({ worker }) =>
        worker === null || inTime(within_ms, worker.drain(step, within_ms))
      ),
    );
    const late = this.#slots.filter((_, id) => !done[id]);
    if (late.length > 0) {
      this.#options.log.warn("drain_step_cut_short", { step, within_ms: Math.round(within_ms) });
    }
    return late;
  }

  async #spawn(slot: Slot): Promise<void> {
    const { config, log, write, workerModule, heartbeat_ms = HEARTBEAT_MS } = this.#options;
    const epoch = ++this.#lastEpoch;
    slot.epoch = epoch;
    slot.startedAt = performance.now();
    const setup: WorkerSetup = {
      config: { ...config, port: this.#port },
      version: this.#options.version,
      self: slot.id,
      epoch,
      counts: this.#counts,
      guesses: this.#guesses,
      health: this.#health,
      page: this.#options.page,
      tls: this.#options.tls ?? null,
    };
    let over = false;
    const hooks: WorkerHooks = {
      log,
      write,
      heartbeat_ms,
      onEnded: () => {
        over = true;
        this.#ended(slot, epoch);
      },
      onStuck: (worker) => this.#stuck(worker),
      onMeasured: (measures) => {
        if (slot.epoch === epoch) this.#totals.measured(slot.id, measures);
      },
      ask: (operation) => this.answer(operation),
    };
    const worker = config.workers > 1
      ? await startThread(setup, hooks, workerModule)
      : await startHere(setup, hooks);
    this.#port = worker.port;
    slot.worker = over ? null : worker; // it may have died as soon as it lived
    if (this.#draining) worker.terminate(); // too late to begin with the first step
  }

  /** [S5] A worker died: its row is nobody's, its peers are told, and another takes its place. */
  #ended(slot: Slot, epoch: number): void {
    if (slot.epoch !== epoch) return;
    slot.worker = null;
    this.#restarts++;
    this.#totals.ended(slot.id);
    new Counts(this.#counts, slot.id).clearRow(slot.id);
    new JournalHealth(this.#health).set(slot.id, null);
    for (const other of this.#slots) {
      if (other !== slot) other.worker?.peerDown(slot.id, epoch);
    }
    this.#replace(slot);
  }

  #replace(slot: Slot): void {
    if (this.#draining) return;
    const young = performance.now() - slot.startedAt < YOUNG_MS;
    slot.wait = young ? Math.min(slot.wait * 2, RESTART_LAST_MS) : RESTART_FIRST_MS;
    slot.replacing = setTimeout(() => {
      this.#spawn(slot).then(
        () => this.#options.log.warn("worker_replaced", { worker: slot.id, epoch: slot.epoch }),
        (error) => {
          this.#options.log.error("worker_not_replaced", { worker: slot.id, error: String(error) });
          this.#replace(slot);
        },
      );
    }, slot.wait);
  }

  #stuck(id: number): void {
    const slot = this.#slots[id];
    if (slot !== undefined) this.#giveUp(slot, "worker_stuck");
  }

  /** Ends a worker that main alone takes for dead. */
  #giveUp(slot: Slot, event: string): void {
    if (slot.worker === null) return;
    this.#options.log.error(event, { worker: slot.id, epoch: slot.epoch });
    slot.worker.terminate();
    this.#ended(slot, slot.epoch);
  }
}

/** Whether `work` was done within `ms` milliseconds. */
async function inTime(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => timer = setTimeout(() => resolve(false), ms));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
