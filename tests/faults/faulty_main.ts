/**
 * `main.ts` for tests: the real supervisor over workers that fail on command, by orders on stdin,
 * one JSON object a line. Production code has no such door. A single worker lives on the main thread, and
 * so do its faults.
 */
import { parseCommandLine } from "../../src/cli/command_line.ts";
import { createLog } from "../../src/base/log_lines.ts";
import { Supervisor } from "../../src/supervisor/supervisor.ts";
import { writeLine } from "../../src/base/write_line.ts";
import { BIRTH_FAULT, fail, FAULT_CHANNEL, type FaultOrder } from "./fault.ts";

/** An order, or the fault that a worker's next incarnations start with, null for none any more. */
export type Order = FaultOrder | { readonly birth: FaultOrder | null };

/** Ten of these without an answer are a silent end. The real program has more patience. */
const HEARTBEAT_MS = Number(Deno.env.get("ESTIMATEX_TEST_HEARTBEAT_MS") ?? 100);

const write = (line: string) => writeLine(Deno.stdout, line);
const faults = new BroadcastChannel(FAULT_CHANNEL);

async function main(): Promise<void> {
  const parsed = parseCommandLine(Deno.args, () => undefined, 1);
  if (parsed.kind !== "run") throw new Error(`the flags of this test are wrong: ${parsed.kind}`);
  const { config } = parsed;
  const log = createLog({ format: "json", level: config.log_level, write, now: Date.now });
  const workerModule = new URL("./faulty_worker.ts", import.meta.url);
  const supervisor = new Supervisor({
    page: null,
    version: "0.0.0",
    config,
    log,
    write,
    workerModule,
    heartbeatMs: HEARTBEAT_MS,
  });
  const stop = new Promise<void>((resolve) => Deno.addSignalListener("SIGTERM", resolve));
  obeyOrders(config.workers);
  log.info("listening", { port: await supervisor.start() });
  await stop;
  log.info("stopping");
  await supervisor.drain();
  log.info("stopped");
}

async function obeyOrders(workers: number): Promise<void> {
  let open = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (open + text).split("\n");
    open = lines.pop() ?? "";
    for (const line of lines) execute(JSON.parse(line), workers);
  }
}

function execute(order: Order, workers: number): void {
  if ("birth" in order) {
    const { birth } = order;
    Deno.env.set(BIRTH_FAULT, birth === null ? "" : `${birth.worker}:${birth.fault}`);
  } else if (workers === 1) {
    setTimeout(() => fail(order.fault)); // by itself: not as a failure of reading orders
  } else {
    faults.postMessage(order);
  }
}

await main();
Deno.exit();
