/** `--admin-port`: serves metrics and health, and nothing else. */
import { STATUS_CODE } from "@std/http/status";
import { line } from "../server/line.ts";
import { listen, type Listener } from "../server/listener.ts";
import { type Ask, isOperation, operate } from "../server/operations.ts";
import { readTarget } from "../server/target.ts";
import { systemClock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

interface AdminOptions {
  readonly host: string;
  readonly port: number;
  readonly ask: Ask;
  readonly log: Log;
}

/** Listens. Throws if the port can't be used. */
export function listenAdmin({ host, port, ask, log }: AdminOptions): Listener {
  return listen({
    host,
    port,
    reusePort: false,
    tls: null,
    clock: systemClock,
    log,
    handler(request) {
      const target = readTarget(request);
      if (target instanceof Response) return target;
      const { pathname } = target;
      if (isOperation(pathname)) return operate(request, pathname, ask);
      return line(STATUS_CODE.NotFound, "Not found. There are /metrics, /healthz and /readyz.");
    },
  });
}
