/** How long a timer has left, as page and terminal show it. Pure. */

/** Milliseconds as `m:ss`, or `h:mm:ss`; rounded up to seconds, so that it shows 0:00 only at the end. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
