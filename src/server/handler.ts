/**
 * The HTTP handler: a function from a request to a response. It decides which requests are upgraded and with what
 * outcome of the handshake; connection.ts does the rest.
 */
import { STATUS_CODE } from "@std/http/status";
import { type Offer, readOffer, V2_NAME, withOffered } from "../protocol/offer.ts";
import { parseJoinRequest } from "../protocol/request.ts";
import { quote } from "../protocol/text.ts";
import type { Protocol } from "../room/state.ts";
import type { Api } from "../api/api.ts";
import type { Log } from "../base/log.ts";
import type { JoinRefusal } from "../bus/envelopes.ts";
import { REFUSED } from "../hosting/refusals.ts";
import { clientAddress, proxyTest } from "./client_address.ts";
import type { SocketConnection } from "./connection.ts";
import type { Accepted, HandshakeResult } from "./connection_deps.ts";
import type { JoinQueue } from "./join_queue.ts";
import type { Pages } from "./pages.ts";
import { ADDRESSES, answerAddresses } from "./own_addresses.ts";
import type { KeyTable } from "./key_file.ts";
import { answerWho, identifierOf, unknownPerson, WHO, withName } from "./identity.ts";
import { line, refuseChange } from "./line.ts";
import type { MemoryGuard } from "./memory.ts";
import { type Ask, isOperation, operate } from "./operations.ts";
import { isAllowedOrigin } from "./origin.ts";
import { belowPublicPath, publicPathOf } from "./public_path.ts";
import { type Registry, UNCOUNTED_MAX, UNCOUNTED_WITHOUT_MEMORY_MAX } from "./registry.ts";
import type { Config } from "./config.ts";
import type { Socket } from "./socket.ts";
import { spread } from "./spread.ts";
import { readTarget } from "./target.ts";
import { WIRE_DOCUMENT, type WireDocument } from "./wire_document.ts";

/** When a full server may be tried again, in milliseconds: clients are sent times from half of this to all of it. */
const FULL_FOR_MS = 20_000;

interface HandlerOptions {
  readonly settings: Config;
  readonly registry: Registry;
  readonly joinQueue: Pick<JoinQueue, "isFull" | "refuse">;
  /** The keys for opening rooms, if that takes one [A1]. */
  readonly createKeys: Pick<KeyTable, "has">;
  /** Whether memory is short, so that newcomers are refused [W10]. */
  readonly memory: Pick<MemoryGuard, "isHigh">;
  readonly log: Log;
  readonly pages: Pages;
  readonly wireDocument: WireDocument;
  /** null: the API is off [A3]. */
  readonly api: Api | null;
  /** Whether the server is stopping, and refuses newcomers [S6]. */
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

/** Answers a request. `remote`: the IP address of the peer. */
export type Handler = (request: Request, remote: string) => Response | Promise<Response>;

/** Makes the handler of one worker. */
export function createHandler(options: HandlerOptions): Handler {
  const identify = identifierOf(options.settings);
  const isProxy = proxyTest(options.settings);
  const { settings: { admin_port: adminPort, public_url: publicUrl }, ask, pages } = options;
  const root = publicPathOf(publicUrl);
  const { api } = options;
  const fullForMs = spread(FULL_FOR_MS);
  return (request, remote) => {
    const target = readTarget(request);
    if (target instanceof Response) return target;
    const operation = target.pathname;
    if (isOperation(operation) && (operation !== "/metrics" || adminPort === null)) {
      return operate(request, operation, ask);
    }
    const pathname = belowPublicPath(target.pathname, root);
    if (pathname instanceof Response) return pathname;
    // also below the public path, for health checks from outside; not /metrics, so that a proxy has one path to hide
    if (isOperation(pathname) && pathname !== "/metrics") return operate(request, pathname, ask);
    const address = clientAddress(remote, request.headers.get("x-forwarded-for"), isProxy(remote));
    if (api !== null && API_PATH.test(pathname)) {
      return api(request, { path: pathname, address }); // programs have keys of their own
    }
    const who = identify === null ? null : identify(request.headers, remote);
    if (identify !== null && who === null) return unknownPerson(); // [A2]
    if (pathname === ADDRESSES) {
      return refuseChange(request) ??
        answerAddresses(options.settings, {
          host: request.headers.get("host") ?? target.host,
          headers: request.headers,
          remote,
        });
    }
    if (pathname === WHO) return refuseChange(request) ?? answerWho(who);
    if (pathname === WIRE_DOCUMENT) return options.wireDocument(request);
    if (pathname !== "/ws") {
      return pages(request, pathname) ??
        line(STATUS_CODE.NotFound, "Not found. Clients connect to /ws.");
    }
    if (request.method !== "GET") {
      return line(STATUS_CODE.MethodNotAllowed, "Only GET is allowed here.", { allow: "GET" });
    }
    const query = target.searchParams;
    return connect(options, request, { address, who, query, fullForMs });
  };
}

const API_PATH = /^\/api\/v1(?:\/|$)/;

/** A valid key of a handshake: 16 bytes in base64. The runtime joins two headers by a comma, which is invalid. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;

interface Asked {
  /** The client's address, for limits. */
  readonly address: string;
  /** The person whom the proxy signed in [A2]; null: people choose their names. */
  readonly who: string | null;
  readonly query: URLSearchParams;
  /** After how many milliseconds a client may try again if the server is full. */
  readonly fullForMs: () => number;
}

function connect(
  options: HandlerOptions,
  request: Request,
  { address, who, query, fullForMs }: Asked,
): Response {
  const { settings, registry, joinQueue, memory, log } = options;
  const offer = readUpgrade(request, settings);
  if (offer instanceof Response) return offer;
  const shortOfMemory = memory.isHigh;
  const admission = shortOfMemory ? "no_memory" : registry.admit(address);
  const admittedAs = admission === "ok" ? address : null;
  if (admission !== "ok") {
    // short memory has been logged by the guard
    if (!shortOfMemory) log.warn("connection_refused", { reason: admission });
    if (!registry.mayRefuse(shortOfMemory ? UNCOUNTED_WITHOUT_MEMORY_MAX : UNCOUNTED_MAX)) {
      return line(STATUS_CODE.ServiceUnavailable, FULL[admission], {
        "retry-after": `${Math.ceil(fullForMs() / 1_000)}`,
      });
    }
  }
  let handshake: HandshakeResult = admission === "ok"
    ? handshakeResultOf(options, { who, query }, offer)
    : {
      ok: false,
      error: { close: "try_later", message: FULL[admission], retry_after_ms: fullForMs() },
    };
  if (handshake.ok && joinQueue.isFull(handshake.value)) {
    handshake = { ok: false, error: joinQueue.refuse() };
  }
  const { protocol } = offer;

  let upgraded;
  try {
    upgraded = upgrade(options, request, protocol);
  } catch (error) {
    if (admittedAs !== null) registry.release(admittedAs);
    log.debug("bad_handshake", { error: String(error) });
    return line(STATUS_CODE.BadRequest, "This is no valid WebSocket handshake.");
  }
  registry.add(options.connect(upgraded.socket, { protocol, address, handshake }), admittedAs);
  return upgraded.response;
}

/**
 * What an upgrade request offers, or the response to one that is none, or comes from a page of another site [W1, W3].
 */
function readUpgrade({ headers }: Request, settings: Config): Offer | Response {
  if (!isToWebSocket(headers.get("upgrade"))) {
    const headers = { upgrade: "websocket", connection: "upgrade" };
    const text = "/ws speaks WebSocket: connect with ws:// or wss://.";
    return line(STATUS_CODE.UpgradeRequired, text, headers);
  }
  // the runtime checks neither of these two headers (RFC 6455, sections 4.2.1 and 4.2.2)
  if (headers.get("sec-websocket-version") !== "13") {
    return line(STATUS_CODE.UpgradeRequired, "Sec-WebSocket-Version must be 13.", {
      "sec-websocket-version": "13",
    });
  }
  if (!KEY.test(headers.get("sec-websocket-key") ?? "")) {
    return line(STATUS_CODE.BadRequest, "Sec-WebSocket-Key must be 16 bytes in base64, once.");
  }
  const offer = readOffer(headers.get("sec-websocket-protocol"));
  if (offer === null) {
    return line(
      STATUS_CODE.BadRequest,
      `Sec-WebSocket-Protocol must be ${V2_NAME}, or left out for v1.`,
    );
  }
  const origin = headers.get("origin");
  if (!isAllowedOrigin(origin, headers.get("host") ?? "", settings)) {
    const got = quote(origin ?? "");
    return line(
      STATUS_CODE.Forbidden,
      `Origin must be the server's own, or one that --allowed-origin names, got ${got}.`,
    );
  }
  return offer;
}

/** A client may name several protocols, in any case (RFC 9110, section 7.8). */
function isToWebSocket(upgrade: string | null): boolean {
  return (upgrade ?? "").split(",").some((name) => name.trim().toLowerCase() === "websocket");
}

/** [W3, W8] v2 is answered with its sub-protocol, and the runtime's idle timer is off: silence.ts has its own. */
function upgrade({ upgrade, settings }: HandlerOptions, request: Request, protocol: Protocol) {
  if (protocol === "v1") {
    return upgrade(request, { idleTimeout: Math.ceil(settings.v1_idle_timeout_ms / 1_000) });
  }
  const named = { idleTimeout: 0, protocol: V2_NAME };
  if (request.headers.get("sec-websocket-protocol") === V2_NAME) return upgrade(request, named);
  // the runtime finds a name in a list only after a comma and exactly one space, and its response's headers can't be
  // changed (Deno 2.4): so give it a request that has only that name
  const headers = new Headers(request.headers);
  headers.set("sec-websocket-protocol", V2_NAME);
  Object.defineProperty(request, "headers", { value: headers });
  return upgrade(request, named);
}

function handshakeResultOf(
  options: HandlerOptions,
  { who, query }: Pick<Asked, "who" | "query">,
  offer: Offer,
): HandshakeResult {
  if (options.isDraining()) return { ok: false, error: REFUSED.stopping };
  if (offer.refusal !== undefined) return { ok: false, error: offer.refusal };
  const { max_room_capacity } = options.settings;
  const asked = withOffered(who === null ? query : withName(query, who), offer);
  const plain = parseJoinRequest(asked, offer.protocol, max_room_capacity);
  const parsed = who === null || !plain.ok || plain.value.action === "look"
    ? plain
    : { ok: true, value: { ...plain.value, identity: who } } as const;
  const refusal = parsed.ok && parsed.value.action === "create" ? refuseKey(options, offer) : null;
  if (refusal === null) return parsed;
  options.log.info("creation_refused", { key: refusal.guess ? "wrong" : "missing" });
  return { ok: false, error: refusal };
}

/** [A1] The refusal of a creation without the right key; null: none. A missing key does not count as a guess. */
function refuseKey({ settings, createKeys }: HandlerOptions, offer: Offer): JoinRefusal | null {
  if (settings.create_key_file === null) return null;
  const { protocol, key } = offer;
  if (key === undefined) return protocol === "v1" ? REFUSED.keylessV1 : REFUSED.keyless;
  return createKeys.has(key) ? null : REFUSED.wrongKey;
}

const FULL = {
  no_memory: REFUSED.noMemory.message,
  too_many: "The server has reached its limit of connections: try again later.",
  too_many_from_address:
    "Your address has reached its limit of connections: close some, or try again later.",
};
