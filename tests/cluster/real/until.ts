/** How tests of the cluster wait for what is to be seen. */

/** How long a test waits for something, and how often it looks. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 5;

export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something is so, and looks every so often; throws after a minute. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  everyMs = LOOK_EVERY_MS,
): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!await isSo()) {
    if (performance.now() > end) throw new Error(`it never came to it: ${what}`);
    await pass(everyMs);
  }
}
