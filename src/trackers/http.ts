/**
 * Sends requests to a tracker, with limits on bytes, time and retries. It owns the token, which is sent only to the
 * operator's address: no redirect is followed, and no address comes from a client [A5].
 */
import * as v from "valibot";
import { readBounded } from "../base/bounded_body.ts";
import type { Clock } from "../base/clock.ts";
import { ANSWER_BYTES_MAX, parsed } from "./answer_json.ts";
import { codeOf, quotable, SAYS, STATUS_OTHER_SOURCE, waitOf } from "./failure.ts";
import type { TrackerProblem, TrackerResult } from "./tracker.ts";

/** A shorter token is no secret, and may be a word, in characters. */
const SECRET_LENGTH_MIN = 8;

/** How long one answer may take, up to its last byte, in milliseconds. */
export const ANSWER_MS_MAX = 15_000;

/** How often a request is repeated after a rate limit, and the longest wait before that, in milliseconds. */
const REPEATS_MAX = 2;
const REPEAT_WAIT_MS_MAX = 10_000;

/** The wait if the tracker does not say how long, in milliseconds. */
const REPEAT_WAIT_MS = 1_000;

interface TrackerRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** Below the API's address, without a leading slash. Text from people must be encoded in it. */
  readonly path: string;
  readonly body?: unknown;
  /** Of the body; JSON by default. */
  readonly contentType?: string;
}

interface Answer<T> {
  readonly value: T;
  readonly headers: Headers;
}

/** Sends a request to a tracker, and validates the answer by a schema. Never rejects. */
export type Ask = <Schema extends v.GenericSchema>(
  request: TrackerRequest,
  schema: Schema,
) => Promise<TrackerResult<Answer<v.InferOutput<Schema>>>>;

interface TrackerHttpOptions {
  /** The operator's name for the tracker. */
  readonly name: string;
  /** The address of the API, with a slash at its end. */
  readonly api: string;
  /** Headers of every request, with the token. */
  readonly headers: Readonly<Record<string, string>>;
  /** No answer is read with it in it, nor with what the headers make of it. */
  readonly token: string;
  readonly clock: Clock;
}

/** The code of a failed answer by its body; null: its status decides. */
type Classify = (body: unknown) => TrackerProblem["code"] | null;

export class TrackerHttp {
  readonly #options: TrackerHttpOptions;
  readonly #classify: Classify;
  /** The token, its part after a user's name, and the forms in which headers have it. */
  readonly #secrets: readonly string[];

  constructor(options: TrackerHttpOptions, classify: Classify = () => null) {
    this.#options = options;
    this.#classify = classify;
    const { token, headers } = options;
    const sent = Object.values(headers).map((value) => value.replace(/^\S+ /, ""));
    this.#secrets = [token, token.slice(token.indexOf(":") + 1), ...sent]
      .filter(({ length }) => length >= SECRET_LENGTH_MIN);
  }

  /** Sends a request, and repeats it if the tracker's rate limit asks for a short wait. Never rejects. */
  async ask<Schema extends v.GenericSchema>(
    request: TrackerRequest,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<TrackerResult<Answer<v.InferOutput<Schema>>>> {
    for (let repeats = 0;; repeats++) {
      const answered = await this.#once(request, signal);
      if (answered.ok) return this.#checked(answered.value, schema);
      const { code, retryAfterMs = REPEAT_WAIT_MS } = answered.error;
      const isLater = code === "busy" && repeats < REPEATS_MAX;
      if (!isLater || retryAfterMs > REPEAT_WAIT_MS_MAX) return answered;
      if (!await waited(this.#options.clock, retryAfterMs, signal)) return answered;
    }
  }

  /** A problem whose message begins with the tracker's name. */
  problem(
    code: TrackerProblem["code"],
    what: string,
    retryAfterMs?: number,
  ): { readonly ok: false; readonly error: TrackerProblem } {
    const message = `${this.#options.name} ${what}`;
    return {
      ok: false,
      error: { code, message, ...retryAfterMs !== undefined && { retryAfterMs } },
    };
  }

  async #once(
    { method, path, body, contentType = "application/json" }: TrackerRequest,
    signal: AbortSignal,
  ): Promise<TrackerResult<Answer<unknown>>> {
    const { api, headers, clock } = this.#options;
    const url = URL.parse(path, api);
    // paths are encoded, so this can't happen; it is checked because the token would be sent elsewhere
    if (url === null || !url.href.startsWith(api)) {
      return this.problem("bad_query", "has no such address.");
    }
    const timeout = new AbortController();
    const cancel = clock.after(ANSWER_MS_MAX, () => timeout.abort());
    try {
      const response = await fetch(url, {
        method,
        headers: {
          accept: "application/json",
          "user-agent": "estimatex-server",
          ...body !== undefined && { "content-type": contentType },
          ...headers,
        },
        ...body !== undefined && { body: JSON.stringify(body) },
        redirect: "manual",
        signal: AbortSignal.any([signal, timeout.signal]),
      });
      const bytes = await readBounded(response.body, ANSWER_BYTES_MAX);
      if (bytes === null) {
        return this.problem(
          "unclear_answer",
          `answers with more than ${ANSWER_BYTES_MAX >> 20} MiB.`,
        );
      }
      const json = parsed(this.#withoutSecrets(new TextDecoder().decode(bytes)));
      if (response.ok && response.status !== STATUS_OTHER_SOURCE) {
        if (json === undefined) {
          return this.problem("unclear_answer", "answers with something other than JSON.");
        }
        return { ok: true, value: { value: json, headers: response.headers } };
      }
      return this.#failed(response, json);
    } catch {
      // never the error's message, which may have the address in it
      if (signal.aborted) {
        return this.problem("unreachable", "did not answer before the request was cancelled.");
      }
      if (!timeout.signal.aborted) return this.problem("unreachable", "can't be reached.");
      return this.problem(
        "unreachable",
        `does not answer within ${ANSWER_MS_MAX / 1_000} seconds.`,
      );
    } finally {
      cancel();
    }
  }

  /** A tracker may repeat what it was sent, and what it answers is shown to people. */
  #withoutSecrets(text: string): string {
    return this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  }

  #checked<Schema extends v.GenericSchema>(
    { value, headers }: Answer<unknown>,
    schema: Schema,
  ): TrackerResult<Answer<v.InferOutput<Schema>>> {
    const checked = v.safeParse(schema, value);
    if (checked.success) return { ok: true, value: { value: checked.output, headers } };
    return this.problem("unclear_answer", SAYS.unclear_answer);
  }

  #failed({ status, headers }: Response, json: unknown): TrackerResult<never> {
    const waitMs = waitOf(headers, this.#options.clock.wall());
    const code = this.#classify(json) ?? codeOf(status, headers, waitMs);
    switch (code) {
      case "busy":
        return this.problem(code, SAYS.busy, waitMs ?? undefined);
      case "refused":
      case "not_found":
        return this.problem(code, SAYS[code]);
      case "bad_query": {
        const reason = quotable(json);
        return this.problem(
          code,
          reason === "" ? SAYS.bad_query : `does not understand this: ${reason}`,
        );
      }
      case "unreachable":
        return this.problem(code, `fails (status ${status}).`);
      default:
        return status >= 300 && status < 400
          ? this.problem(code, "redirects to another address, which the server does not follow.")
          : this.problem(code, `answers with the status ${status}.`);
    }
  }
}

/** Waits; returns false if `signal` is aborted first. */
function waited(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (passed: boolean) => {
      cancel();
      signal.removeEventListener("abort", onAbort);
      resolve(passed);
    };
    const onAbort = () => end(false);
    const cancel = clock.after(ms, () => end(true));
    signal.addEventListener("abort", onAbort);
  });
}
