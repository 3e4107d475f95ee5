/** Which room this is, how others get in, and the way to everything that is not the ballot. */
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Icon } from "./icon.tsx";
import { Logo } from "./logo.tsx";
import type { Overlay } from "./room_view.tsx";

export function RoomHeader({ session, onOpen }: {
  readonly session: RoomSession;
  readonly onOpen: (overlay: Overlay) => void;
}) {
  const { room_id, name: roomName, results_count } = session.room.value;
  const text = words().room;
  const { name, role } = session.me.value;
  return (
    <header class="room-header">
      <Logo />
      <h1>
        <span class="unseen">{text.room}</span>{" "}
        {roomName !== undefined && <bdi class="room-name">{roomName}</bdi>}{" "}
        <span class="code" translate={false}>{room_id}</span>
      </h1>
      {!session.isAlone.value && (
        <button type="button" onClick={() => onOpen({ name: "invite" })}>
          <Icon name="people" />
          <span class="words">{text.invite}</span>
        </button>
      )}
      <span class="spring" />
      <button type="button" onClick={() => onOpen({ name: "results" })}>
        <Icon name="list" />
        <span class="words">{text.results}</span>
        {results_count > 0 && <span class="count">{results_count}</span>}
      </button>
      <button type="button" aria-label={text.menuOf(name)} onClick={() => onOpen({ name: "menu" })}>
        <bdi class="words name" translate={false}>{name}</bdi>
        {role === "observer" && <Icon name="eye" />}
        <Icon name="menu" />
      </button>
    </header>
  );
}
