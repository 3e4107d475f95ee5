/** Metrics for tests: they keep every call. */
import type { Counted, Metrics, Timed } from "../../src/base/metrics.ts";

export class RecordingMetrics implements Metrics {
  /** `name kind`, once for each that was counted. */
  readonly counted: string[] = [];
  readonly timed: { readonly what: string; readonly ms: number }[] = [];

  count<Name extends keyof Counted>(name: Name, kind: Counted[Name]): void {
    this.counted.push(`${name} ${kind}`);
  }

  time<Name extends keyof Timed>(name: Name, kind: Timed[Name], ms: number): void {
    this.timed.push({ what: `${name} ${kind}`, ms });
  }

  /** What was counted since the last call. */
  news(): readonly string[] {
    return this.counted.splice(0);
  }
}
