/**
 * One attempt to deliver: a signed POST to the operator's address, limited in time and size. Redirects are not
 * followed, and of the answer only the status and `Retry-After` are used.
 */
import { readBounded } from "../base/bounded_body.ts";
import type { Clock } from "../base/clock.ts";
import { retryAfterMs } from "../base/retry_after.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import { type Secrets, signatureHeaders } from "./secrets.ts";

/** How long a receiver may take to answer, in milliseconds, including the part of the body that is read. */
const ANSWER_WITHIN_MS = 15_000;

/** How much of an answer's body is read, in bytes. */
const ANSWER_BYTES_MAX = 4 * 1024;

export type Outcome =
  /** `retryAfterMs`: the wait that the receiver asks for, in milliseconds; null: none. */
  | { readonly kind: "answered"; readonly status: number; readonly retryAfterMs: number | null }
  /** `problem`: a few words for the log, without the address. */
  | { readonly kind: "failed"; readonly problem: string };

/** Starts an attempt, and calls `done` once, later. The returned function cancels it; then `done` is not called. */
export type Post = (url: URL, notice: Notice, done: (outcome: Outcome) => void) => () => void;

interface PostOptions {
  readonly clock: Clock;
  readonly userAgent: string;
  /** Returns the current secrets, which may change. */
  readonly secrets: () => Secrets;
  /** For tests; in milliseconds. */
  readonly withinMs?: number;
}

/** Sends over the network. */
export function networkPost(options: PostOptions): Post {
  return (url, notice, done) => {
    const abort = new AbortController();
    const { clock, withinMs = ANSWER_WITHIN_MS } = options;
    let isOver = false;
    // once there is a status, it counts, even if the body breaks off
    let outcome: Outcome = { kind: "failed", problem: `no answer within ${withinMs / 1_000} s` };
    const end = (outcome: Outcome) => {
      if (isOver) return;
      isOver = true;
      cancelTimer();
      done(outcome);
    };
    const cancelTimer = clock.after(withinMs, () => {
      abort.abort();
      end(outcome);
    });
    send(url, notice, { ...options, signal: abort.signal }).then(
      async (response) => {
        outcome = outcomeOf(response, clock.wall());
        // the body is read so that the connection can be reused; a longer one is cancelled, a broken one is fine
        await readBounded(response.body, ANSWER_BYTES_MAX).catch(() => {});
      },
      (error) => void (outcome = { kind: "failed", problem: problemOf(error) }),
    ).then(() => end(outcome));
    return () => {
      isOver = true;
      cancelTimer();
      abort.abort();
    };
  };
}

async function send(
  url: URL,
  notice: Notice,
  { clock, secrets, userAgent, signal }: PostOptions & { readonly signal: AbortSignal },
): Promise<Response> {
  const signed = await signatureHeaders(notice, clock.wall(), secrets());
  return await fetch(url, {
    method: "POST",
    redirect: "manual",
    signal,
    headers: {
      "content-type": "application/json",
      "accept-encoding": "identity",
      "user-agent": userAgent,
      ...signed,
    },
    body: notice.body,
  });
}

function outcomeOf({ status, headers }: Response, now: number): Outcome {
  return { kind: "answered", status, retryAfterMs: retryAfterMs(headers, now) };
}

/** The kind of a network error. Its message is not used, because it has the address in it, which may have a secret. */
function problemOf(error: unknown): string {
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const text = String(reason).replace(/^.*client error/s, "");
  const [, problem] = PROBLEMS.find(([pattern]) => pattern.test(text)) ?? [];
  return problem ?? "the connection failed";
}

const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/port \d+ are blocked/i, "requests to this port are not allowed"],
  [/dns|lookup|resolve/i, "the name can't be resolved"],
  [/refused/i, "the connection was refused"],
  [/certificate|tls|handshake/i, "TLS failed"],
  [/reset|closed|eof|incomplete/i, "the connection was closed"],
  [/NotCapable|requires net access/i, "this process may not connect there"],
  [/unreachable|no route/i, "it can't be reached"],
  [/too large/i, "the answer's headers are too large"],
  [/invalid|parse/i, "the answer is not HTTP"],
];
