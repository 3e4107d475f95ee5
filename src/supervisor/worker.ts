/** The entry of a worker thread: handles main's messages, and sends main its log lines, errors and end [S5]. */
import { JournalFailure } from "../journal/journal.ts";
import { type Answer, NO_ANSWER, type Operation } from "../server/operations.ts";
import type { Server } from "../server/server.ts";
import { describe, isSocketFault } from "./crash.ts";
import { runStep } from "./drain_steps.ts";
import { Requests } from "./requests.ts";
import { runServer } from "./run_server.ts";
import type {
  FromWorker,
  Loaded,
  ToWorker,
  WorkerRequest,
  WorkerSetup,
} from "./thread_messages.ts";
import { ToMain } from "./to_main.ts";

/** How long main may take to answer, in milliseconds: it has to wait for the other workers. */
const ANSWER_WITHIN_MS = 2_000;

/** The part of a worker's global scope in use; the library of types knows only a page's. */
interface WorkerScope {
  postMessage(message: FromWorker | Loaded): void;
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
const requests = new Requests<Operation, Answer>((id, request) =>
  main.send({ type: "request", id, request })
);
let server: Server | null = null;
let crashed = false;

scope.addEventListener("message", ({ data }) => {
  switch (data.type) {
    case "start":
      return void start(data.setup);
    case "request":
      return void respond(data.id, data.request);
    case "response":
      return requests.settle(data.id, data.response);
    case "worker_linked":
      return server?.workerLinked(data.worker, data.epoch, data.rings);
    case "renew":
      return server?.renew(data.renewal);
    case "cluster":
      return server?.cluster(data.message);
    case "worker_lost":
      return server?.workerLost(data.worker, data.epoch);
    case "worker_missing":
      return server?.workerMissing(data.worker, data.missing);
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

scope.postMessage({ type: "loaded" });

async function start(setup: WorkerSetup): Promise<void> {
  try {
    server = await runServer(setup, {
      write: (line) => main.write(line),
      onStuck: (worker) => main.send({ type: "stuck", worker }),
      onNotice: (notice) => main.send({ type: "notice", notice }),
      onCluster: (message) => main.send({ type: "cluster", message }),
      ask: async (operation) => await requests.send(operation, ANSWER_WITHIN_MS) ?? NO_ANSWER,
    });
    main.send({ type: "listening", port: server.port });
  } catch (error) {
    const isOfData = error instanceof JournalFailure;
    const [text, fault] = isOfData ? [error.message, error.fault] : [String(error), null];
    main.send({ type: "failed", error: text, fault });
  }
}

async function respond(id: number, request: WorkerRequest): Promise<void> {
  if (server === null) return; // main asks only after it listens
  switch (request.type) {
    case "measure":
      return main.send({
        type: "response",
        id,
        response: { type: "measured", measures: server.measure() },
      });
    case "drain":
      await runStep(server, request.step, request.withinMs);
      return main.send({ type: "response", id, response: { type: "drained" } });
  }
}

/** [S5] Reports to main, closes the clients, and ends. */
async function crash(error: unknown): Promise<void> {
  if (crashed || isSocketFault(error)) return;
  crashed = true;
  main.send({ type: "crashed", error: describe(error) });
  // if this takes too long, main terminates the thread
  await server?.crash().catch(() => {});
  main.send({ type: "ended", measures: server?.measure() ?? null });
  scope.close();
}
