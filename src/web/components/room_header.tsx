/** Which room this is, how others get in, and the way to everything that is not the ballot. */
import type { App } from "../state/app.ts";
import { pathOf } from "../state/address.ts";
import type { Stay } from "../state/stay.ts";
import { CopyButton } from "./copy_button.tsx";
import { Icon } from "./icon.tsx";
import { Logo } from "./logo.tsx";
import type { Overlay } from "./room_view.tsx";

export function RoomHeader({ app, stay, onOpen }: {
  readonly app: App;
  readonly stay: Stay;
  readonly onOpen: (overlay: Overlay) => void;
}) {
  const { room_id, results_count } = stay.room.value;
  const { name, role } = stay.me.value;
  return (
    <header class="room-header">
      <Logo />
      <h1>
        <span class="unseen">Room</span> <span class="code">{room_id}</span>
      </h1>
      {!stay.is_alone.value && (
        <>
          <CopyButton
            text={app.origin + pathOf(room_id)}
            label="Copy link"
            done="Link copied"
            icon="link"
          />
          <button type="button" onClick={() => onOpen({ name: "invite" })}>
            <Icon name="people" />
            <span class="words">Invite</span>
          </button>
        </>
      )}
      <span class="spring" />
      <button type="button" onClick={() => onOpen({ name: "results" })}>
        <Icon name="list" />
        <span class="words">Results</span>
        {results_count > 0 && <span class="count">{results_count}</span>}
      </button>
      <button type="button" aria-label={`Menu of ${name}`} onClick={() => onOpen({ name: "menu" })}>
        <span class="words name">{name}</span>
        {role === "observer" && <Icon name="eye" />}
        <Icon name="menu" />
      </button>
    </header>
  );
}
