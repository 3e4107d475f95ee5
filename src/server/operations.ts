/**
 * `/metrics`, `/healthz` and `/readyz`, for monitoring. They are about the whole process, so the thread that gets the
 * request asks the main thread for the answer. This module owns the form in HTTP, and none of the content.
 */
import { STATUS_CODE } from "@std/http/status";
import { refuseChange } from "./line.ts";

const OPERATIONS = ["/metrics", "/healthz", "/readyz"] as const;

export type Operation = (typeof OPERATIONS)[number];

/** An answer as it travels between threads. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Gets the answer. Never rejects: without an answer in time, it resolves with `NO_ANSWER`. */
export type Ask = (operation: Operation) => Promise<Answer>;

/** The answer if the main thread is too busy to give one. */
export const NO_ANSWER: Answer = {
  status: STATUS_CODE.ServiceUnavailable,
  contentType: "text/plain; charset=utf-8",
  body: "The server does not answer in time.\n",
};

/** Whether a path is one of these three. */
export function isOperation(pathname: string): pathname is Operation {
  return OPERATIONS.some((one) => one === pathname);
}

/** Answers a request for one of them. */
export async function operate(
  request: Request,
  operation: Operation,
  ask: Ask,
): Promise<Response> {
  const refusal = refuseChange(request);
  if (refusal !== null) return refusal;
  const { status, contentType, body } = await ask(operation);
  return new Response(body, {
    status,
    headers: { "content-type": contentType, "cache-control": "no-store" },
  });
}
