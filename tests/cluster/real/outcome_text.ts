/** What came of a fault, in a line. */
import type { Outcome } from "./audit.ts";

export function outcomeText(
  { acked, rate, inDoubt, stillMs, superseded, takeovers }: Outcome,
): string {
  const still = [stillMs[Math.floor(stillMs.length / 2)], stillMs.at(-1)]
    .map((ms = 0) => `${(ms / 1_000).toFixed(1)} s`).join(" / ");
  return `${acked} acknowledged (${Math.round(rate)} a second before), ${inDoubt} in doubt; ` +
    `rooms stood still for ${still} (p50 / max), ${superseded} of them superseded, ${takeovers} shards taken over`;
}
