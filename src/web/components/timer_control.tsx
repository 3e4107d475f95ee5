/** Starts and stops the timer, which may turn the cards at its end [R11a]. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Icon } from "./icon.tsx";

const MINUTES = [1, 2, 3, 5, 10];

/** Keys that choose in a closed list, one option after the other: choosing does not start a timer then. */
const STEPS = /^(Arrow|Home|End|Page|\S$)/;

export function TimerControl({ session }: { readonly session: RoomSession }) {
  const { timer } = session.room.value;
  const [reveal, setReveal] = useState(false);
  /** Chosen by such a key; 0: nothing. */
  const [chosen, setChosen] = useState(0);
  const stepped = useRef(false);
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
  const begin = (minutes: number) => {
    setChosen(0);
    if (minutes > 0) use(session.client.startTimer(minutes * 60, { reveal }));
  };
  const open = () => {
    stepped.current = false;
    setChosen(0); // so that choosing it again is a change
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, altKey } = event;
    if (key === "Enter" && chosen > 0) {
      event.preventDefault();
      begin(chosen);
    } else if (key === " " || key === "F4" || key === "Enter" || altKey) open();
    else if (STEPS.test(key)) stepped.current = true;
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
          value={chosen === 0 ? "" : chosen}
          disabled={!session.online.value}
          onKeyDown={onKeyDown}
          onPointerDown={open}
          onChange={(event) => {
            const { currentTarget } = event;
            const minutes = Number(currentTarget.value);
            if (stepped.current) {
              event.stopPropagation(); // the menu around it stays open
              setChosen(minutes);
            } else {
              currentTarget.value = "";
              begin(minutes);
            }
            stepped.current = false; // each key is followed by its change
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
      {chosen > 0 && (
        <button
          type="button"
          class="small"
          disabled={!session.online.value}
          onClick={() => begin(chosen)}
        >
          {text.start}
        </button>
      )}
    </span>
  );
}
