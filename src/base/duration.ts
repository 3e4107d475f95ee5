/** Durations as people write them. In the program, all durations are in milliseconds. Pure. */

const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1_000], [
  "ms",
  1,
]] as const;

/** The longest duration, in milliseconds: a timer of more than 2^31 - 1 ms (24.8 days) fires at once. */
export const DURATION_MS_MAX = 24 * 86_400_000;

/** How a duration is written, for messages. */
export const DURATION_FORM = "such as 30s, 15m or 4h";

/** Milliseconds of `500ms`, `30s`, `15m`, `4h` or `1d`; null for anything else, also for a number without a unit. */
export function parseDuration(text: string): number | null {
  const parts = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text);
  const unit = UNITS.find(([name]) => name === parts?.[2]);
  return unit === undefined ? null : Number(parts?.[1]) * unit[1];
}

/** The shortest exact form: 90,000 ms is `90s`, 1,800,000 is `30m`. For whole milliseconds. */
export function formatDuration(ms: number): string {
  const [name, length] = UNITS.find(([, length]) => ms >= length && ms % length === 0) ??
    ["s", 1_000];
  return `${ms / length}${name}`;
}
