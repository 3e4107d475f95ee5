/**
 * The listening socket, kept listening: when descriptors run out the runtime gives the listener up, and
 * open connections live on; so this listens again until it may [W10].
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Handler } from "./handler.ts";

/** Waits between attempts to listen again, in milliseconds: doubled from the first to the last. */
const RELISTEN_FIRST_MS = 50;
const RELISTEN_LAST_MS = 2_000;

/**
 * How long the runtime gets to let go of a port, in milliseconds. It waits for every request that it holds,
 * and upgrades that were cut off before they were answered it holds for good.
 */
const STOP_WITHIN_MS = 1_000;

/** A certificate with its chain, and its private key: PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** Several workers listen on the port; the kernel spreads connections over them [S1]. */
  readonly reusePort: boolean;
  /** With what to speak TLS; null: in plain text. */
  readonly tls: Tls | null;
  readonly handler: Handler;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Listener {
  readonly port: number;
  /** Takes no new connection from here on; resolves when the runtime has let go of everything, or in time. */
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
      let cancel = () => {};
      const inTime = new Promise<void>((resolve) => cancel = clock.after(STOP_WITHIN_MS, resolve));
      await Promise.race([server.shutdown().catch(() => {}), inTime]);
      cancel();
    },
  };
}

function serve(options: ListenerOptions, port: number): Deno.HttpServer<Deno.NetAddr> {
  const { host, reusePort, tls, handler, log } = options;
  return Deno.serve({
    ...tls,
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
