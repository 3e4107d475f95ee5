/** Protocol v1 as schemas: the events of both sides [P1]. */
import * as v from "valibot";
import { V1_CARDS } from "../room/deck.ts";

const text = v.string();
const message = v.object({ message: text });

/** Events of a client. */
export const V1_COMMANDS = {
  JOIN_ROOM: v.object({ room_id: text }),
  BEGIN_VOTING: v.object({ ticket_id: text }),
  MEMBER_VOTED: v.object({ ticket_id: text, vote: v.picklist(V1_CARDS) }),
  REVEAL_VOTES: v.object({ ticket_id: text }),
} as const;

/** The events that a client knows: it exits on any other, and shows plain text. */
export const V1_FRAMES = {
  CREATE_ROOM: v.object({ room_id: text }),
  ROOM_JOIN_UPDATES: message,
  ROOM_CAPACITY_REACHED: message,
  BEGIN_VOTING_PROMPT: message,
  ASK_FOR_VOTE: v.object({ ticket_id: text }),
  VOTING_COMPLETED: v.object({ ticket_id: text, message: text }),
  REVEAL_VOTES_PROMPT: v.object({ ticket_id: text, message: text }),
  VOTES_REVEALED: v.object({
    ticket_id: text,
    /** By member id. */
    client_vote_choice_map: v.record(
      text,
      v.object({ Value: text, MemberID: text, MemberName: text }),
    ),
  }),
  AWAITING_ADMIN_VOTE_START: message,
} as const;

export type V1Type = keyof typeof V1_FRAMES;

/** The data of an event. */
export type V1Data<Type extends V1Type> = Readonly<v.InferOutput<(typeof V1_FRAMES)[Type]>>;
