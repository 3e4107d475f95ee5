/** The timer that the admin started, by the server's clock. It says whether its end turns the cards. */
import { countdown } from "../../client/countdown.ts";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Icon } from "./icon.tsx";
import { useTicks } from "./ticks.ts";

/** From here on it is shown as urgent, in milliseconds. */
const URGENT_MS = 10_000;

export function TimerView({ session }: { readonly session: RoomSession }) {
  const { timer } = session.room.value;
  useTicks(timer !== null);
  if (timer === null) return null;
  const text = words().timer;
  const left = timer.ends_at - session.client.serverNow();
  return (
    <p class={`timer ${left <= URGENT_MS ? "urgent" : ""}`} role="timer" aria-label={text.timeLeft}>
      <Icon name="clock" />
      {left > 0 ? countdown(left) : text.isUp}
      {timer.reveal && left > 0 && <small>{text.thenReveals}</small>}
    </p>
  );
}
