/** Reads and shows the time of the timer. Pure. */
import { countdown } from "../client/countdown.ts";
import { TIMER_SECONDS_MAX } from "../room/limits.ts";
import type { Model } from "./model.ts";

/** The forms of a time, in words that follow "must be". */
export const TIMER_FORM =
  `a time up to ${
    TIMER_SECONDS_MAX / 3_600
  }h, such as 90, 1:30 or 2m, followed by reveal to reveal ` +
  "when it ends, or 0 for none";

/** The seconds that a text means, 0 to stop the timer; null: it is no time. */
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

/** The timer that was asked for; without seconds it is stopped. */
interface RequestedTimer {
  readonly seconds: number | null;
  /** Whether its end reveals the votes. */
  readonly reveal: boolean;
}

/** Reads a time, followed by `reveal` or `r` if its end reveals the votes; null: the text is invalid. */
export function readTimer(text: string): RequestedTimer | null {
  const [, time = "", word] = /^(.*?)\s*(reveal|r)?$/i.exec(text.trim()) ?? [];
  const seconds = readSeconds(time);
  if (seconds === null) return null;
  return { seconds: seconds === 0 ? null : seconds, reveal: seconds > 0 && word !== undefined };
}

/** The time left on the room's timer, as text; null: no timer is running. */
export function timerText(
  { room, serverOffsetMs }: Model,
  now: number,
): string | null {
  if (room.timer === null) return null;
  const leftMs = room.timer.ends_at - (now + serverOffsetMs);
  return leftMs <= 0 ? "time is up" : countdown(leftMs);
}
