/** Problem responses (RFC 9457). */
import { STATUS_CODE, STATUS_TEXT } from "@std/http/status";
import type { Result } from "../base/result.ts";
import type { JoinRefusal } from "../bus/envelopes.ts";

/** Why a request fails. */
export interface Problem {
  readonly status: keyof typeof STATUS_TEXT;
  /** A sentence that names the thing, the rule and the value. */
  readonly detail: string;
  readonly field?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A value, or why the request fails. */
export type Outcome<T> = Result<T, Problem>;

/** The outcome of what succeeded. */
export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** The outcome of what failed. */
export function failed(error: Problem): Outcome<never> {
  return { ok: false, error };
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

/** The outcome of an invalid field. */
export function badField(field: string, detail: string): Outcome<never> {
  return failed({ status: STATUS_CODE.UnprocessableEntity, detail, field });
}

/** When to try again after 503, in seconds. */
const RETRY_AFTER_S = "5";

/** A problem that is expected to pass. */
export function unavailable(detail: string): Problem {
  const headers = { "retry-after": RETRY_AFTER_S };
  return { status: STATUS_CODE.ServiceUnavailable, detail, headers };
}

/** The outcome of what a room's home has refused. */
export function refused({ close, message: detail, field }: JoinRefusal): Outcome<never> {
  switch (close) {
    case "no_such_room":
      return failed({ status: STATUS_CODE.NotFound, detail, field: "room_id" });
    case "bad_request":
      return badField(field ?? "", detail);
    default:
      return failed(unavailable(detail));
  }
}
