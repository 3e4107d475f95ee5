/** Why a connection gets no seat, in words: the rule is joining.ts's [W4, W9]. */
import { NAME_LENGTH_MAX } from "../room/limits.ts";
import type { JoinRefusal } from "../bus/envelopes.ts";
import { UNCLAIMED_PER_ADDRESS_MAX } from "./unclaimed_seats.ts";

/** The refusals that are always the same. */
export const REFUSED = {
  stopping: {
    close: "restarting",
    message: "The server is stopping: try again in a moment.",
    guess: false,
  },
  noSeat: {
    close: "try_later",
    message: "The part of the server that holds this room does not answer: try again later.",
    guess: false,
  },
  workerMissing: {
    close: "try_later",
    message: "The part of the server that holds this room is down: try again later.",
    guess: false,
  },
  outOfReach: {
    close: "try_later",
    message: "The server can't keep anything at the moment: try again later.",
    guess: false,
  },
  renewed: {
    close: "restarting",
    message: "The server has a new certificate: please join again in a moment.",
    guess: false,
  },
  moved: {
    close: "restarting",
    message: "The room moves to another part of the server: please join it again in a moment.",
    guess: false,
  },
  /** [C19] */
  seatGone: {
    close: "resume_refused",
    message: "The room has moved, and your seat in it is gone: join it again.",
    guess: false,
  },
  /** [C19] */
  replaced: {
    close: "replaced",
    message: "You have come back to the room over another connection.",
    guess: false,
  },
  tooManyRooms: {
    close: "try_later",
    message: "The server has reached its limit of rooms: try again later.",
    guess: false,
  },
  /** [W10] */
  tooManyUnclaimed: {
    close: "try_later",
    message: `Your address has ${UNCLAIMED_PER_ADDRESS_MAX} seats that no JOIN_ROOM has claimed, ` +
      "as many as one may: try again in a moment.",
    guess: false,
  },
  noMemory: {
    close: "try_later",
    message: "The server has no memory left for more people: try again later.",
    guess: false,
  },
  noCardsForV1: {
    close: "bad_request",
    message:
      "room_id must be of a room whose deck your client has cards of: it needs a newer client.",
    guess: false,
    field: "room_id",
  },
  /** The answer to a page that asks whether there is a room, before it asks its user for a name: there is. */
  nameless: {
    close: "bad_request",
    message: `name must have 1 to ${NAME_LENGTH_MAX} characters, got nothing that can be shown`,
    guess: false,
    field: "name",
  },
  /** [A1] */
  keyless: {
    close: "wrong_key",
    message:
      "key: on this server only people with its key can open rooms. Ask whoever runs it for the key.",
    guess: false,
    field: "key",
  },
  /** [A1] v1 has no way to give one. */
  keylessV1: {
    close: "wrong_key",
    message:
      "On this server only people with its key can open rooms, and your client can't give one: open the room with " +
      "a newer client, and join it with this one.",
    guess: false,
    field: "key",
  },
  /** [A1] */
  wrongKey: {
    close: "wrong_key",
    message: "key: that is not the key of this server. Ask whoever runs it for the right one.",
    guess: true,
    field: "key",
  },
  resume: {
    close: "resume_refused",
    message: "resume_token must be that of a member of this room: join it again.",
    guess: false,
    field: "resume_token",
  },
} as const satisfies Record<string, JoinRefusal>;

/** [W10] `max`: rooms that one address may have opened. */
export function tooManyRoomsFromAddress(max: number): JoinRefusal {
  const message =
    `Your address has opened ${max} room${max === 1 ? "" : "s"}, as many as one may: ` +
    "end one of them, or try again later.";
  return { close: "try_later", message, guess: false };
}

/** [R2] What is sent to whoever had a seat and did not claim it. */
export function gaveWay(roomId: string): string {
  return `Your seat in ${roomId} went to somebody else, since JOIN_ROOM had not come: join again.`;
}

/** [W9] The same words whether the room ended or never was. */
export function noSuchRoom(roomId: string, { guess }: { readonly guess: boolean }): JoinRefusal {
  const message = `room_id ${roomId}: there is no such room. Check the id, or ask for a new one.`;
  return { close: "no_such_room", message, guess, field: "room_id" };
}
