/** Reads the body of a request: JSON, with limits on size and time. */
import { STATUS_CODE } from "@std/http/status";
import { readBounded } from "../base/bounded_body.ts";
import type { Clock } from "../base/clock.ts";
import type { Outcome, Problem } from "./problem.ts";

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
  if (type !== "application/json") return NOT_JSON;
  const bytes = await collected(request.body, clock);
  if (!(bytes instanceof Uint8Array)) return bytes;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    return { status: STATUS_CODE.BadRequest, detail: "The body must be JSON in UTF-8." };
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
    return late.signal.aborted ? TOO_SLOW : bytes ?? TOO_LARGE;
  } catch {
    return TOO_SLOW; // the client is gone, so nobody reads this
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
