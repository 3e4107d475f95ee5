/**
 * The page's addresses: its root to open a room, `r/ROOMID` below that to be in one. The root is `/`, or the path that
 * a proxy gives the server [W13]. No secret is ever in an address [W14].
 */
import { roomIdIn } from "../../protocol/room_link.ts";

/** The root that a script was served below, as a path that ends in a slash: scripts are in `assets/`. */
export function rootOf(script: string): string {
  return new URL("../", script).pathname;
}

/** The room that a path leads to, as the server would read it; null: none. */
export function roomOf(pathname: string): string | null {
  const [, typed] = /\/r\/+([^/]+)\/*$/i.exec(pathname) ?? [];
  return typed === undefined ? null : roomIdIn(pathname) ?? shown(typed);
}

/** A room id, or a link to a room, as a person types or pastes it. */
export function readRoomId(typed: string): string {
  return roomIdIn(typed) ?? typed.trim();
}

/** The path of a room's page below this root; null: that of the page to open one. */
export function pathOf(root: string, roomId: string | null): string {
  return roomId === null ? root : `${root}r/${encodeURIComponent(roomId)}`;
}

/** Text that is no room id, as the form shows it again. */
function shown(typed: string): string {
  try {
    return decodeURIComponent(typed);
  } catch {
    return typed;
  }
}
