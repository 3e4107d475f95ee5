/** Reads the body of a request: JSON, with limits on size and time. */
import { STATUS_CODE } from "@std/http/status";
import { readBounded } from "../base/bounded_body.ts";
import type { Clock } from "../base/clock.ts";
import { done, failed, type Outcome, type Problem } from "./problem.ts";

/** The largest body, in bytes: twice a full queue. */
const BODY_BYTES_MAX = 64 * 1024;

/** How long the body may take to arrive, in milliseconds. */
const BODY_WITHIN_MS = 10_000;

/** The text of the body, and its JSON value. */
interface Body {
  readonly text: string;
  readonly value: unknown;
}

/** Reads the body; the problem is of type, size, time, encoding or syntax. */
export async function readBody(
  request: Request,
  clock: Pick<Clock, "after">,
): Promise<Outcome<Body>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return failed(NOT_JSON);
  const bytes = await collected(request.body, clock);
  if (!bytes.ok) return bytes;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.value);
    return done({ text, value: JSON.parse(text) });
  } catch {
    return failed({ status: STATUS_CODE.BadRequest, detail: "The body must be JSON in UTF-8." });
  }
}

/** The bytes of the body, if they arrive in time. */
async function collected(
  body: ReadableStream<Uint8Array> | null,
  clock: Pick<Clock, "after">,
): Promise<Outcome<Uint8Array>> {
  const late = new AbortController();
  const cancel = clock.after(BODY_WITHIN_MS, () => late.abort());
  try {
    const bytes = await readBounded(body, BODY_BYTES_MAX, late.signal);
    if (late.signal.aborted) return failed(TOO_SLOW);
    return bytes === null ? failed(TOO_LARGE) : done(bytes);
  } catch {
    return failed(TOO_SLOW); // the client is gone, so nobody reads this
  } finally {
    cancel();
  }
}

const NOT_JSON: Problem = {
  status: STATUS_CODE.UnsupportedMediaType,
  detail: "Content-Type must be application/json.",
};

const TOO_LARGE: Problem = {
  status: STATUS_CODE.ContentTooLarge,
  detail: `The body must have at most ${BODY_BYTES_MAX} bytes.`,
};

const TOO_SLOW: Problem = {
  status: STATUS_CODE.RequestTimeout,
  detail: `The body must arrive within ${BODY_WITHIN_MS / 1_000} s.`,
};
