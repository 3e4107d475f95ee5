/** The router of `/api/v1`: a function from a request to a response [A3]. The routes' handlers are in other modules. */
import { STATUS_CODE } from "@std/http/status";
import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { ApiRoute, Metrics } from "../base/metrics.ts";
import { type Admission, admit, Budgets } from "./admission.ts";
import { askHome, type Join } from "./ask_home.ts";
import type { RouteHandler, RouteRequest } from "./route.ts";
import { readBody } from "./body.ts";
import { entity } from "./entity.ts";
import { done, failed, type Outcome, type Problem, problemResponse } from "./problem.ts";
import type { SessionSource } from "./kept_sessions.ts";
import { roomHandlers } from "./rooms.ts";
import { sessionHandlers } from "./sessions.ts";

export interface ApiOptions extends Admission {
  readonly clock: Clock;
  readonly ids: Pick<Ids, "token">;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly join: Join;
  /** The largest capacity that a room may have. */
  readonly capacityMax: number;
  /** The server's version, for the OpenAPI document. */
  readonly version: string;
  /** Where sessions are saved. */
  readonly kept: SessionSource;
  /** The server's address for people; null: as the request has it [W13]. */
  readonly publicUrl: string | null;
}

interface RequestContext {
  /** Without the path prefix of --public-url [W13]. */
  readonly path: string;
  /** The client's address. */
  readonly address: string;
}

/** Answers a request for something below `/api/v1`. */
export type Api = (request: Request, context: RequestContext) => Promise<Response>;

interface Route {
  readonly name: ApiRoute;
  readonly pattern: URLPattern;
  readonly methods: Readonly<Partial<Record<string, RouteHandler>>>;
  /** Needs no key. */
  readonly isOpen: boolean;
}

/** Makes the router. Every response is counted and logged, and never cached. */
export function createApi(options: ApiOptions): Api {
  const { clock, log, metrics } = options;
  const routes = routesOf(options);
  const gate = { ...options, budgets: new Budgets(options.budget) };
  return async (request, context) => {
    const { method } = request;
    const route = routes.find(({ pattern }) => pattern.test({ pathname: context.path }));
    const name = route?.name ?? "unknown";
    const began = clock.now();
    const isOpen = route?.isOpen ?? false;
    const refusal = isOpen ? null : await admit(request, context.address, gate);
    const outcome = refusal !== null
      ? failed(refusal)
      : route === undefined
      ? failed(NO_ROUTE)
      : await answer(options, route, request, context);
    const response = outcome.ok ? outcome.value : problemResponse(outcome.error);
    const { status } = response;
    metrics.count("api_requests", `${name}_${status}`);
    // clients without a key must not fill the log
    const level = refusal === null ? "info" : "debug";
    log[level]("api_request", { route: name, method, status, ms: clock.now() - began });
    response.headers.set("cache-control", "no-store");
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  };
}

function routesOf(options: ApiOptions): readonly Route[] {
  const rooms = roomHandlers({
    ...options,
    askHome: (request, address) => askHome(request, address, options),
  });
  const sessions = sessionHandlers(options.kept, options.log);
  const route = (name: ApiRoute, pathname: string, methods: Route["methods"]): Route => ({
    name,
    pattern: new URLPattern({ pathname: `/api/v1${pathname}` }),
    methods,
    isOpen: name === "openapi",
  });
  return [
    route("rooms", "/rooms", { POST: rooms.open }),
    route("room", "/rooms/:room_id", { GET: rooms.show }),
    route("tickets", "/rooms/:room_id/tickets", { POST: rooms.queue }),
    route("sessions", "/sessions", { GET: sessions.list }),
    route("session", "/sessions/:session_id", { GET: sessions.show }),
    route("openapi", "/openapi.json", { GET: documentOf(options) }),
  ];
}

/** The OpenAPI document, generated at the first request and cached. */
function documentOf({ version, capacityMax }: ApiOptions): RouteHandler {
  let made: Promise<string> | null = null;
  const make = async () => (await import("./openapi.ts")).openApi(version, capacityMax);
  return async ({ request }) =>
    done(await entity(request, await (made ??= make()), "application/json"));
}

async function answer(
  { clock, publicUrl }: ApiOptions,
  { pattern, methods }: Route,
  request: Request,
  { path, address }: RequestContext,
): Promise<Outcome<Response>> {
  const handle = methods[request.method === "HEAD" ? "GET" : request.method];
  if (handle === undefined) return failed(notAllowed(Object.keys(methods)));
  const { origin, searchParams: query } = new URL(request.url);
  const incoming: RouteRequest = {
    request,
    path,
    query,
    address,
    params: pattern.exec({ pathname: path })?.pathname.groups ?? {},
    base: publicUrl === null ? `${origin}/` : publicUrl.replace(/\/*$/, "/"),
    body: () => readBody(request, clock),
  };
  return await handle(incoming);
}

const NO_ROUTE: Problem = {
  status: STATUS_CODE.NotFound,
  detail: "There is nothing at this path: /api/v1/openapi.json lists all paths.",
};

function notAllowed(methods: readonly string[]): Problem {
  const allow = methods.flatMap((one) => one === "GET" ? ["GET", "HEAD"] : [one]).join(", ");
  return {
    status: STATUS_CODE.MethodNotAllowed,
    detail: `The method must be ${allow.replaceAll(", ", " or ")}.`,
    headers: { allow },
  };
}
