/** Problem responses (RFC 9457). */
import { STATUS_CODE, STATUS_TEXT } from "@std/http/status";
import type { JoinRefusal } from "../bus/envelopes.ts";

/** Why a request fails. */
export interface Problem {
  readonly status: keyof typeof STATUS_TEXT;
  /** A sentence that names the thing, the rule and the value. */
  readonly detail: string;
  readonly field?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A result, or the problem. */
export type Outcome<T> = T | Problem;

/** Tells a problem from a result. */
export function isProblem(outcome: unknown): outcome is Problem {
  return typeof outcome === "object" && outcome !== null && "detail" in outcome &&
    "status" in outcome;
}

/** The response for a problem. */
export function problemResponse({ status, detail, field, headers }: Problem): Response {
  const body = {
    type: "about:blank",
    title: STATUS_TEXT[status],
    status,
    detail,
    ...field !== undefined && { field },
  };
  return new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}

/** The problem that a field is invalid. */
export function badField(field: string, detail: string): Problem {
  return { status: STATUS_CODE.UnprocessableEntity, detail, field };
}

/** When to try again after 503, in seconds. */
const RETRY_AFTER_S = "5";

/** The problem for a refusal of a room's home. */
export function problemOf({ close, message: detail, field }: JoinRefusal): Problem {
  switch (close) {
    case "no_such_room":
      return { status: STATUS_CODE.NotFound, detail, field: "room_id" };
    case "bad_request":
      return badField(field ?? "", detail);
    default:
      return {
        status: STATUS_CODE.ServiceUnavailable,
        detail,
        headers: { "retry-after": RETRY_AFTER_S },
      };
  }
}
