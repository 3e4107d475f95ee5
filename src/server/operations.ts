/**
 * `/metrics`, `/healthz` and `/readyz`: what those who watch the process ask of it. All of them are about the
 * whole process, so main has the answers, and whoever got the request asks main. It owns how they look in
 * HTTP, and knows none of the numbers.
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

/** Gets the answer. Never rejects: where there is none in time, that is the answer. */
export type Ask = (operation: Operation) => Promise<Answer>;

/** The answer where main is too busy to give one. */
export const NO_ANSWER: Answer = {
  status: STATUS_CODE.ServiceUnavailable,
  contentType: "text/plain; charset=utf-8",
  body: "The server does not answer in time.\n",
};

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
