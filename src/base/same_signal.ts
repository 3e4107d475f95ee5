/**
 * Signals that ask a process to stop, and follow the first within this time, are the same one, in milliseconds. A
 * terminal sends Ctrl-C, and its own end, to every process in it, and programs that started this one, such as
 * `deno task`, a shell or `timeout`, pass it on once more.
 */
const SAME_SIGNAL_MS = 1_000;

/** Returns what to call at each such signal: which it is. `now`: a steady clock, in milliseconds. */
export function signalOrder(now: () => number): () => "first" | "same" | "later" {
  let firstAt: number | null = null;
  return () => {
    const at = now();
    if (firstAt === null) {
      firstAt = at;
      return "first";
    }
    return at - firstAt > SAME_SIGNAL_MS ? "later" : "same";
  };
}
