/**
 * The listening socket, kept listening: when descriptors run out the runtime gives the listener up, and
 * open connections live on; so this listens again until it may [W10]. A new certificate is taken by a listener beside the
 * old one. The runtime closes the WebSockets of a listener that is shut down (Deno 2.9), and can't give a listener
 * another certificate: so the old one goes when nobody is connected, and only after a day regardless.
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

/** How often it looks whether nobody is connected, in milliseconds, where a new certificate waits for that. */
const RENEW_POLL_MS = 1_000;

/** How long a new certificate waits at most, in milliseconds: authorities renew theirs weeks before the end. */
const RENEW_WITHIN_MS = 24 * 3_600_000;

/** How long those who are closed for it get to be gone, in milliseconds. */
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
  /** With what to speak TLS; null: in plain text. */
  readonly tls: Tls | null;
  /** Whether nobody is connected; none: nobody ever is. */
  readonly isQuiet?: () => boolean;
  /** Closes whoever is: a new certificate has waited long enough. */
  readonly closeAll?: () => void;
  readonly handler: Handler;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Listener {
  readonly port: number;
  /** From when nobody is connected on, whoever comes gets this certificate. Whoever is connected stays. */
  renew(tls: Tls): void;
  /** Takes no new connection from here on; resolves when the runtime has let go of everything, or in time. */
  stop(): Promise<void>;
}

/** Listens. Throws what `Deno.serve` throws if the address can't be had at the start. */
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
      let cancel = () => {};
      const inTime = new Promise<void>((resolve) => cancel = clock.after(STOP_WITHIN_MS, resolve));
      await Promise.race([server.shutdown().catch(() => {}), inTime]);
      cancel();
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
      return new Response("Internal error.\n", { status: 500 });
    },
  }, (request, { remoteAddr }) => {
    const response = handler(request, remoteAddr.hostname);
    return request.method === "HEAD" ? withoutBody(response) : response;
  });
}

/**
 * What HEAD is answered: what GET would be, and how long its body is. Handlers need not tell the two apart; the runtime
 * does so over HTTP/1 alone, and over HTTP/2 sends the body, which clients take for an error.
 */
async function withoutBody(answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer;
  if (response.body === null) return response;
  const headers = new Headers(response.headers);
  headers.set("content-length", `${(await response.arrayBuffer()).byteLength}`);
  return new Response(null, { status: response.status, headers });
}
