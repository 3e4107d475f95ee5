/**
 * HTTP: a plain function from a request to a response. It decides who is upgraded and what the new
 * connection is there for; what happens on it is connection.ts's.
 */
import { STATUS_CODE } from "@std/http/status";
import { negotiate, parseEntry, V2_NAME } from "../protocol/request.ts";
import type { Protocol } from "../room/state.ts";
import type { Log } from "../store/log.ts";
import { REFUSED } from "../store/refusals.ts";
import { clientAddress } from "./address.ts";
import type { Accepted, Purpose, Socket, SocketConnection } from "./connection.ts";
import type { Pages } from "./pages.ts";
import { line } from "./line.ts";
import { type Ask, isOperation, operate } from "./operations.ts";
import type { Registry } from "./registry.ts";
import type { Settings } from "./settings.ts";

export interface HandlerOptions {
  readonly settings: Settings;
  readonly registry: Registry;
  readonly log: Log;
  readonly pages: Pages;
  /** Whether the server is stopping and takes nobody in any more [S6]. */
  readonly isDraining: () => boolean;
  readonly ask: Ask;
  readonly upgrade: (
    request: Request,
    options: { readonly idleTimeout: number; readonly protocol?: string },
  ) => { readonly socket: Socket; readonly response: Response };
  readonly connect: (
    socket: Socket,
    accepted: Omit<Accepted, "budget">,
  ) => SocketConnection;
}

/** Answers a request that came from the address `remote`. */
export type Handler = (request: Request, remote: string) => Response | Promise<Response>;

export function createHandler(options: HandlerOptions): Handler {
  return (request, remote) => {
    // made of the path and of the Host header, which may be anything
    const url = URL.parse(request.url);
    if (url === null) return line(STATUS_CODE.BadRequest, "Host and path must make a URL.");
    const { pathname, searchParams } = url;
    const { settings: { admin_port }, ask, pages } = options;
    if (isOperation(pathname) && (pathname !== "/metrics" || admin_port === null)) {
      return operate(request, pathname, ask);
    }
    if (pathname !== "/ws") {
      return pages(request, pathname) ??
        line(STATUS_CODE.NotFound, "Not found. Clients connect to /ws.");
    }
    if (request.method !== "GET") {
      return line(STATUS_CODE.MethodNotAllowed, "Only GET is allowed here.", { allow: "GET" });
    }
    return connect(options, request, { remote, query: searchParams });
  };
}

/** 16 bytes in base64: what a handshake's key must be. Two of them, joined by the runtime, are none. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;

function connect(
  options: HandlerOptions,
  request: Request,
  { remote, query }: { readonly remote: string; readonly query: URLSearchParams },
): Response {
  const { settings, registry, log } = options;
  const { headers } = request;
  if (headers.get("upgrade")?.toLowerCase() !== "websocket") {
    return line(
      STATUS_CODE.UpgradeRequired,
      "/ws speaks WebSocket: connect with ws:// or wss://.",
      {
        upgrade: "websocket",
        connection: "upgrade",
      },
    );
  }
  // the runtime looks at neither (RFC 6455, sections 4.2.1 and 4.2.2)
  if (headers.get("sec-websocket-version") !== "13") {
    return line(STATUS_CODE.UpgradeRequired, "Sec-WebSocket-Version must be 13.", {
      "sec-websocket-version": "13",
    });
  }
  if (!KEY.test(headers.get("sec-websocket-key") ?? "")) {
    return line(STATUS_CODE.BadRequest, "Sec-WebSocket-Key must be 16 bytes in base64, once.");
  }
  const protocol = negotiate(headers.get("sec-websocket-protocol"));
  if (protocol === null) {
    return line(
      STATUS_CODE.BadRequest,
      `Sec-WebSocket-Protocol must be ${V2_NAME}, or left out for v1.`,
    );
  }
  if (!isAllowedOrigin(headers, settings)) {
    return line(STATUS_CODE.Forbidden, "Origin must be one that this server allows.");
  }

  const address = clientAddress(remote, headers.get("x-forwarded-for"), settings.trust_proxy);
  const admission = registry.admit(address);
  const admittedAs = admission === "ok" ? address : null;
  if (admission !== "ok") {
    log.warn("connection_refused", { reason: admission });
    if (!registry.hasRoomForRefusals) {
      return line(STATUS_CODE.ServiceUnavailable, `${FULL[admission]}`, { "retry-after": "30" });
    }
  }
  const purpose: Purpose = admission === "ok"
    ? purposeOf(options, query, protocol)
    : { refusal: { close: "try_later", message: FULL[admission] } };

  let upgraded;
  try {
    upgraded = upgrade(options, request, protocol);
  } catch (error) {
    if (admittedAs !== null) registry.release(admittedAs);
    log.debug("bad_handshake", { error: String(error) });
    return line(STATUS_CODE.BadRequest, "This is no valid WebSocket handshake.");
  }
  registry.add(options.connect(upgraded.socket, { protocol, address, purpose }), admittedAs);
  return upgraded.response;
}

/**
 * [W3] Programs send no Origin. The page of this server itself needs no permission: behind a proxy that
 * speaks TLS only the proxy knows its scheme, so it is told by its host.
 */
function isAllowedOrigin(headers: Headers, { allowed_origins }: Settings): boolean {
  const origin = headers.get("origin");
  if (origin === null || allowed_origins.length === 0) return true;
  return allowed_origins.includes(origin) || URL.parse(origin)?.host === headers.get("host");
}

/** [W3, W8] v2 is answered by its name, and has a timer of its own (connection.ts): the runtime's is off. */
function upgrade({ upgrade, settings }: HandlerOptions, request: Request, protocol: Protocol) {
  if (protocol === "v1") {
    return upgrade(request, { idleTimeout: Math.ceil(settings.v1_idle_timeout_ms / 1_000) });
  }
  const named = { idleTimeout: 0, protocol: V2_NAME };
  if (request.headers.get("sec-websocket-protocol") === V2_NAME) return upgrade(request, named);
  // the runtime finds a name in a list only behind a comma and one space; and lets no header of its own
  // response be set (2.4)
  const headers = new Headers(request.headers);
  headers.set("sec-websocket-protocol", V2_NAME);
  Object.defineProperty(request, "headers", { value: headers });
  return upgrade(request, named);
}

function purposeOf(
  options: HandlerOptions,
  query: URLSearchParams,
  protocol: Protocol,
): Purpose {
  if (options.isDraining()) {
    return { refusal: REFUSED.stopping };
  }
  const parsed = parseEntry(query, protocol, options.settings.max_room_capacity);
  return parsed.ok ? { entry: parsed.entry } : { refusal: parsed.refusal };
}

const FULL = {
  too_many: "The server has as many connections as it may: try again later.",
  too_many_from_address:
    "Your address has as many connections as one may: close some, or try again later.",
};
