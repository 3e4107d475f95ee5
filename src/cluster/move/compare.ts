/** What of one place the other has already, and what stands in the way of a move. Pure. */
import type { Contents, EndedSession } from "../../journal/contents.ts";
import type { Result } from "../../base/result.ts";

/** How many rooms a refusal names. */
const NAMED_MAX = 5;

/**
 * What is missing in the target; or why nothing can be moved. A room that is in both is there by an earlier run of the
 * same move, and then it is the same: nobody has served it since.
 */
export function missingIn(target: Contents, source: Contents): Result<Contents, string> {
  const rooms = new Map(target.rooms.map((saved) => [saved.room.room_id, saved.room]));
  const over = new Map(target.sessions.map((session) => [keyOf(session), session]));
  const isOther = source.rooms.filter(({ room }) => {
    const other = rooms.get(room.room_id);
    if (other === undefined) return over.has(keyOf(room));
    return other.created_at !== room.created_at || other.version !== room.version;
  }).map(({ room }) => room.room_id);
  const isOver = source.sessions.filter((session) =>
    rooms.get(session.room_id)?.created_at === session.created_at
  ).map((session) => session.room_id);
  const [first, ...more] = [...isOther, ...isOver];
  if (first !== undefined) {
    const named = [first, ...more.slice(0, NAMED_MAX - 1)].join(", ");
    const rest = more.length < NAMED_MAX ? "" : ` and ${more.length + 1 - NAMED_MAX} more`;
    const error =
      `both places have something of these rooms, and it isn't the same: ${named}${rest}. ` +
      "Nothing was moved: have one of them end its rooms first, or give it up";
    return { ok: false, error };
  }
  const ended = new Set(target.ended.map(({ room_id }) => room_id));
  const living = new Set([...source.rooms, ...target.rooms].map(({ room }) => room.room_id));
  return {
    ok: true,
    value: {
      rooms: source.rooms.filter(({ room }) => !rooms.has(room.room_id)),
      sessions: source.sessions.filter((session) => !over.has(keyOf(session))),
      ended: source.ended.filter(({ room_id }) => !ended.has(room_id) && !living.has(room_id)),
    },
  };
}

function keyOf({ room_id, created_at }: Pick<EndedSession, "room_id" | "created_at">): string {
  return `${room_id} ${created_at}`;
}
