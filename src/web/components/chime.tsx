/** Plays sounds for events of the room, if the person has switched them on. Shows nothing. */
import { useEffect, useRef } from "preact/hooks";
import type { Chime as Sound } from "../pure/chimes.ts";
import { chimeBetween } from "../pure/chimes.ts";
import type { App } from "../state/app.ts";
import type { RoomSession } from "../state/room_session.ts";

export function Chime({ app, session }: { readonly app: App; readonly session: RoomSession }) {
  return app.settings.sound.value
    ? <Sounds key={session.me.value.member_id} app={app} session={session} />
    : null;
}

function Sounds({ app, session }: { readonly app: App; readonly session: RoomSession }) {
  const room = session.room.value;
  const before = useRef(room);
  const audio = useRef<AudioContext | null>(null);
  const play = async (sound: Sound) => {
    const { beep } = await import("../state/beep.ts");
    await beep(audio.current ??= new AudioContext(), sound);
  };

  useEffect(() => {
    const sound = chimeBetween(before.current, room);
    before.current = room;
    if (sound !== null) play(sound);
  }, [room]);

  const endsAt = room.timer?.ends_at ?? null;
  useEffect(() => {
    const left = (endsAt ?? 0) - session.client.serverNow();
    // browsers throttle timers of background tabs, but not those of this clock
    return endsAt === null || left <= 0 ? undefined : app.clock.after(left, () => play("time_up"));
  }, [endsAt]);

  useEffect(() => () => void audio.current?.close(), []);
  return null;
}
