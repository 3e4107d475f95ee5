/** The timer that the admin started, by the server's clock. It informs; nothing happens at its end. */
import { useEffect, useState } from "preact/hooks";
import { countdown } from "../pure/numbers.ts";
import type { Stay } from "../state/stay.ts";
import { Icon } from "./icon.tsx";

/** How often it is looked at, in milliseconds, so that no second is skipped on the screen. */
const LOOK_EVERY_MS = 250;

/** From here on it is shown as urgent, in milliseconds. */
const URGENT_MS = 10_000;

export function TimerView({ stay }: { readonly stay: Stay }) {
  const { timer } = stay.room.value;
  const [now, setNow] = useState(Date.now());
  const is_running = timer !== null;
  useEffect(() => {
    if (!is_running) return;
    setNow(Date.now());
    const looking = setInterval(() => setNow(Date.now()), LOOK_EVERY_MS);
    return () => clearInterval(looking);
  }, [is_running]);
  if (timer === null) return null;
  const left = timer.ends_at - (now + stay.client.server_offset_ms);
  return (
    <p class={`timer ${left <= URGENT_MS ? "urgent" : ""}`} role="timer" aria-label="Time left">
      <Icon name="clock" />
      {left > 0 ? countdown(left) : "Time is up"}
    </p>
  );
}
