/**
 * `/api/v1`: a function from a request to a response. It owns who may ask, how often, and which route answers; each
 * route has a module of its own [A3].
 */
import { STATUS_CODE } from "@std/http/status";
import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { ApiRoute, Metrics } from "../base/metrics.ts";
import { type Admission, admit, Budgets } from "./admission.ts";
import { askHome, type Join } from "./ask_home.ts";
import type { Asked, Handle } from "./asked.ts";
import { readBody } from "./body.ts";
import { entity } from "./entity.ts";
import { isProblem, type Outcome, type Problem, problemResponse } from "./problem.ts";
import type { KeptWhere } from "./kept_sessions.ts";
import { roomsOver } from "./rooms.ts";
import { sessionsIn } from "./sessions.ts";

export interface ApiOptions extends Admission {
  readonly clock: Clock;
  readonly ids: Pick<Ids, "token">;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly join: Join;
  /** Voters that a room may be made for. */
  readonly capacityMax: number;
  /** The server's, for the document. */
  readonly version: string;
  /** Where sessions are kept. */
  readonly kept: KeptWhere;
  /** What the world calls the server; null: what the request calls it [W13]. */
  readonly publicUrl: string | null;
}

/** Where a request comes from, and where it goes. */
interface About {
  /** Below the path that the server is reached at [W13]. */
  readonly path: string;
  readonly address: string;
}

/** Answers a request for something below `/api/v1`. */
export type Api = (request: Request, about: About) => Promise<Response>;

interface Route {
  readonly name: ApiRoute;
  readonly pattern: URLPattern;
  readonly methods: Readonly<Partial<Record<string, Handle>>>;
  /** It takes no key. */
  readonly isOpen: boolean;
}

export function createApi(options: ApiOptions): Api {
  const { clock, log, metrics } = options;
  const routes = routesOf(options);
  const gate = { ...options, budgets: new Budgets(options.budget) };
  return async (request, about) => {
    const { method } = request;
    const route = routes.find(({ pattern }) => pattern.test({ pathname: about.path }));
    const name = route?.name ?? "unknown";
    const began = clock.now();
    const isOpen = route?.isOpen ?? false;
    const refusal = isOpen ? null : await admit(request, about.address, gate);
    const outcome = refusal ??
      (route === undefined ? NO_ROUTE : await answer(options, route, request, about));
    const response = isProblem(outcome) ? problemResponse(outcome) : outcome;
    const { status } = response;
    metrics.count("api_requests", `${name}_${status}`);
    // whoever has no key fills no log
    const level = refusal === null ? "info" : "debug";
    log[level]("api_request", { route: name, method, status, ms: clock.now() - began });
    response.headers.set("cache-control", "no-store");
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  };
}

function routesOf(options: ApiOptions): readonly Route[] {
  const rooms = roomsOver({
    ...options,
    askHome: (request, address) => askHome(request, address, options),
  });
  const sessions = sessionsIn(options.kept, options.log);
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

/** Made when somebody first asks, and kept. */
function documentOf({ version, capacityMax }: ApiOptions): Handle {
  let made: Promise<string> | null = null;
  const make = async () => (await import("./openapi.ts")).openApi(version, capacityMax);
  return async ({ request }) => await entity(request, await (made ??= make()), "application/json");
}

async function answer(
  { clock, publicUrl }: ApiOptions,
  { pattern, methods }: Route,
  request: Request,
  { path, address }: About,
): Promise<Outcome<Response>> {
  const handle = methods[request.method === "HEAD" ? "GET" : request.method];
  if (handle === undefined) return notAllowed(Object.keys(methods));
  const { origin, searchParams: query } = new URL(request.url);
  const asked: Asked = {
    ...{ request, path, query, address },
    params: pattern.exec({ pathname: path })?.pathname.groups ?? {},
    base: publicUrl === null ? `${origin}/` : publicUrl.replace(/\/*$/, "/"),
    body: () => readBody(request, clock),
  };
  return await handle(asked);
}

const NO_ROUTE: Problem = {
  status: STATUS_CODE.NotFound,
  detail: "There is nothing at this path: /api/v1/openapi.json lists what there is.",
};

function notAllowed(methods: readonly string[]): Problem {
  const allow = methods.flatMap((one) => one === "GET" ? ["GET", "HEAD"] : [one]).join(", ");
  return {
    status: STATUS_CODE.MethodNotAllowed,
    detail: `The method must be ${allow.replaceAll(", ", " or ")}.`,
    headers: { allow },
  };
}
