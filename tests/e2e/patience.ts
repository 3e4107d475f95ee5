/**
 * How long a test waits for something that must happen, in milliseconds, before it fails. It is long because the
 * machine may be busy; no test sleeps for it.
 */
export const PATIENCE_MS = 60_000;

/** How often a test polls for something without an event, in milliseconds. */
const LOOK_EVERY_MS = 20;

/** Thrown when a wait has taken too long. */
export class OutOfPatience extends Error {
  override name = "OutOfPatience";
}

/** The promise's value, or `OutOfPatience` after `ms` milliseconds. Leaves no timer behind. */
export async function within<Value>(
  promise: Promise<Value>,
  what: string,
  ms: number = PATIENCE_MS,
): Promise<Value> {
  if (ms === Infinity) return await promise;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfPatience(`no ${what} within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Patience {
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/** The result of an attempt that was too early. */
type NotYet = undefined | null | false;

/**
 * Polls until an attempt succeeds, for things that no client is sent, such as that the server has noticed a leave.
 * `what`: names it in the error.
 */
export async function eventually<Value>(
  what: string | (() => string),
  attempt: () => Value | NotYet | Promise<Value | NotYet>,
  { withinMs = PATIENCE_MS, everyMs = LOOK_EVERY_MS }: Patience = {},
): Promise<Value> {
  const until = performance.now() + withinMs;
  for (;;) {
    const value = await attempt();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > until) {
      const name = typeof what === "string" ? what : what();
      throw new OutOfPatience(`waited for ${withinMs} ms in vain: ${name}`);
    }
    await pass(everyMs);
  }
}

export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
