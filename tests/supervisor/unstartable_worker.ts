/** The real worker, which logs its port; but number 1 can't listen, and number 2 takes its time. */
import "../../src/supervisor/worker.ts";

const SLOW_MS = 300;

const { serve } = Deno;
const planted = (options: Deno.ServeTcpOptions, handler: Deno.ServeHandler<Deno.NetAddr>) => {
  if (self.name === "worker-1") throw new Error("planted: worker 1 can't listen");
  const server = serve(options, handler);
  const main: Pick<Worker, "postMessage"> = globalThis as unknown as Worker;
  main.postMessage({ type: "log", lines: [`${server.addr.port}`] });
  return server;
};
Object.defineProperty(Deno, "serve", { value: planted, configurable: true });

if (self.name === "worker-2") {
  for (const end = performance.now() + SLOW_MS; performance.now() < end;);
}
