/**
 * How long `Retry-After` asks to wait, in milliseconds; null: it is missing, or neither seconds nor a date. `wall`: the
 * wall clock, in milliseconds.
 */
export function retryAfterMs(headers: Headers, wall: number): number | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // a number alone would be parsed as a year
  const at = /^[a-z]/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - wall);
}
