/** Starts and stops the timer. */
import type { Stay } from "../state/stay.ts";
import { Icon } from "./icon.tsx";

const MINUTES = [1, 2, 3, 5, 10];

export function TimerControl({ stay }: { readonly stay: Stay }) {
  const { timer } = stay.room.value;
  if (timer !== null) {
    return (
      <button
        type="button"
        class="quiet timer-control"
        onClick={() => stay.did(stay.client.stopTimer())}
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
        value=""
        disabled={!stay.online.value}
        onChange={({ currentTarget }) => {
          const minutes = Number(currentTarget.value);
          currentTarget.value = "";
          if (minutes > 0) stay.did(stay.client.startTimer(minutes * 60));
        }}
      >
        <option value="">Timer</option>
        {MINUTES.map((minutes) => <option key={minutes} value={minutes}>{minutes} min</option>)}
      </select>
    </label>
  );
}
