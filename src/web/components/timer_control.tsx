/** Starts and stops the timer, which may turn the cards at its end [R11a]. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Icon } from "./icon.tsx";

const MINUTES = [1, 2, 3, 5, 10];

export function TimerControl({ session }: { readonly session: RoomSession }) {
  const { timer } = session.room.value;
  const [reveal, setReveal] = useState(false);
  const runs = timer !== null;
  const stop = useRef<HTMLButtonElement>(null);
  const start = useRef<HTMLSelectElement>(null);
  const used = useRef(false);
  // whoever used one of them is on the other, which takes its place
  useLayoutEffect(() => {
    if (used.current) (stop.current ?? start.current)?.focus();
    used.current = false;
  }, [runs]);
  const use = async (command: Promise<unknown>) => {
    used.current = true;
    if (!await session.did(command)) used.current = false;
  };
  const text = words().timer;
  if (runs) {
    return (
      <button
        ref={stop}
        type="button"
        class="quiet timer-control"
        onClick={() => use(session.client.stopTimer())}
      >
        <Icon name="clock" /> {text.stop}
      </button>
    );
  }
  return (
    <span class="timer-control">
      <label>
        <Icon name="clock" />
        <span class="unseen">{text.start}</span>
        <select
          ref={start}
          value=""
          disabled={!session.online.value}
          onChange={({ currentTarget }) => {
            const minutes = Number(currentTarget.value);
            currentTarget.value = "";
            if (minutes > 0) use(session.client.startTimer(minutes * 60, { reveal }));
          }}
        >
          <option value="">{text.timer}</option>
          {MINUTES.map((minutes) => (
            <option key={minutes} value={minutes}>{text.minutes(minutes)}</option>
          ))}
        </select>
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={reveal}
          onChange={({ currentTarget }) => setReveal(currentTarget.checked)}
        />
        {text.reveals}
      </label>
    </span>
  );
}
