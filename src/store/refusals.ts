/** Why a connection gets no seat, in words: the rule is home.ts's [W4, W9]. */
import { v1CardsOf } from "../protocol/prompts.ts";
import type { RoomView } from "../room/view.ts";
import type { SeatRefusal } from "./messages.ts";

/** With fewer cards to choose from there is nothing to vote about [P1.3]. */
const V1_CARDS_MIN = 2;

export const REFUSED = {
  stopping: {
    close: "restarting",
    message: "The server is stopping: try again in a moment.",
    guess: false,
  },
  tooManyRooms: {
    close: "try_later",
    message: "The server holds as many rooms as it may: try again later.",
    guess: false,
  },
  noCardsForV1: {
    close: "bad_request",
    message:
      "room_id must be of a room whose deck your client has cards of: it needs a newer client.",
    guess: false,
    field: "room_id",
  },
  resume: {
    close: "resume_refused",
    message: "resume_token must be that of a member of this room: join it again.",
    guess: false,
    field: "resume_token",
  },
} as const satisfies Record<string, SeatRefusal>;

/** [W9] The same words whether the room ended or never was. */
export function noSuchRoom(room_id: string, { guess }: { readonly guess: boolean }): SeatRefusal {
  const message = `room_id ${room_id}: there is no such room. Check the id, or ask for a new one.`;
  return { close: "no_such_room", message, guess, field: "room_id" };
}

/** [P1.3] */
export function tooFewV1Cards(view: RoomView): boolean {
  return v1CardsOf(view).length < V1_CARDS_MIN;
}
