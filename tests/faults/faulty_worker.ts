/**
 * The real worker, which fails from inside when a test orders it, or as soon as it lives. It also logs who is
 * connected to it: no client can know that, and S5 distinguishes them by it.
 */
import "../../src/supervisor/worker.ts";
import { BIRTH_FAULT, fail, type Fault, FAULT_CHANNEL, type FaultOrder } from "./fault.ts";

const selfId = self.name.slice("worker-".length);

const faults = new BroadcastChannel(FAULT_CHANNEL);
faults.onmessage = ({ data }: MessageEvent<FaultOrder>) => {
  if (selfId === `${data.worker}`) fail(data.fault);
};

const { serve } = Deno;
const noting = (options: Deno.ServeTcpOptions, handler: Deno.ServeHandler<Deno.NetAddr>) =>
  serve(options, (request, info) => {
    const name = new URL(request.url).searchParams.get("name");
    if (name !== null) log({ event: "connected", name, worker: Number(selfId) });
    return handler(request, info);
  });
Object.defineProperty(Deno, "serve", { value: noting, configurable: true });

function log(line: Readonly<Record<string, unknown>>): void {
  const main: Pick<Worker, "postMessage"> = globalThis as unknown as Worker;
  main.postMessage({ type: "log", lines: [JSON.stringify(line)] });
}

const [worker, fault] = (Deno.env.get(BIRTH_FAULT) ?? "").split(":");
if (selfId === worker) fail(fault as Fault);
