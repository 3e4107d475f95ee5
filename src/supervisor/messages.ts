/** What main and its worker threads say to each other, through `postMessage`: reliable and in order. */
import type { SharedCounts } from "../server/counts.ts";
import type { SharedGuesses } from "../server/guesses.ts";
import type { SharedJournalHealth } from "../server/journal_health.ts";
import type { PageFiles } from "../server/page_files.ts";
import type { Tls } from "../server/listener.ts";
import type { Measures } from "../server/metrics.ts";
import type { Answer, Operation } from "../server/operations.ts";
import type { Config } from "./config.ts";

/**
 * The steps of stopping, in their order; every worker finishes one before any begins the next [S6]. `let_go` is
 * left out where nobody can come back.
 */
export type DrainStep = "freeze" | "end_rooms" | "let_go" | "close_connections" | "stop";

/** Everything a worker is told about itself. */
export interface WorkerSetup {
  readonly config: Config;
  readonly version: string;
  readonly self: number;
  readonly epoch: number;
  readonly counts: SharedCounts;
  readonly guesses: SharedGuesses;
  readonly health: SharedJournalHealth;
  /** null: the page has not been built. */
  readonly page: PageFiles | null;
  readonly tls: Tls | null;
}

export type ToWorker =
  | { readonly type: "start"; readonly setup: WorkerSetup }
  /** Asks for a sign of life, and what the worker measures; answered in order. */
  | { readonly type: "ping" }
  /** `within_ms`: how long the step may take. */
  | { readonly type: "drain"; readonly step: DrainStep; readonly within_ms: number }
  | { readonly type: "answer"; readonly question: number; readonly answer: Answer }
  | { readonly type: "peer_down"; readonly worker: number; readonly epoch: number };

export type FromWorker =
  | { readonly type: "listening"; readonly port: number }
  | { readonly type: "failed"; readonly error: string }
  | { readonly type: "pong"; readonly measures: Measures }
  | { readonly type: "ask"; readonly question: number; readonly operation: Operation }
  | { readonly type: "drained"; readonly step: DrainStep }
  | { readonly type: "log"; readonly lines: readonly string[] }
  | { readonly type: "stuck"; readonly worker: number }
  /** A bug of ours surfaced; it is telling its clients, and ends [S5]. */
  | { readonly type: "crashed"; readonly error: string }
  /** With what it has come to; null: it had not begun. */
  | { readonly type: "ended"; readonly measures: Measures | null };
