/** What the home sends, while it waits for the change that caused it to be saved. */
import type { Fields, Log } from "../base/log.ts";
import type { ToEdge } from "../bus/envelopes.ts";

/** Something to do later, and about how many bytes it keeps in memory. */
export interface Deferred {
  readonly run: () => void;
  readonly bytes: number;
}

/** A message to an edge, a line of the log, or something to do. */
export type Pending =
  | Deferred
  | { readonly edge: number; readonly message: ToEdge }
  | { readonly level: keyof Log; readonly event: string; readonly fields: Fields | undefined };

/** A log that enqueues its lines. */
export function pendingLog(enqueue: (line: Extract<Pending, { level: keyof Log }>) => void): Log {
  const at = (level: keyof Log) => (event: string, fields?: Fields) =>
    enqueue({ level, event, fields });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Whether this is a message to that edge. */
export function isFor(pending: Pending, edge: number): boolean {
  return "edge" in pending && pending.edge === edge;
}

/** Sends all of it, in order. */
export function sendPending(
  pending: readonly Pending[],
  { toEdge, log }: {
    readonly toEdge: (edge: number, message: ToEdge) => void;
    readonly log: Log;
  },
): void {
  for (const one of pending) {
    if ("edge" in one) toEdge(one.edge, one.message);
    else if ("run" in one) one.run();
    else log[one.level](one.event, one.fields);
  }
}
