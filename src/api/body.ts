/** The body of a request: JSON within a size and a time, whoever sends it. */
import { STATUS_CODE } from "@std/http/status";
import type { Clock } from "../base/clock.ts";
import type { Outcome, Problem } from "./problem.ts";

/** What a body may have at most, in bytes: a full queue is half of it. */
const BODY_BYTES_MAX = 64 * 1024;

/** How long it may take to come, in milliseconds. */
const BODY_WITHIN_MS = 10_000;

/** The text of the body, and what it is as JSON. */
interface Body {
  readonly text: string;
  readonly value: unknown;
}

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

async function collected(
  body: ReadableStream<Uint8Array> | null,
  clock: Pick<Clock, "after">,
): Promise<Outcome<Uint8Array>> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  let isLate = false;
  const cancel = clock.after(BODY_WITHIN_MS, () => {
    isLate = true;
    void reader.cancel().catch(() => {});
  });
  const bytes = new Uint8Array(BODY_BYTES_MAX);
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) return TOO_SLOW;
      if (done) return bytes.slice(0, length);
      if (length + value.length > BODY_BYTES_MAX) {
        void reader.cancel().catch(() => {});
        return TOO_LARGE;
      }
      bytes.set(value, length);
      length += value.length;
    }
  } catch {
    return TOO_SLOW; // the client is gone: nobody reads this
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
  detail: `The body must come within ${BODY_WITHIN_MS / 1_000} s.`,
};
