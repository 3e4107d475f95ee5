/** The timer's time as people type and read it. Pure. */
import { TIMER_SECONDS_MAX } from "../room/limits.ts";

/** How a time may be written, to stand behind "must be". */
export const SECONDS_FORM = "a time such as 90, 1:30 or 2m, or 0 for none";

/** Seconds; 0 stops the timer, null is no time. */
export function readSeconds(text: string): number | null {
  const typed = text.trim().toLowerCase();
  if (typed === "off") return 0;
  const clock = /^(\d{1,4}):([0-5]\d)$/.exec(typed);
  const unit = /^(\d{1,5})\s*([smh]?)$/.exec(typed);
  const seconds = clock !== null
    ? Number(clock[1]) * 60 + Number(clock[2])
    : unit !== null
    ? Number(unit[1]) * (unit[2] === "m" ? 60 : unit[2] === "h" ? 3_600 : 1)
    : NaN;
  return seconds <= TIMER_SECONDS_MAX ? seconds : null;
}

/** "1:05", "1:00:00". */
export function showSeconds(seconds: number): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3_600),
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const two = (value: number) => `${value}`.padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
