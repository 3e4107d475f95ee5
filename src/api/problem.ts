/** Refusals over HTTP, as RFC 9457 has them: what is wrong, which field, and what is allowed. */
import { STATUS_CODE, STATUS_TEXT } from "@std/http/status";
import type { JoinRefusal } from "../bus/envelopes.ts";

/** Why a request is not granted. */
export interface Problem {
  readonly status: keyof typeof STATUS_TEXT;
  /** A sentence that names the thing, the rule and the value. */
  readonly detail: string;
  readonly field?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Either what was asked for, or why not. */
export type Outcome<T> = T | Problem;

export function isProblem(outcome: unknown): outcome is Problem {
  return typeof outcome === "object" && outcome !== null && "detail" in outcome &&
    "status" in outcome;
}

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

/** A field that broke its rule. */
export function badField(field: string, detail: string): Problem {
  return { status: STATUS_CODE.UnprocessableEntity, detail, field };
}

/** When a server that can't do something now is worth another try, in seconds. */
const RETRY_AFTER_S = "5";

/** What the refusal of a room's home is over HTTP. */
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
