/** A thread that requests a server's health repeatedly, and reports the slowest answer. */
/// <reference lib="deno.worker" />
import { httpExchange } from "../e2e/http_exchange.ts";

/** What it is asked for: to begin, or to say what the slowest of at least so many answers took. */
export type ProbeRequest =
  | { readonly type: "begin"; readonly port: number }
  | { readonly type: "end"; readonly atLeast: number };

/** In milliseconds; or what went wrong. */
export type ProbeReport = { readonly slowestMs: number } | { readonly problem: string };

/** Between an answer and the next question, in milliseconds: more often it would be a load. */
const PAUSE_MS = 10;

let until = Infinity;

async function probe(port: number): Promise<ProbeReport> {
  let slowestMs = 0;
  for (let answers = 0; answers < until; answers++) {
    const begun = performance.now();
    const { status } = await httpExchange(port, { path: "/healthz" });
    slowestMs = Math.max(slowestMs, performance.now() - begun);
    if (status !== 200) return { problem: `/healthz answered ${status}` };
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  return { slowestMs };
}

self.onmessage = async ({ data }: MessageEvent<ProbeRequest>) => {
  if (data.type === "end") until = data.atLeast;
  else self.postMessage(await probe(data.port).catch((error) => ({ problem: `${error}` })));
};
