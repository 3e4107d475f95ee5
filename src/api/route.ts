/** What the handlers of routes take and return. */
import type { Outcome } from "./problem.ts";

export interface RouteRequest {
  readonly request: Request;
  /** Without the path prefix of --public-url [W13]. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The named groups of the route's pattern. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** The client's address. */
  readonly address: string;
  /** The server's address, with a slash at its end, for links. */
  readonly base: string;
  /** Reads the body as JSON. May be called once. */
  body(): Promise<Outcome<{ readonly text: string; readonly value: unknown }>>;
}

export type RouteHandler = (
  request: RouteRequest,
) => Outcome<Response> | Promise<Outcome<Response>>;
