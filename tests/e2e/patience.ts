/**
 * How long a test waits for what must come. Nothing here is ever slept through: it is the bound after
 * which a story is called failed, generous because the machine may be busy.
 */
export const PATIENCE_MS = 60_000;

/** How often a test looks for what nobody reports to it, in milliseconds. */
const LOOK_EVERY_MS = 20;

/** What is thrown when time is up. */
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

/** What an attempt comes to that was made too early. */
type NotYet = undefined | null | false;

/**
 * Tries until it succeeds, with a pause after each attempt: for what no client is sent, such as a seat that is free
 * once the server has noticed that somebody left. `what` names it where it never comes.
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
