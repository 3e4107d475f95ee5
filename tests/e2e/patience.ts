/**
 * How long a test waits for what must come. Nothing here is ever slept through: it is the bound after
 * which a story is called failed, generous because the machine may be busy.
 */
export const PATIENCE_MS = 45_000;

/** What `within` throws when time is up. */
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
