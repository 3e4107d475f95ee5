/** What a browser remembers of a room that its person was in: enough to open it again when it is over. */
import type { Settings } from "../../client/mod.ts";
import type { RoomSession } from "./room_session.ts";

export interface FormerRoom {
  readonly room_id: string;
  /** The room's name; omitted if it had none. */
  readonly name?: string;
  readonly deck: readonly string[];
  readonly capacity: number;
  readonly on_admin_leave: Settings["on_admin_leave"];
  /** The person's own name there. */
  readonly me: string;
  /** The names of the others. */
  readonly people: readonly string[];
}

/** The room of a session, as it is now. */
export function formerRoom(session: RoomSession): FormerRoom {
  const { room_id, name, deck, capacity, settings, members } = session.room.peek();
  const me = session.me.peek();
  return {
    room_id,
    ...name !== undefined && { name },
    deck: deck.cards,
    capacity,
    on_admin_leave: settings.on_admin_leave,
    me: me.name,
    people: members.filter(({ member_id }) => member_id !== me.member_id).map((one) => one.name),
  };
}
