/** Interprets a failed answer, by its status, its headers and its body. Pure. */
import * as v from "valibot";
import { retryAfterMs } from "../base/retry_after.ts";
import { sanitize } from "../protocol/text.ts";
import type { TrackerProblem } from "./tracker.ts";

/** How much of a tracker's own message is passed on, in characters. */
export const REASON_LENGTH_MAX = 200;

/** What the message of a problem says of the tracker, after its name, where nothing more is known. */
export const SAYS: Readonly<Record<TrackerProblem["code"], string>> = {
  unreachable: "fails.",
  refused: "does not accept the server's token for this: it may have expired.",
  not_found: "has nothing there, or does not show it to the server's token.",
  bad_query: "does not understand this.",
  busy: "has had too many requests; try again later.",
  unclear_answer: "answers with something that the server doesn't understand.",
  not_writable: "does not accept this estimate.",
};

/** Azure DevOps sends its sign-in page with this status instead of 401. */
export const STATUS_OTHER_SOURCE = 203;

/** The code of a failed answer. `waitMs`: as `waitOf` returns it. */
export function codeOf(
  status: number,
  headers: Headers,
  waitMs: number | null,
): TrackerProblem["code"] {
  if (status === 429 || (status === 503 && waitMs !== null)) return "busy";
  // GitHub's rate limit
  const isLimited = headers.get("x-ratelimit-remaining") === "0" || headers.has("retry-after");
  if (status === 403 && isLimited) return "busy";
  // to a sign-in page, of the tracker or of a proxy
  if (status === 302 || status === 303) return "refused";
  if (status === 401 || status === 403 || status === STATUS_OTHER_SOURCE) return "refused";
  if (status === 404 || status === 410) return "not_found";
  if (status === 400 || status === 422) return "bad_query";
  return status >= 500 ? "unreachable" : "unclear_answer";
}

/** Longer waits are taken for this, in milliseconds. */
const WAIT_MS_MAX = 86_400_000;

/**
 * How long to wait before the next request, in milliseconds, by `Retry-After` or the headers of GitHub and Linear;
 * null: there is none of them. `wall`: the wall clock, in milliseconds.
 */
export function waitOf(headers: Headers, wall: number): number | null {
  const ms = askedWait(headers, wall);
  return ms === null || Number.isNaN(ms) ? null : Math.min(WAIT_MS_MAX, Math.max(0, ms));
}

function askedWait(headers: Headers, wall: number): number | null {
  if ((headers.get("retry-after")?.trim() ?? "") !== "") return retryAfterMs(headers, wall);
  if (headers.get("x-ratelimit-remaining") === "0") {
    return Number(headers.get("x-ratelimit-reset") ?? NaN) * 1_000 - wall;
  }
  if (headers.get("x-ratelimit-requests-remaining") === "0") {
    return Number(headers.get("x-ratelimit-requests-reset") ?? NaN) - wall;
  }
  return null;
}

/** The tracker's own reason, sanitised; "": it gives none. */
export function quotable(json: unknown): string {
  const reason = sanitize(reasonOf(json).slice(0, 5 * REASON_LENGTH_MAX));
  const shown = [...reason];
  return shown.length <= REASON_LENGTH_MAX
    ? reason
    : `${shown.slice(0, REASON_LENGTH_MAX).join("")}…`;
}

/** The message in a failed answer, in one of the places where trackers put it; "" if there is none. */
function reasonOf(json: unknown): string {
  const parsed = v.safeParse(REASONS, json);
  if (!parsed.success) return "";
  const { errorMessages, errors, message, error } = parsed.output;
  const first = Array.isArray(errors) ? errors[0]?.message : Object.values(errors ?? {})[0];
  return [errorMessages?.[0], first, message, error].find((it) =>
    typeof it === "string" && it !== ""
  ) ?? "";
}

const TEXT = v.fallback(v.optional(v.string()), undefined);

const REASONS = v.object({
  errorMessages: v.fallback(v.optional(v.array(v.string())), undefined),
  errors: v.fallback(
    v.optional(v.union([v.array(v.object({ message: TEXT })), v.record(v.string(), v.string())])),
    undefined,
  ),
  message: TEXT,
  error: TEXT,
});
