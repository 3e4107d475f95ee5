/**
 * One attempt to deliver: a POST to an address of the operator's, signed, bounded in time and size. Nobody is followed
 * to another address, and nothing of an answer is kept but its status and when to come back.
 */
import { readBounded } from "../base/bounded_body.ts";
import type { Clock } from "../base/clock.ts";
import { retryAfterMs } from "../base/retry_after.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import { type Secrets, signatureHeaders } from "./secrets.ts";

/** How long a receiver may take to answer, in milliseconds, the first KiB of its answer included. */
const ANSWER_WITHIN_MS = 15_000;

/** What is read of an answer, in bytes. */
const ANSWER_BYTES_MAX = 4 * 1024;

export type Outcome =
  /** `retryAfterMs`: when to come back; null: the receiver does not say. */
  | { readonly kind: "answered"; readonly status: number; readonly retryAfterMs: number | null }
  /** `problem`: a few words for the log, without the address. */
  | { readonly kind: "failed"; readonly problem: string };

/** Begins an attempt; `done` is called once, later, unless it is cancelled by what this returns. */
export type Post = (url: URL, notice: Notice, done: (outcome: Outcome) => void) => () => void;

interface PostOptions {
  readonly clock: Clock;
  readonly userAgent: string;
  /** As they are now: they may change. */
  readonly secrets: () => Secrets;
  /** Only tests have another. */
  readonly withinMs?: number;
}

/** The way over the network. */
export function networkPost(options: PostOptions): Post {
  return (url, notice, done) => {
    const abort = new AbortController();
    const { clock, withinMs = ANSWER_WITHIN_MS } = options;
    let isOver = false;
    // a status counts, whatever becomes of what follows it
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
        // so that the connection can be used again; a longer answer is cut off, and one may end early
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

/** What the runtime reports has the address in it, which may have a secret: only the kind of problem is repeated. */
function problemOf(error: unknown): string {
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const text = String(reason).replace(/^.*client error/s, "");
  const [, problem] = PROBLEMS.find(([pattern]) => pattern.test(text)) ?? [];
  return problem ?? "the connection failed";
}

const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/port \d+ are blocked/i, "no request is sent to this port"],
  [/dns|lookup|resolve/i, "its name can't be resolved"],
  [/refused/i, "the connection was refused"],
  [/certificate|tls|handshake/i, "TLS failed"],
  [/reset|closed|eof|incomplete/i, "the connection was closed"],
  [/NotCapable|requires net access/i, "this process may not connect there"],
  [/unreachable|no route/i, "it is out of reach"],
  [/too large/i, "its headers are too large"],
  [/invalid|parse/i, "its answer is no HTTP"],
];
