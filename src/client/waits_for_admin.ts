/** Whether a room still waits for its admin, for everything that joins with an admin link. Pure. */
import type { RoomState } from "./types.ts";

/** Whether a program has opened the room, and nobody has joined with its admin link yet [A3]. */
export function waitsForAdmin({ members, admin_id: adminId }: RoomState): boolean {
  return !members.some(({ member_id }) => member_id === adminId);
}
