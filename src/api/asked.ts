/** What a route is given of a request, and what it gives back. */
import type { Outcome } from "./problem.ts";

export interface Asked {
  readonly request: Request;
  /** Below the path that the server is reached at [W13]. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the route's pattern names. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Whom limits are counted for. */
  readonly address: string;
  /** What links begin with: where the server is, with a slash at its end. */
  readonly base: string;
  /** The body, read once. */
  body(): Promise<Outcome<{ readonly text: string; readonly value: unknown }>>;
}

export type Handle = (asked: Asked) => Outcome<Response> | Promise<Outcome<Response>>;
