/** Starts and stops the timer. */
import { useEffect, useRef } from "preact/hooks";
import type { Stay } from "../state/stay.ts";
import { Icon } from "./icon.tsx";

const MINUTES = [1, 2, 3, 5, 10];

export function TimerControl({ stay }: { readonly stay: Stay }) {
  const { timer } = stay.room.value;
  const runs = timer !== null;
  const stop = useRef<HTMLButtonElement>(null);
  const start = useRef<HTMLSelectElement>(null);
  const used = useRef(false);
  // whoever used one of them is on the other, which takes its place
  useEffect(() => {
    if (used.current) (stop.current ?? start.current)?.focus();
    used.current = false;
  }, [runs]);
  const use = async (command: Promise<unknown>) => {
    used.current = true;
    if (!await stay.did(command)) used.current = false;
  };
  if (runs) {
    return (
      <button
        ref={stop}
        type="button"
        class="quiet timer-control"
        onClick={() => use(stay.client.stopTimer())}
      >
        <Icon name="clock" /> Stop the timer
      </button>
    );
  }
  return (
    <label class="timer-control">
      <Icon name="clock" />
      <span class="unseen">Start a timer</span>
      <select
        ref={start}
        value=""
        disabled={!stay.online.value}
        onChange={({ currentTarget }) => {
          const minutes = Number(currentTarget.value);
          currentTarget.value = "";
          if (minutes > 0) use(stay.client.startTimer(minutes * 60));
        }}
      >
        <option value="">Timer</option>
        {MINUTES.map((minutes) => <option key={minutes} value={minutes}>{minutes} min</option>)}
      </select>
    </label>
  );
}
