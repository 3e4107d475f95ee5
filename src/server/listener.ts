/**
 * The listening socket, kept listening: when descriptors run out the runtime gives the listener up, and
 * open connections live on; so this listens again until it may [W10].
 */
import type { Clock } from "../store/clock.ts";
import type { Log } from "../store/log.ts";
import type { Handler } from "./handler.ts";

/** Waits between attempts to listen again, in milliseconds: doubled from the first to the last. */
const RELISTEN_FIRST_MS = 50;
const RELISTEN_LAST_MS = 2_000;

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** Several workers listen on the port; the kernel spreads connections over them [S1]. */
  readonly reusePort: boolean;
  readonly handler: Handler;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Listener {
  readonly port: number;
  /** Takes no new connection from here on; resolves when the runtime has let go of the port. */
  stop(): Promise<void>;
}

/** Listens. Throws what `Deno.serve` throws if the address can't be had at the start. */
export function listen(options: ListenerOptions): Listener {
  const { log, clock } = options;
  let stopped = false;
  let cancelRetry = () => {};
  let server = serve(options, options.port);
  const { port } = server.addr;
  watch();

  function watch(): void {
    server.finished.catch((error: unknown) => {
      if (stopped) return;
      log.error("listener_failed", { error: String(error) });
      retry(RELISTEN_FIRST_MS);
    });
  }

  function retry(wait: number): void {
    cancelRetry = clock.after(wait, () => {
      try {
        server = serve(options, port);
      } catch {
        return retry(Math.min(wait * 2, RELISTEN_LAST_MS));
      }
      log.info("listening_again", { port });
      watch();
    });
  }

  return {
    port,
    async stop() {
      stopped = true;
      cancelRetry();
      await server.shutdown().catch(() => {});
    },
  };
}

function serve(options: ListenerOptions, port: number): Deno.HttpServer<Deno.NetAddr> {
  const { host, reusePort, handler, log } = options;
  return Deno.serve({
    hostname: host,
    port,
    reusePort,
    onListen: () => {},
    onError(error) {
      log.error("request_failed", { error: String(error) });
      return new Response("Internal error.\n", { status: 500 });
    },
  }, (request, { remoteAddr }) => handler(request, remoteAddr.hostname));
}
