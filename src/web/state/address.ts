/** The page's addresses: `/` to open a room, `/r/ROOMID` to be in one. Nothing secret is ever in them. */
import { checkRoomId } from "../../protocol/text.ts";

/** The room that a path leads to, as the server would read it; null: none. */
export function roomOf(pathname: string): string | null {
  const [, typed] = /^\/r\/([^/]+)\/?$/.exec(pathname) ?? [];
  if (typed === undefined) return null;
  let text = typed;
  try {
    text = decodeURIComponent(typed);
  } catch {
    // shown as it stands: the form says what is wrong with it
  }
  return readRoomId(text);
}

/** A room id, or a link to a room, as a person types or pastes it. */
export function readRoomId(typed: string): string {
  const [, linked] = /\/r\/([^/?#\s]+)/.exec(typed) ?? [];
  const checked = checkRoomId(linked ?? typed);
  return checked.ok ? checked.value : typed.trim();
}

export function pathOf(room_id: string | null): string {
  return room_id === null ? "/" : `/r/${encodeURIComponent(room_id)}`;
}
