/** The timer's time as people type and read it. Pure. */
import { TIMER_SECONDS_MAX } from "../room/limits.ts";
import type { Model } from "./model.ts";

/** How a time may be written, to stand behind "must be". */
export const TIMER_FORM =
  "a time such as 90, 1:30 or 2m, followed by reveal to reveal when it ends, or 0 for none";

/** Seconds; 0 stops the timer, null is no time. */
function readSeconds(text: string): number | null {
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

/** A timer as it is asked for; no seconds stop it. */
interface RequestedTimer {
  readonly seconds: number | null;
  /** Whether its end turns the cards over. */
  readonly reveal: boolean;
}

/** A time, and behind it `reveal` or `r` for one that turns the cards over; null is none. */
export function readTimer(text: string): RequestedTimer | null {
  const [, time = "", word] = /^(.*?)(?:\s+(reveal|r))?$/i.exec(text.trim()) ?? [];
  const seconds = readSeconds(time);
  if (seconds === null) return null;
  return { seconds: seconds === 0 ? null : seconds, reveal: seconds > 0 && word !== undefined };
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

/** The time left on the room's timer, as text; null where none runs. */
export function timerText(
  { room, serverOffsetMs }: Model,
  now: number,
): string | null {
  if (room.timer === null) return null;
  const left = Math.ceil((room.timer.ends_at - (now + serverOffsetMs)) / 1_000);
  return left <= 0 ? "time is up" : showSeconds(left);
}
