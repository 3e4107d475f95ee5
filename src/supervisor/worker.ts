/**
 * A worker thread's entry. It does what main tells it, and nothing that main doesn't know of: its log
 * lines, its troubles and its end go there [S5].
 */
import type { Server } from "../server/server.ts";
import { describe, isSocketFault } from "./crash.ts";
import type { DrainStep, FromWorker, ToWorker, WorkerSetup } from "./messages.ts";
import { Questions } from "./questions.ts";
import { runServer, runStep } from "./run_server.ts";
import { ToMain } from "./to_main.ts";

/** The part of a worker's global scope in use; the library of types knows only a page's. */
interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
  addEventListener(
    type: "unhandledrejection",
    listener: (event: PromiseRejectionEvent) => void,
  ): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;
const main = new ToMain((message) => scope.postMessage(message));
const questions = new Questions((question, operation) =>
  main.tell({ type: "ask", question, operation })
);
let server: Server | null = null;
let crashed = false;

scope.addEventListener("message", ({ data }) => {
  switch (data.type) {
    case "start":
      return start(data.setup);
    case "ping":
      // before it listens main doesn't ask
      if (server !== null) main.tell({ type: "pong", measures: server.measure() });
      return;
    case "answer":
      return questions.answered(data.question, data.answer);
    case "drain":
      return void drain(data.step, data.within_ms);
    case "peer_down":
      return server?.peerDown(data.worker, data.epoch);
  }
});

scope.addEventListener("error", (event) => {
  event.preventDefault();
  crash(event.error ?? event.message);
});

scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  crash(event.reason);
});

function start(setup: WorkerSetup): void {
  try {
    server = runServer(setup, {
      write: (line) => main.write(line),
      onStuck: (worker) => main.tell({ type: "stuck", worker }),
      ask: (operation) => questions.ask(operation),
    });
    main.tell({ type: "listening", port: server.port });
  } catch (error) {
    main.tell({ type: "failed", error: String(error) });
  }
}

async function drain(step: DrainStep, within_ms: number): Promise<void> {
  if (server !== null) await runStep(server, step, within_ms);
  main.tell({ type: "drained", step });
}

/** [S5] Tells main, tells the clients, ends. */
async function crash(error: unknown): Promise<void> {
  if (crashed || isSocketFault(error)) return;
  crashed = true;
  main.tell({ type: "crashed", error: describe(error) });
  // main waits only so long for the end
  await server?.crash().catch(() => {});
  main.tell({ type: "ended", measures: server?.measure() ?? null });
  scope.close();
}
