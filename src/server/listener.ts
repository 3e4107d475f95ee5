/**
 * Keeps the server listening. When descriptors run out, the runtime drops the listener, though open connections live
 * on; this then tries to listen again until that works [W10]. A listener can't get another certificate, and the runtime
 * closes the WebSockets of a listener that is shut down (Deno 2.9). So a second listener serves a new certificate, and
 * the old one is shut down when nobody is connected, or after a day.
 */
import { STATUS_CODE } from "@std/http/status";
import { type Clock, inTime } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Handler } from "./handler.ts";

/** Waits between attempts to listen again, in milliseconds: doubled from the first to the last. */
const RELISTEN_FIRST_MS = 50;
const RELISTEN_LAST_MS = 2_000;

/**
 * How long to wait for the runtime to release a port, in milliseconds. It waits for all requests, and never finishes an
 * upgrade that was cut off before it was answered.
 */
const STOP_WITHIN_MS = 1_000;

/** How often to check whether nobody is connected, while a new certificate waits for that, in milliseconds. */
const RENEW_POLL_MS = 1_000;

/** How long a new certificate waits at most, in milliseconds: the old one is usually valid for weeks. */
const RENEW_WITHIN_MS = 24 * 3_600_000;

/** How long the connections that are then closed get to end, in milliseconds. */
const RENEW_CLOSE_MS = 1_000;

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
  /** Certificate and key; null: no TLS. */
  readonly tls: Tls | null;
  /** Whether nobody is connected; if it is missing, nobody ever is. */
  readonly isQuiet?: () => boolean;
  /** Closes all connections, because a new certificate has waited long enough. */
  readonly closeAll?: () => void;
  readonly handler: Handler;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Listener {
  readonly port: number;
  /** Uses a new certificate as soon as nobody is connected. */
  renew(tls: Tls): void;
  /** Accepts no new connections. Resolves when the runtime has released the port, or after STOP_WITHIN_MS. */
  stop(): Promise<void>;
}

/** Listens. Throws what `Deno.serve` throws if the address can't be used at the start. */
export function listen(options: ListenerOptions): Listener {
  const { log, clock, isQuiet = () => true, closeAll = () => {} } = options;
  let stopped = false;
  let cancelRetry = () => {};
  let cancelRenewal = () => {};
  let { tls } = options;
  let server = serve(options, options.port, tls);
  const { port } = server.addr;
  watch();

  function watch(): void {
    const watched = server;
    watched.finished.catch((error: unknown) => {
      if (stopped || watched !== server) return;
      log.error("listener_failed", { error: String(error) });
      retry(RELISTEN_FIRST_MS);
    });
  }

  function retry(wait: number): void {
    cancelRetry = clock.after(wait, () => {
      try {
        server = serve(options, port, tls);
      } catch {
        return retry(Math.min(wait * 2, RELISTEN_LAST_MS));
      }
      log.info("listening_again", { port });
      watch();
    });
  }

  function renew(wanted: Tls, until: number): void {
    const isLate = clock.now() >= until;
    if (!isLate && !isQuiet()) return wait(wanted, until);
    const before = server;
    try {
      server = serve(options, port, wanted);
    } catch {
      return wait(wanted, until); // descriptors are used up, perhaps
    }
    cancelRetry();
    tls = wanted;
    watch();
    log.info("certificate_in_use");
    const shutDown = () => void before.shutdown().catch(() => {});
    if (!isLate) return shutDown();
    closeAll();
    clock.after(RENEW_CLOSE_MS, shutDown);
  }

  function wait(wanted: Tls, until: number): void {
    cancelRenewal = clock.after(RENEW_POLL_MS, () => renew(wanted, until));
  }

  return {
    port,
    renew(wanted) {
      cancelRenewal();
      if (!stopped) renew(wanted, clock.now() + RENEW_WITHIN_MS);
    },
    async stop() {
      stopped = true;
      cancelRetry();
      cancelRenewal();
      await inTime(clock, server.shutdown().catch(() => {}), STOP_WITHIN_MS);
    },
  };
}

function serve(
  { host, reusePort, handler, log }: ListenerOptions,
  port: number,
  tls: Tls | null,
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({
    ...tls,
    hostname: host,
    port,
    reusePort,
    onListen: () => {},
    onError(error) {
      log.error("request_failed", { error: String(error) });
      return new Response("Internal error.\n", { status: STATUS_CODE.InternalServerError });
    },
  }, (request, { remoteAddr }) => {
    const response = handler(request, remoteAddr.hostname);
    return request.method === "HEAD" ? withoutBody(response) : response;
  });
}

/**
 * The response to HEAD: that to GET without its body, so that handlers need not distinguish them. The runtime omits the
 * body only over HTTP/1; over HTTP/2 it sends it, which clients treat as an error.
 */
async function withoutBody(answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer;
  if (response.body === null) return response;
  const headers = new Headers(response.headers);
  headers.set("content-length", `${(await response.arrayBuffer()).byteLength}`);
  return new Response(null, { status: response.status, headers });
}
