/** Converts estimates between rooms and trackers. Pure. */
import { numericValue } from "../room/deck.ts";
import type { TrackerResult } from "./tracker.ts";

/** What a field accepts. */
type Form = "number" | "integer";

/** The number of an estimate, read like a card: `0,5` and `½` are 0.5 [R13]. Anything else is `not_writable`. */
export function numberOf(estimate: string, form: Form): TrackerResult<number> {
  const value = numericValue(estimate.trim());
  const fits = value !== null && (form === "number" || Number.isInteger(value));
  if (fits) return { ok: true, value };
  const wanted = form === "number" ? "a number" : "a whole number";
  return notWritable(`The field takes ${wanted}, and "${estimate}" is not one.`);
}

/** The problem that a field does not accept an estimate. */
export function notWritable(message: string): TrackerResult<never> {
  return { ok: false, error: { code: "not_writable", message } };
}

/** A tracker's estimate (a number, a text, an option of a list) as text: 0.5, 8, XL; null: there is none. */
export function estimateText(value: unknown): string | null {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  // an option of a list
  if (typeof value === "object" && value !== null && "value" in value) {
    return typeof value.value === "string" ? estimateText(value.value) : null;
  }
  return null;
}
